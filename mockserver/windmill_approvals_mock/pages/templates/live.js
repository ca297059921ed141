// Keeps the parts of a page that are marked `data-live` as the server has them, loads a page that awaits something again
// once it is there, lets a running clock tick, and copies links.
// Without it everything works, by loading the page again.
"use strict";

const SECONDS = 1000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
let tag = null;
let pause = 1 * SECONDS;

const isTyping = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");

// What a person changed in the part: open details, and what stands in controls.
function keep(before, after) {
  for (const open of before.querySelectorAll("details[open][id]")) {
    const same = after.querySelector(`#${CSS.escape(open.id)}`);
    if (same) same.open = true;
  }
  for (const control of before.querySelectorAll("input[id], textarea[id]")) {
    const same = after.querySelector(`#${CSS.escape(control.id)}`);
    if (same && control.value !== control.defaultValue) same.value = control.value;
  }
}

// As the server wrote it: what a person opened does not make a part another one.
function written(part) {
  const copy = part.cloneNode(true);
  for (const open of copy.querySelectorAll("details[open]")) open.open = false;
  return copy.innerHTML;
}

function take(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  if (document.querySelector("[data-awaits]") && !fresh.querySelector("[data-awaits]")) location.reload();
  let all = true;
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(part.id);
    if (!now || written(now) === written(part)) continue;
    if (isTyping(part)) { all = false; continue; }
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    keep(part, now);
    part.replaceChildren(...document.adoptNode(now).childNodes);
    if (focused && focused.id) document.getElementById(focused.id)?.focus();
  }
  return all;
}

function lost(is) {
  const note = document.getElementById("lost");
  if (note) note.hidden = !is;
}

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { headers: tag ? { "If-None-Match": tag } : {}, referrerPolicy: "no-referrer" });
      if (answer.status === 200) tag = take(await answer.text()) ? answer.headers.get("etag") : null;
      if (answer.status === 404) location.reload();
      lost(false);
      pause = 1 * SECONDS;
    } catch {
      lost(true);
      pause = Math.min(pause * 2, 10 * SECONDS);
    }
  }
  setTimeout(look, pause);
}

let ticking = null;
function tick() {
  const clock = document.getElementById("clock");
  if (clock && "runs" in clock.dataset) {
    const told = Date.parse(clock.dateTime);
    if (!ticking || ticking.told !== told) ticking = { told, at: Date.now() };
    const now = new Date(told + Date.now() - ticking.at).toISOString();
    const month = MONTHS[Number(now.slice(5, 7)) - 1];
    clock.textContent = `${Number(now.slice(8, 10))} ${month} ${now.slice(0, 4)}, ${now.slice(11, 19)} UTC`;
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.firstChild.textContent = "Copied";
    setTimeout(() => { button.firstChild.textContent = "Copy"; }, 2 * SECONDS);
  });
}

// The page that shows links is the answer to a form: there is nothing to load again.
if (document.querySelector("main [data-live], [data-awaits]")) setTimeout(look, pause);
setInterval(tick, 250);
