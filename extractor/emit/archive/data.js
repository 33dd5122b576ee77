// The page of an archive: reads the data that stands in it, shows it, and finds in it. What the data says becomes text nodes
// and attributes' values, never HTML. This script is in five parts, which emit/html.py puts together: data, overview, list,
// report, page. Offsets of records count code points; JavaScript's count UTF-16 units (see `unitsOf`).
"use strict";

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
  one.doubts = report.issues.filter((issue) => isDoubt(issue.code) && issue.severity !== "settled");
  const codes = new Map();
  for (const issue of report.issues.filter((one) => one.severity !== "settled")) {
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
  const parts = locator.split(",").map((part) => part.split("="));
  return parts.map(([key, ...value]) => (own(words.zh.places, key) ?? `${key}{}`).replace("{}", () => value.join("="))).join("");
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
