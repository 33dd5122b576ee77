// overview.js: a part of the page's one script (see data.js)

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
