// page.js: a part of the page's one script (see data.js)

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
  if (location.hash && !location.hash.startsWith("#/")) return; // past the top, to the content
  const [, view, number, at] = location.hash.split("/");
  const report = reports[Number(number)];
  if (view === "f" && report?.records[Number(at)]) {
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

// Where a step begins: at the chosen one, else before the report that is shown, else before the list.
function placeBefore(by) {
  const isHere = selected && (!open || selected.report === open) && found.includes(selected);
  if (isHere) return found.indexOf(selected);
  const first = open ? found.findIndex((one) => one.report === open) : -1;
  if (first >= 0) return by > 0 ? first - 1 : first;
  return by > 0 ? -1 : found.length;
}

// The next one in the list, forwards or backwards, that passes; where the list alone is seen, it stays in sight.
function step(by, passes = () => true) {
  let place = placeBefore(by);
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
$("next-open").addEventListener("click", () => stepOpen(1));
$("previous").addEventListener("click", () => turn(-1));
$("next").addEventListener("click", () => turn(1));
