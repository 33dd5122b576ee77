// report.js: a part of the page's one script (see data.js)

// ---- a report

let open = null; // the report that is shown
const pieces = new IntersectionObserver((seen) => seen.forEach((one) => one.isIntersecting && mark(one.target)), { root: $("report"), rootMargin: "1200px" });

function showReport(report) {
  if (open === report) return;
  open = report;
  pieces.disconnect();
  $("no-report").hidden = true;
  $("shown").hidden = false;
  $("report").scrollTop = 0;
  $("report-title").replaceChildren(named(report.title || report.name));
  $("text").replaceChildren(...piecesOf(report));
  aboutReport();
  drawChosen();
}

function aboutReport() {
  if (!open) return;
  const year = open.year ?? say("no_year");
  const length = say("characters", { characters: grouped(open.characters) });
  $("about").replaceChildren(named(open.organisation), ` · ${year} · `, named(open.name), ` · ${length}`);
  $("position").textContent = say("position", { number: grouped(open.number + 1), reports: grouped(reports.length) });
  $("previous").disabled = open.number === 0;
  $("next").disabled = open.number === reports.length - 1;
  const shown = ["amount", "count", "quantity", "ratio", "date", "redaction"].map((kind) => [kind, label("kind", kind)]);
  for (const status of ["redacted", "missing", "filled"]) shown.push([status, statusOf(status)]);
  $("text-legend").replaceChildren(...shown.map(([look, name]) => make("li", {}, make("span", { class: `figure ${look}` }, name))));
  $("findings").hidden = !open.doubts.length;
  $("findings").firstElementChild.textContent = say("findings", { findings: grouped(open.doubts.length) });
  $("findings").lastElementChild.replaceChildren(...open.doubts.map(findingOf));
}

function findingOf(issue) {
  const code = own(words[lang].codes, issue.code);
  const told = code ? filled(code.message, issue.facts) : issue.message;
  const figure = issue.figures.length ? figures[open.first + issue.figures[0]] : null;
  return make("li", {}, make("span", { class: "mark finding" }, `⚑ ${issue.code}`), figure ? make("a", { href: linkTo(figure) }, told) : told);
}

// The text in pieces, plain at first so that the browser's own search finds in it; what comes into sight gets its marks.
function* piecesOf(report) {
  const { text } = report;
  let [from, record] = [0, 0];
  while (from < text.length) {
    let to = text.length;
    if (to - from > PIECE) to = text.indexOf("\n", from + PIECE) + 1 || to;
    const begin = record;
    while (record < report.records.length && unit(report, report.records[record].start) < to) {
      to = Math.max(to, unit(report, report.records[record].end)); // no figure is cut
      record += 1;
    }
    const piece = make("div", { class: "piece" }, text.slice(from, to));
    Object.assign(piece, { from, to, begin, until: record });
    pieces.observe(piece);
    yield piece;
    from = to;
  }
}

function mark(piece) {
  if (piece.marked) return;
  piece.marked = true;
  pieces.unobserve(piece);
  const headings = new Set(open.records.slice(piece.begin, piece.until).flatMap((record) => record.section.split(" › ")));
  let at = piece.from;
  const nodes = [];
  const plain = (to) => {
    for (const line of open.text.slice(at, to).split(/(?<=\n)/)) nodes.push(headings.has(line.trim()) ? make("strong", {}, line) : line);
    at = to;
  };
  for (let number = piece.begin; number < piece.until; number += 1) {
    const record = open.records[number];
    const [from, to] = [unit(open, record.start), unit(open, record.end)];
    if (from < at) continue; // stands within the one before
    plain(from);
    nodes.push(figureLink(figures[open.first + number]));
    at = to;
  }
  plain(piece.to);
  piece.replaceChildren(...nodes);
}

function figureLink(figure) {
  const { record, status, codes } = figure;
  const answer = record.filled ? `；${say("filled_in", record.filled)}` : "";
  const value = valueOf(figure);
  const told = [label("kind", record.kind), status !== "redaction" && statusOf(status), record.item];
  told.push(value && `${value} ${label("unit", record.unit)}`, placeOf(record.locator), ...codes);
  const title = told.filter(Boolean).join(" · ") + answer;
  const classes = `figure ${record.kind} ${status}${doubtOf(figure) ? " flagged" : ""}`;
  const link = make("a", { class: classes, href: linkTo(figure), id: `figure-${figure.number}`, title }, record.text);
  if (figure === selected) link.setAttribute("aria-current", "true");
  return link;
}

// All that is known of the chosen figure, below its report.
function drawChosen() {
  const figure = selected?.record && selected.report === open ? selected : null;
  $("chosen").hidden = !figure;
  if (!figure) return;
  const { record, status } = figure;
  const indicator = overview.columns.find((one) => one.key === record.indicator);
  const known = { text: record.text, kind: label("kind", record.kind), status: status === "redaction" ? "" : statusOf(status) };
  Object.assign(known, { value: valueOf(figure), unit: label("unit", record.unit), filled: record.filled && say("filled_in", record.filled) });
  Object.assign(known, { item: record.item, indicator: indicator?.[lang] ?? record.indicator, period: record.period });
  for (const field of ["bound", "modality", "relation", "change", "what"]) known[field] = label(field, record[field]);
  Object.assign(known, { section: record.section, locator: placeOf(record.locator), code: figure.codes.map(findingName).join("; ") });
  const told = Object.entries(known).filter(([, value]) => value);
  const parts = told.map(([field, value]) => make("div", {}, make("dt", {}, own(words[lang].fields, field) ?? field), make("dd", {}, named(value))));
  $("chosen").replaceChildren(...parts);
}

// Scroll to a place of the report that is shown; a figure is marked there, a hit is selected.
function goTo(one) {
  document.querySelector(".figure[aria-current]")?.removeAttribute("aria-current");
  const from = one.record ? unit(open, one.record.start) : one.from;
  const piece = [...$("text").children].find((other) => from < other.to);
  if (!piece) return;
  mark(piece);
  const link = one.record && $(`figure-${one.number}`);
  if (link) link.setAttribute("aria-current", "true");
  else if (!one.record) selectText(piece, one);
  drawChosen();
  (link || getSelection().anchorNode?.parentElement || piece).scrollIntoView({ block: "center" });
}

function selectText(piece, hit) {
  const walker = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let at = piece.from;
  while (walker.nextNode()) {
    const { length } = walker.currentNode;
    if (hit.from >= at && hit.from < at + length) range.setStart(walker.currentNode, hit.from - at);
    if (hit.to > at && hit.to <= at + length) range.setEnd(walker.currentNode, hit.to - at);
    at += length;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}
