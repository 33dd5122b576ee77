// Keys and selections of the review page. All that they do can be done with the links and buttons alone.
"use strict";

function typing(event) {
  const at = event.target;
  return at instanceof HTMLElement && (at.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
}

function points(text) {
  return Array.from(text).length; // code points, as the report's offsets count them
}

// Where a place of the selection stands in the report; null outside its text.
function offset(node, at) {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("#text [data-start]");
  if (!piece) return null;
  const range = document.createRange();
  range.setStart(piece, 0);
  range.setEnd(node, at);
  return Number(piece.dataset.start) + points(range.toString());
}

function selected() {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const start = offset(range.startContainer, range.startOffset);
  const end = offset(range.endContainer, range.endOffset);
  return start !== null && end !== null && start < end ? { start, end } : null;
}

function add() {
  const desk = document.getElementById("desk");
  if (!desk.dataset.row) return;
  const query = new URLSearchParams({ show: desk.dataset.show, row: desk.dataset.row, add: 1, ...selected() });
  go(`${desk.dataset.keyPath}?${query}`);
}

function go(path) {
  history.pushState({ htmx: true }, "", path);
  htmx.ajax("GET", path, { source: "#desk", target: "#desk", select: "#desk", swap: "outerHTML show:none" });
}

function press(element) {
  if (/^(?:INPUT|TEXTAREA)$/.test(element.tagName)) {
    element.focus();
    element.select();
  } else {
    element.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && typing(event)) {
    event.target.blur();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event)) return;
  if (document.querySelector("dialog[open]")) return;
  const element = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!element) return;
  event.preventDefault();
  press(element);
});

document.addEventListener("click", (event) => {
  const element = event.target instanceof Element ? event.target.closest("[data-opens], a[data-key='s']") : null;
  if (!element) return;
  if (element.dataset.opens) {
    document.getElementById(element.dataset.opens).showModal();
  } else {
    event.preventDefault();
    event.stopPropagation();
    add();
  }
}, true);

function show() {
  const now = document.querySelector("#text .now");
  const text = document.getElementById("text");
  if (now && text) text.scrollTop = now.offsetTop - text.offsetTop - text.clientHeight / 3;
  const entry = document.querySelector(".queue [aria-current='true']:not(.shows *)");
  const list = document.querySelector(".queue ol");
  if (entry && list) list.scrollTop = entry.offsetTop - list.offsetTop - list.clientHeight / 3;
  const box = document.querySelector("#desk [autofocus]");
  const at = document.activeElement;
  if (box) {
    box.focus();
  } else if (at && at.closest(".boxes, textarea") && !document.querySelector("#desk [role='alert']")) {
    at.blur(); // htmx gives the focus back to the box; what was typed there is kept, so keys are keys again
  }
}

document.addEventListener("DOMContentLoaded", show);
document.addEventListener("htmx:afterSettle", show);
