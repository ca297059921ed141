// Keeps the parts of a page that are marked `data-live` as the server has them, loads a page that awaits something again
// once it is there, shows times in the reader's time zone, lets a running clock tick, and copies.
// Without it everything works, by loading the page again and in UTC.
"use strict";

const SECONDS = 1000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
let tag = null;
let pause = 1 * SECONDS;

// -- times ---------------------------------------------------------------------------------
const two = (number) => String(number).padStart(2, "0");
const zone = (date) => new Intl.DateTimeFormat("en", { timeZoneName: "short" }).formatToParts(date).find((part) => part.type === "timeZoneName").value;
const timeOf = (date) => `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
const momentOf = (date) => `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}, ${timeOf(date)} ${zone(date)}`;

// As `format_duration` of the server writes it.
function durationOf(seconds) {
  const whole = Math.round(seconds);
  for (const [size, unit, smaller, small] of [[86400, "day", 3600, "h"], [3600, "h", 60, "min"], [60, "min", 1, "s"]]) {
    if (whole >= size) {
      const number = Math.floor(whole / size), rest = Math.floor((whole % size) / smaller);
      const name = unit === "day" && number !== 1 ? "days" : unit;
      return rest ? `${number} ${name} ${rest} ${small}` : `${number} ${name}`;
    }
  }
  return `${whole} s`;
}
const distanceOf = (seconds) => durationOf(seconds >= 120 ? Math.round(seconds / 60) * 60 : seconds);

// The mock's time: as the page was told, and on from there while its clock ticks.
let told = null;
function mockNow() {
  const source = document.querySelector("[data-now]");
  if (!source) return Date.now();
  const moment = Date.parse(source.dataset.now);
  if (!told || told.moment !== moment) told = { moment, at: Date.now() };
  return "ticks" in source.dataset ? moment + Date.now() - told.at : moment;
}

function textOf(kind, date, now) {
  const seconds = (date - now) / SECONDS;
  switch (kind) {
    case "clock": return momentOf(new Date(now));
    case "moment": return momentOf(date);
    case "time": return timeOf(date);
    case "elapsed": return durationOf(Math.max(-seconds, 0));
    case "distance": return distanceOf(Math.abs(seconds));
    default: return Math.abs(seconds) < 1 ? "now" : seconds > 0 ? `in ${distanceOf(seconds)}` : `${distanceOf(-seconds)} ago`;
  }
}

function showTimes() {
  const now = mockNow();
  for (const time of document.querySelectorAll("time[data-as]")) {
    const date = new Date(time.dateTime), text = textOf(time.dataset.as, date, now);
    if (time.textContent !== text) time.textContent = text;
    if (time.title) time.title = momentOf(date);
  }
}

// -- copying -------------------------------------------------------------------------------
let copied = null;
let forgetting = null;

function showCopied(button, is) {
  const label = button.querySelector(".hidden") ?? button;
  const text = label.textContent.replace(/^(Copy|Copied) /, is ? "Copied " : "Copy ");
  button.classList.toggle("is-done", is);
  if (label.textContent !== text) label.textContent = text;
}

function showCopy(key) {
  copied = key;
  dress();
}

async function copy(key) {
  const field = document.getElementById(key);
  try {
    await navigator.clipboard.writeText(field ? field.value : key);
  } catch {
    field?.select();  // the browser forbids it: the person can still copy what is selected
    return;
  }
  clearTimeout(forgetting);
  forgetting = setTimeout(showCopy, 5 * SECONDS, null);
  showCopy(key);
}

// -- sending -------------------------------------------------------------------------------
// From when a form is sent until its answer is there. Meanwhile nothing is loaded again, since that would call the form
// off, and no form is sent twice. It ends by itself, too, since a person may stop the browser.
let isSending = false;
let ending = null;

function noteSending(is) {
  isSending = is;
  clearTimeout(ending);
  if (is) ending = setTimeout(noteSending, 10 * SECONDS, false);
}

document.addEventListener("submit", (event) => {
  if (isSending) event.preventDefault();
  else noteSending(true);
});
window.addEventListener("pageshow", () => noteSending(false));

// -- keeping up ----------------------------------------------------------------------------
// What a mouse button or a key is pressed on: it must still be there when they are let go, or there is no click.
let pressed = null;
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, (event) => { pressed = event.target; }, true);
for (const kind of ["pointerup", "pointercancel", "keyup"]) document.addEventListener(kind, () => { pressed = null; }, true);
window.addEventListener("blur", () => { pressed = null; });

const isTyping = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
const isSelecting = (part) => !getSelection().isCollapsed && part.contains(getSelection().anchorNode);
const isInUse = (part) => isTyping(part) || isSelecting(part) || part.contains(pressed);

// Finds an element again in a new version of its part: by its id, or by what it is for inside of what has a name.
function pathTo(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const quoted = (of, name) => `[${name}="${CSS.escape(of.getAttribute(name))}"]`;
  const names = ["href", "data-copy", "value", "aria-label"].filter((name) => element.hasAttribute(name));
  const around = element.parentElement.closest("[id], [aria-labelledby]");
  const outside = around.id ? `#${CSS.escape(around.id)}` : quoted(around, "aria-labelledby");
  return `${outside} ${element.localName}${names.map((name) => quoted(element, name)).join("")}`;
}

// What a person changed in the part: open details, and what stands in controls.
function keep(before, after) {
  for (const details of before.querySelectorAll("details[id]")) {
    const same = after.querySelector(`#${CSS.escape(details.id)}`);
    if (same) same.open = details.open;
  }
  for (const control of before.querySelectorAll("input[id], textarea[id]")) {
    const same = after.querySelector(`#${CSS.escape(control.id)}`);
    if (same && control.value !== control.defaultValue) same.value = control.value;
  }
}

// As the server wrote it: neither what a person opened nor what time does makes a part another one.
function written(part) {
  const copy = part.cloneNode(true);
  for (const details of copy.querySelectorAll("details")) details.open = false;
  for (const time of copy.querySelectorAll("time")) { time.textContent = ""; time.title = ""; }
  for (const clock of copy.querySelectorAll("[data-now]")) { clock.dataset.now = ""; clock.dateTime = ""; }
  for (const button of copy.querySelectorAll("[data-copy]")) { button.hidden = true; showCopied(button, false); }
  return copy.innerHTML;
}

function take(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  if (document.querySelector("[data-awaits]") && !fresh.querySelector("[data-awaits]")) location.reload();
  const clock = document.querySelector("[data-now]"), newClock = fresh.querySelector("[data-now]");
  if (clock && newClock) { clock.dataset.now = newClock.dataset.now; clock.dateTime = newClock.dateTime; }
  let all = true, lostFocus = null;
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(part.id);
    if (!now || written(now) === written(part)) continue;
    if (isInUse(part)) { all = false; continue; }
    if (part.contains(document.activeElement)) lostFocus = pathTo(document.activeElement);
    keep(part, now);
    part.replaceChildren(...document.adoptNode(now).childNodes);
  }
  dress();
  if (lostFocus) document.querySelector(lostFocus)?.focus();
  return all;
}

function lost(is) {
  const note = document.getElementById("lost");
  if (note) note.hidden = !is;
}

async function look() {
  if (!document.hidden && !isSending) {
    try {
      const answer = await fetch(location.href, { headers: tag ? { "If-None-Match": tag } : {}, referrerPolicy: "no-referrer" });
      const text = await answer.text();
      if (answer.status === 200 && !isSending) tag = take(text) ? answer.headers.get("etag") : null;
      if (answer.status === 404 && !isSending) location.reload();
      lost(false);
      pause = 1 * SECONDS;
    } catch {
      lost(!isSending);
      pause = Math.min(pause * 2, 10 * SECONDS);
    }
  }
  setTimeout(look, pause);
}

// -- what is on the page now ---------------------------------------------------------------
function dress() {
  showTimes();
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    showCopied(button, button.dataset.copy === copied);
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) await copy(button.dataset.copy);
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

dress();
// The page that shows links is the answer to a form: there is nothing to load again.
if (document.querySelector("main [data-live], [data-awaits]")) setTimeout(look, pause);
setInterval(showTimes, 250);
