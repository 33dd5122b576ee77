// list.js: a part of the page's one script (see data.js)

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
  for (const figure of found) {
    if (!listed.has(figure.report)) listed.set(figure.report, []);
    listed.get(figure.report).push(figure);
  }
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

// The same characters may stand in a sentence twice, 5 in 15 at that.
function placeInSentence(figure) {
  const { record, report } = figure;
  const { from, to } = sentenceOf(figure);
  const at = unit(report, record.start) - from;
  return to > from && record.sentence.startsWith(record.text, at) ? at : record.sentence.indexOf(record.text);
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
  const at = placeInSentence(figure);
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
