// The page of an archive: reads the data that stands in it, shows it, and finds in it. What the data says becomes text nodes
// and attributes' values, never HTML. Offsets of records count code points; JavaScript's count UTF-16 units (see `unitsOf`).
"use strict";
(() => {
  const ROW = 64; // pixels; as .row in page.css
  const PIECE = 3000; // characters of a report that are put in place together
  const MOST_HITS = 2000; // places in texts that a search lists
  const MOST_PRINTED = 5000; // rows
  const MARKS = { complete: "●", redacted: "◐", missing: "○", filled: "✎", redaction: "▒" };
  const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g; // would turn what stands around a name
  const LONG_NUMBER = /,"value":(\[[^\]]*\]|-?[\d.]{16,})/; // in a string its quotes would be escaped

  const $ = (id) => document.getElementById(id);
  const stored = (id) => JSON.parse($(id).textContent);

  // ---- the data

  const words = stored("stored-words");
  const overview = stored("stored-cells");
  const files = stored("stored-files");
  const reports = [];
  const figures = [];

  function readReport(block) {
    const { report, organisation, records } = JSON.parse(block.textContent);
    const one = { ...report, number: reports.length, organisation: organisation.replace(DIRECTIONS, ""), first: figures.length, records };
    one.doubts = report.issues.filter((issue) => isDoubt(issue.code));
    const codes = new Map();
    for (const issue of report.issues) {
      for (const at of issue.figures.slice(0, 1)) codes.set(at, [...(codes.get(at) ?? []), issue.code]);
    }
    const exact = LONG_NUMBER.test(block.textContent) ? block.textContent.split("\n") : [];
    records.forEach((record, at) => {
      const literal = LONG_NUMBER.exec(exact[at + 1] ?? "");
      const status = record.kind === "redaction" ? "redaction" : record.filled ? "filled" : record.status;
      figures.push({
        report: one, at, number: figures.length, record, status, codes: codes.get(at) ?? [],
        open: status === "redacted" || status === "missing",
        exact: literal ? literal[1].replace(/[[\]]/g, "").split(",") : null, // JSON.parse keeps 15 digits
      });
    });
    reports.push(one);
  }

  // The place in UTF-16 of each code point; null where these are the same.
  function unitsOf(report) {
    if (report.units !== undefined) return report.units;
    report.units = null;
    if (/[\ud800-\udfff]/.test(report.text)) {
      report.units = [];
      let at = 0;
      for (const character of report.text) {
        report.units.push(at);
        at += character.length;
      }
      report.units.push(at);
    }
    return report.units;
  }

  const unit = (report, codePoint) => unitsOf(report)?.[codePoint] ?? codePoint;

  // ---- what is said

  let lang = "zh";
  const say = (key, facts = {}) => filled(words[lang].say[key], facts);
  const filled = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
  const own = (object, key) => (object && Object.hasOwn(object, key) ? object[key] : undefined); // no "constructor"
  const label = (field, value) => own(own(words[lang].values, field), value) ?? value ?? "";
  const grouped = (number) => String(number).replace(/^(-?\d+)/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ","));
  const statusOf = (status) => (status === "redaction" ? label("kind", status) : (own(words[lang].say, status) ?? label("status", status)));

  function valueOf(figure) {
    const { value, kind } = figure.record;
    if (value === null || value === undefined) return "";
    if (kind === "date") return value;
    const ends = figure.exact ?? (Array.isArray(value) ? value : [value]);
    return ends.map(grouped).join("–");
  }

  const answerOf = ({ filled: answer }) => (answer ? grouped(answer.value) : "");

  function placeOf(locator) {
    if (!locator || lang === "en") return locator ?? "";
    const parts = locator.split(",").map((part) => /^([^=]*)=?(.*)$/.exec(part));
    return parts.map(([, key, value]) => (own(words.zh.places, key) ?? `${key}{}`).replace("{}", () => value)).join("");
  }

  // ---- elements

  function make(tag, about = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(about)) {
      if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children);
    return element;
  }

  // What the check-up says beyond that a figure is open, which its status shows already.
  const isDoubt = (code) => !/^[MR]/.test(code);
  const doubtOf = (figure) => figure.codes.find(isDoubt);
  const bare = (text) => text.replace(/[\s,年]/g, "");
  const named = (name) => make("bdi", {}, name.replace(DIRECTIONS, ""));
  const linkTo = (figure) => `#/f/${figure.report.number}/${figure.at}`;
  const markOf = (status) => make("span", { class: `mark ${status}` }, MARKS[status]);

  // ---- overview

  let waiting = []; // rows of the table that nobody has seen yet
  const sight = new IntersectionObserver((seen) => seen[0].isIntersecting && moreRows(), { root: $("matrix"), rootMargin: "600px" });

  function drawOverview() {
    const open = figures.filter((figure) => figure.open).length;
    const findings = reports.reduce((sum, report) => sum + report.doubts.length, 0);
    const counts = { reports_count: reports.length, figures_count: figures.length, open_count: open, findings_count: findings };
    $("counts").replaceChildren(
      ...Object.entries(counts).map(([key, count]) => make("div", { class: key }, make("dt", {}, say(key)), make("dd", {}, grouped(count)))),
    );
    $("cell-legend").replaceChildren(
      ...["complete", "redacted", "missing", "filled"].map((status) => make("li", {}, markOf(status), statusOf(status))),
      make("li", {}, make("span", { class: "mark" }, "–"), say("absent")),
    );
    const head = overview.columns.map((one) => make("th", { scope: "col" }, one[lang], make("small", {}, label("unit", one.unit))));
    head.unshift(make("th", { scope: "col" }, `${say("organisation")} · ${say("year")}`));
    waiting = [...overview.rows];
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody"));
    $("matrix").replaceChildren(overview.columns.length ? table : make("p", {}, say("no_cells")));
    moreRows();
    const troubled = files.filter((file) => file.status !== "ok");
    $("unread").hidden = !troubled.length;
    $("unread").firstElementChild.textContent = say("unread", { files: grouped(troubled.length) });
    $("unread").lastElementChild.replaceChildren(
      ...troubled.map((file) => make("li", {}, named(file.file), ` · ${label("status", file.status)} · `, named(file.reason))),
    );
  }

  function moreRows() {
    const body = $("matrix").querySelector("tbody");
    if (!body) return;
    sight.disconnect();
    for (const [who, year, cells] of waiting.splice(0, 60)) {
      const first = make("th", { scope: "row" }, named(who), make("small", {}, year));
      body.append(make("tr", {}, first, ...overview.columns.map((one) => cellOf(cells[one.key]))));
    }
    if (waiting.length) sight.observe(body.lastElementChild);
  }

  function cellOf(place) {
    if (!place) return make("td", { class: "absent" }, "–", make("span", { class: "unseen" }, say("absent")));
    const figure = figures[reports[place[0]].first + place[1]];
    const { status, record } = figure;
    const told = { complete: valueOf(figure), filled: `${MARKS.filled} ${answerOf(record)}` }[status] ?? `${MARKS[status]} ${statusOf(status)}`;
    const planned = record.modality === "planned";
    const title = [record.text, planned && label("modality", "planned")].filter(Boolean).join(" · ");
    return make("td", { class: planned ? `${status} planned` : status }, make("a", { href: linkTo(figure), title }, told));
  }

  // ---- filters and search

  const CHOICES = {
    kind: { of: (figure) => [figure.record.kind], name: (value) => label("kind", value) },
    status: { of: (figure) => (figure.open ? ["open", figure.status] : [figure.status]), name: statusOf },
    finding: { of: (figure) => (doubtOf(figure) ? ["flagged", ...figure.codes] : figure.codes), name: findingName },
    organisation: { of: (figure) => [figure.report.organisation], name: (value) => value },
    year: { of: (figure) => [figure.report.year ?? ""], name: (value) => value || say("no_year") },
  };
  const chosen = { kind: null, status: null, finding: null, organisation: null, year: null };
  let found = []; // what the list shows: figures, then places in texts
  let query = [];

  function drawFilters() {
    const selects = Object.entries(CHOICES).map(([key, choice]) => {
      const select = make("select", { id: `by-${key}` }, make("option", { value: "" }, say("all")));
      const whole = (value) => (value === "open" || value === "flagged" ? 0 : 1); // before what it comprises
      const values = [...new Set(figures.flatMap(choice.of))].sort((a, b) => whole(a) - whole(b) || (a < b ? -1 : 1));
      values.forEach((value, at) => select.append(make("option", { value: at + 1, selected: chosen[key] === value }, choice.name(value))));
      select.addEventListener("change", () => {
        chosen[key] = select.value ? values[select.value - 1] : null;
        find();
      });
      return make("label", {}, say(key), select);
    });
    const reset = make("button", { type: "button" }, say("reset"));
    reset.addEventListener("click", () => {
      for (const key of Object.keys(chosen)) chosen[key] = null;
      $("query").value = "";
      drawFilters();
      find();
    });
    $("filters").replaceChildren(...selects, reset);
  }

  function findingName(code) {
    return code === "flagged" ? say(code) : `${code} ${own(words[lang].codes, code)?.title ?? ""}`;
  }

  const searched = (figure) => (figure.hay ??= hayOf(figure));

  function hayOf({ record, report }) {
    const parts = [record.text, record.item, record.sentence, record.section, record.indicator, report.organisation, record.source_file];
    return parts.filter(Boolean).join("\n").toLowerCase();
  }

  function find() {
    query = $("query").value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = Object.entries(chosen).filter(([, value]) => value !== null);
    const fits = (figure) => wanted.every(([key, value]) => CHOICES[key].of(figure).includes(value));
    found = figures.filter((figure) => fits(figure) && query.every((word) => searched(figure).includes(word)));
    const open = found.filter((figure) => figure.open).length;
    const said = say("found", { figures: grouped(found.length), open: grouped(open) });
    const hits = wanted.some(([key]) => key !== "organisation" && key !== "year") ? [] : textHits();
    const more = hits.length ? say("hits", { hits: grouped(hits.length) }) : "";
    $("found").textContent = found.length || more ? said + more : say("none");
    found = [...found, ...hits];
    $("rows").style.height = `${found.length * ROW}px`;
    $("list").scrollTop = 0;
    drawRows(true);
  }

  // Where a text that has all the words has the first of them, outside the sentences that the list shows already.
  function textHits() {
    const hits = [];
    if (!query.length) return hits;
    const listed = new Map();
    for (const figure of found) listed.set(figure.report, [...(listed.get(figure.report) ?? []), figure]);
    for (const report of reports) {
      if (!["organisation", "year"].every((key) => chosen[key] === null || CHOICES[key].of({ report }).includes(chosen[key]))) continue;
      report.lower ??= report.text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()); // as long as the text
      if (!query.every((word) => report.lower.includes(word))) continue;
      const shown = (listed.get(report) ?? []).map(sentenceOf);
      let next = 0;
      let at = -1;
      while ((at = report.lower.indexOf(query[0], at + 1)) >= 0 && hits.length < MOST_HITS) {
        while (next < shown.length && shown[next].to <= at) next += 1;
        if (next === shown.length || at < shown[next].from) hits.push({ report, from: at, to: at + query[0].length });
      }
    }
    return hits;
  }

  function sentenceOf({ record, report }) {
    const at = unit(report, record.start);
    const from = report.text.lastIndexOf(record.sentence, at);
    return from >= 0 && from + record.sentence.length > at ? { from, to: from + record.sentence.length } : { from: at, to: at };
  }

  // ---- the list: only the rows that can be seen are there

  let selected = null;
  let first = -1;

  function drawRows(anew = false) {
    if (!["figures", "report"].includes(document.body.dataset.view)) return; // the heights of what is hidden cost a layout
    const list = $("list");
    const from = Math.max(0, Math.floor(list.scrollTop / ROW) - 6);
    if (!anew && from === first) return;
    first = from;
    const until = Math.min(found.length, from + Math.ceil(list.clientHeight / ROW) + 12);
    $("rows").replaceChildren(...rowsOf(from, until));
    const active = selected && $(rowId(selected));
    if (active) list.setAttribute("aria-activedescendant", active.id);
    else list.removeAttribute("aria-activedescendant");
  }

  function* rowsOf(from, until) {
    for (let place = from; place < until; place += 1) yield (found[place].record ? figureRow : hitRow)(found[place], place);
  }

  const rowId = (one) => (one.record ? `row-${one.number}` : `hit-${one.report.number}-${one.from}`);

  function rowOf(one, place, what, told) {
    const { organisation, year } = one.report;
    const who = make("bdi", { class: "who" }, `${organisation} ${year ?? ""}`);
    const about = { "aria-selected": String(one === selected), "aria-posinset": place + 1, "aria-setsize": found.length };
    const row = make("div", { class: "row", role: "option", id: rowId(one), ...about }, what, who, make("bdi", { class: "told" }, ...told));
    row.style.top = `${place * ROW}px`;
    row.addEventListener("click", () => choose(one));
    return row;
  }

  function around(text, from, to) {
    const before = text.slice(Math.max(0, from - 18), from);
    return [(from > 18 ? "…" : "") + before, make("b", {}, text.slice(from, to)), text.slice(to, to + 160)];
  }

  function figureRow(figure, place) {
    const { record, status } = figure;
    const spoken = make("span", { class: "unseen" }, `${statusOf(status)} `);
    const what = make("span", { class: "what" }, markOf(status), spoken, make("bdi", {}, record.text));
    if (record.item) what.append(" · ", make("bdi", {}, record.item));
    const value = record.filled ? answerOf(record) : valueOf(figure);
    const told = `${value} ${label("unit", record.unit)}`.trim();
    if (value && bare(told) !== bare(record.text)) what.append(make("span", { class: "value" }, ` = ${told}`));
    const doubt = doubtOf(figure);
    if (doubt) what.append(" ", make("span", { class: "mark finding" }, `⚑ ${doubt}`));
    const at = record.sentence.indexOf(record.text);
    return rowOf(figure, place, what, at < 0 ? [record.sentence] : around(record.sentence, at, at + record.text.length));
  }

  function hitRow(hit, place) {
    const what = make("span", { class: "what" }, make("span", { class: "mark" }, "¶"), say("in_text"));
    return rowOf(hit, place, what, around(hit.report.text, hit.from, hit.to));
  }

  function reveal(one) {
    const list = $("list");
    const top = found.indexOf(one) * ROW;
    if (top >= 0 && (top < list.scrollTop || top + ROW > list.scrollTop + list.clientHeight)) list.scrollTop = top - list.clientHeight / 3;
    drawRows(true);
  }

  // ---- a report

  let open = null; // the report that is shown
  const pieces = new IntersectionObserver((seen) => seen.forEach((one) => one.isIntersecting && mark(one.target)), { rootMargin: "1200px" });

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

  // ---- where we are: the address names the view, the report and the figure, so that "back" goes back

  const narrow = () => matchMedia("(max-width: 60rem)").matches;

  function look(view) {
    const changed = document.body.dataset.view !== view;
    document.body.dataset.view = view;
    const current = view === "report" && !narrow() ? "figures" : view;
    for (const link of document.querySelectorAll("nav a")) {
      if (link.hash === `#/${current}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (changed) drawRows(true);
  }

  function show(one) {
    selected = one;
    look("report");
    showReport(one.report);
    goTo(one);
    reveal(one);
  }

  function route() {
    const [, view, number, at] = location.hash.split("/");
    const report = reports[number];
    if (view === "f" && report?.records[at]) {
      show(figures[report.first + Number(at)]);
    } else if (view === "r" && report) {
      look("report");
      showReport(report);
    } else {
      look(view === "figures" || view === "report" ? view : "overview");
    }
  }

  function choose(one, { replace = false } = {}) {
    const address = one.record ? linkTo(one) : `#/r/${one.report.number}`;
    if (replace) history.replaceState(null, "", address);
    else if (location.hash !== address) history.pushState(null, "", address);
    show(one);
  }

  function turn(by) {
    const report = reports[(open?.number ?? -by) + by];
    if (report) location.hash = `#/r/${report.number}`;
  }

  // ---- keys

  // The next one in the list, forwards or backwards, that passes; the list stays where it is seen alone.
  function step(by, passes = () => true) {
    let place = selected ? found.indexOf(selected) : -1;
    if (place < 0 && by < 0) place = found.length;
    do place += by; while (place >= 0 && place < found.length && !passes(found[place]));
    const one = found[place];
    if (!one) return false;
    if (document.activeElement === $("list") && narrow()) reveal((selected = one));
    else choose(one, { replace: true });
    return true;
  }

  const stepOpen = (by) => step(by, (one) => one.open) || found.some((one) => one.open) || ($("found").textContent = say("no_open"));

  const KEYS = {
    j: () => stepOpen(1),
    k: () => stepOpen(-1),
    n: () => step(1),
    p: () => step(-1),
    "[": () => turn(-1),
    "]": () => turn(1),
    "/": () => {
      if (document.body.dataset.view === "overview" || narrow()) location.hash = "#/figures";
      $("query").focus();
    },
    "?": () => $("keys").showModal(),
  };
  const LIST_KEYS = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => {
      if (!selected) return;
      choose(selected);
      $(`figure-${selected.number}`)?.focus();
    },
  };
  const HELP = { "j k": "open", "n p": "each", "[ ]": "report", "/": "search", Enter: "enter", Esc: "escape", "?": "help" };

  function escape() {
    if (document.activeElement === $("query") && $("query").value) {
      $("query").value = "";
      find();
      return;
    }
    if (document.body.dataset.view === "report" && narrow()) location.hash = "#/figures";
    else if (document.body.dataset.view === "overview") return;
    $("list").focus();
  }

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
    const writing = event.target.closest("input, select, textarea");
    let deed = !writing && $("single").checked ? KEYS[event.key] : null;
    if (event.target === $("list")) deed = LIST_KEYS[event.key] ?? deed;
    if (event.key === "Escape") deed = escape;
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  // ---- languages, printing, the beginning

  function speak(language) {
    lang = language;
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
    document.title = `${say("title")} · 报数 baoshu`;
    for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
    for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
    $("language").lang = lang === "zh" ? "en" : "zh-CN";
    $("query").placeholder = say("search_hint");
    const help = Object.entries(HELP).flatMap(([keys, does]) => [
      make("dt", {}, ...keys.split(" ").flatMap((key) => [make("kbd", {}, key), " "])),
      make("dd", {}, say(`key_${does}`)),
    ]);
    $("keys").querySelector("dl").replaceChildren(...help);
    drawOverview();
    drawFilters();
    find();
    const was = open;
    open = null;
    if (was) showReport(was);
    if (selected && was) goTo(selected);
  }

  const PAPER = 1020; // pixels across a page of the overview

  function beforePrint() {
    while (waiting.length) moreRows();
    const table = $("matrix").querySelector("table");
    if (table?.offsetWidth > PAPER) table.style.zoom = PAPER / table.offsetWidth;
    for (const piece of $("text").children) mark(piece);
    $("rows").replaceChildren(...rowsOf(0, Math.min(found.length, MOST_PRINTED)));
  }

  function afterPrint() {
    $("matrix").querySelector("table")?.style.removeProperty("zoom");
    drawRows(true);
  }

  function later(deed, milliseconds) {
    let timer = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(deed, milliseconds);
    };
  }

  for (const block of document.querySelectorAll("script.report")) readReport(block);
  const spoken = document.documentElement.dataset.lang || navigator.language;
  speak(spoken.startsWith("zh") ? "zh" : "en");
  $("loading").hidden = true;
  route();
  addEventListener("hashchange", route);
  addEventListener("resize", () => drawRows(true));
  addEventListener("beforeprint", beforePrint);
  addEventListener("afterprint", afterPrint);
  document.addEventListener("keydown", pressed);
  $("list").addEventListener("scroll", () => drawRows(), { passive: true });
  $("query").addEventListener("input", later(() => {
    if (document.body.dataset.view !== "figures") location.hash = "#/figures";
    find();
  }, 120));
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("help").addEventListener("click", KEYS["?"]);
  $("language").addEventListener("click", () => speak(lang === "zh" ? "en" : "zh"));
  $("previous").addEventListener("click", () => turn(-1));
  $("next").addEventListener("click", () => turn(1));
})();
