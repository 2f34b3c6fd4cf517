// The dispatch board: clocks, alarm, map and keys. The list is a plain page of links and forms without this file.
/* global drawSpotsMap, makeSound, sayTime, serverNow, watchLivePart */
"use strict";

const board = document.getElementById("papan");
const ownTitle = document.title;
const rows = () => [...board.querySelectorAll(".emergency[id]")];
const strip = document.getElementById("tanda");
// What the keys go through: what may be an emergency first, as on the page.
const CARD = ".flagged[id], .incident[id], .emergency[id]";
// What is folded into the row of its incident is passed over until that is unfolded.
const cards = () => [...document.querySelectorAll(CARD)].filter((row) => !row.closest("details:not([open])"));
const fresh = document.getElementById("terakhir");
watchLivePart(board, document.getElementById("segar"), (at) => {
  fresh.textContent = `Diperbarui ${sayTime(at, { second: "2-digit" })}`;
});

watchLivePart(strip, document.getElementById("segar-tanda"));

// --- clocks -------------------------------------------------------------------

const say = (seconds) => {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${seconds} dtk`;
  return minutes < 120 ? `${minutes} mnt ${seconds % 60} dtk` : `${Math.floor(minutes / 60)} jam ${minutes % 60} mnt`;
};

function showClocks() {
  const now = Math.round(serverNow() / 1000);
  board.querySelectorAll("[data-limit-at]").forEach((box) => {
    const left = Number(box.dataset.limitAt) - now;
    box.textContent = left < 0 ? `lewat ${say(-left)}` : `sisa ${say(left)}`;
    box.classList.toggle("late", left < 0);
  });
  board.querySelectorAll("[data-round-at]").forEach((box) => {
    const left = Number(box.dataset.roundAt) - now;
    box.textContent = left > 0 ? `dalam ${Math.floor(left / 60)}.${String(left % 60).padStart(2, "0")}` : "sekarang";
  });
  document.querySelectorAll("#papan [data-filed-at], #tanda [data-filed-at]").forEach((box) => {
    box.textContent = say(Math.max(0, now - Number(box.dataset.filedAt)));
  });
}

// --- what is new flashes and sounds until somebody takes it ------------------------

const sound = makeSound(document.getElementById("suara"), document.getElementById("suara-mati"));
let beats = 0;
let hasNews = false;

function alarm() {
  const needing = rows().filter((row) => row.dataset.need).length;
  const waiting = rows().filter((row) => row.dataset.new).length;
  beats += 1;
  // A crew in need comes before what is new; its tone is another one, so that the room hears which it is.
  const told = needing ? `(${needing}) BUTUH BANTUAN` : waiting ? `(${waiting}) DARURAT BARU` : tellFlagged();
  document.title = told && beats % 2 ? told : ownTitle;
  if (needing) sound.tone(beats % 2 ? 1320 : 660);
  else if (waiting && beats % 2) sound.tone(880);
  else if (hasNews) hasNews = !sound.chime();
}

// What may be an emergency is told softly: once when it comes, and in the title until it is decided.
const flagged = () => [...strip.querySelectorAll(".flagged[id]")].map((row) => row.id);
// In the title only what may be decided here: a secret one is decided by whoever is named for it.
const tellFlagged = () => {
  const count = strip.querySelectorAll(".flagged[id]:not([data-bare])").length;
  return count ? `(${count}) MUNGKIN DARURAT` : "";
};
const heard = "papan-tanda";

// Kept for this window: the page comes anew with every decision, and what came meanwhile is news all the same.
function listen() {
  const before = (sessionStorage.getItem(heard) ?? "").split(" ");
  hasNews ||= flagged().some((id) => !before.includes(id));
  sessionStorage.setItem(heard, flagged().join(" "));
}

// What a card says aloud: again when a crew there needs somebody, and not each time it moves.
const call = (row) => {
  if (row.dataset.need) return `${row.dataset.need}, ${row.dataset.label}`;
  return `${row.matches(".flagged") ? "Mungkin darurat" : "Darurat baru"}: ${row.dataset.label}`;
};
const calling = () => [...document.querySelectorAll(".flagged[id], .emergency[id]")];
const spoken = () => new Map(calling().map((row) => [row.id, row.dataset.need ?? ""]));
let known = spoken();
function announce() {
  const isNews = (row) => !known.has(row.id) || (row.dataset.need && known.get(row.id) !== row.dataset.need);
  const arrived = calling().filter((row) => isNews(row) && !row.dataset.drill);
  known = spoken();
  if (arrived.length) document.getElementById("kabar").textContent = arrived.map(call).join("; ");
}

// --- keys: the row in hand stays in hand when the list moves ------------------------

let chosen = "";
// Or the page itself: N and X act on what stands first in the strip, once it is seen to be chosen.
let isByHand = false;
const UNDO = "#batal button, #batal-regu button, #batal-ambil button";
// A key lets go only of what this person took; of what others took, the button does.
const OWN = `button.release[data-taker="${document.body.dataset.person}"]`;

function choose(row) {
  if (!row) return;
  const fold = row.closest("details");
  if (fold) fold.open = true;
  chosen = row.id;
  isByHand = true;
  markChosen();
  row.querySelector("a.open").focus();
  row.scrollIntoView({ block: "nearest" });
}

function markChosen() {
  // What comes into an empty strip is chosen too; what vanished gives its place to nobody, lest a key meets another.
  chosen ||= strip.querySelector(".flagged[id]:not([data-bare])")?.id ?? "";
  cards().forEach((row) => {
    row.classList.toggle("chosen", row.id === chosen);
    if (row.id === chosen) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  });
}

// The row of an incident holds those of its emergencies: a key must not reach through to them.
const press = (row, selector) => row && !row.matches(".incident") && row.querySelector(selector)?.click();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.activeElement?.matches("input, textarea, select")) return;
  const list = cards();
  const shown = list.find((row) => row.id === chosen);
  const at = isByHand ? list.indexOf(shown) : -1;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "j" || key === "ArrowDown") choose(list[Math.min(at + 1, list.length - 1)]);
  else if (key === "k" || key === "ArrowUp") choose(list[Math.max(at - 1, 0)]);
  else if (key === "t") press(list[at] ?? list.find((row) => row.dataset.new), "button.take");
  else if (key === "b") (list[at]?.querySelector("button.settle") ?? board.querySelector("[data-need] button.settle"))?.click();
  else if (key === "n") press(shown, "button.raise");
  else if (key === "x") press(shown, "button.dismiss");
  else if (key === "z") (document.querySelector(UNDO) ?? list[at]?.querySelector(OWN))?.click();
  else if (key === "o") press(list[at] ?? list[0], "a.who");
  else return;
  event.preventDefault();
});
// A swap takes the focused link away; the link of the same row gets it back.
let hadFocus = false;
let picked = new Map();
let unfolded = [];
document.addEventListener("htmx:beforeSwap", () => {
  hadFocus = [board, strip].some((part) => part.contains(document.activeElement));
  unfolded = [...board.querySelectorAll("details[id][open]")].map((fold) => fold.id);
  picked = new Map([...strip.querySelectorAll("select")].map((box) => [box.id, box.value]));
});
document.addEventListener("focusin", ({ target }) => {
  const row = target.closest(CARD);
  if (row) [chosen, isByHand] = [row.id, true];
  markChosen();
});

// --- map ------------------------------------------------------------------------------

const box = document.getElementById("peta-papan");
let map = null;

function showPoints() {
  const spots = rows().filter((row) => row.dataset.lat).map((row) => ({
    lat: Number(row.dataset.lat),
    lng: Number(row.dataset.lng),
    state: row.dataset.need || row.dataset.new ? "new" : row.dataset.unanswered ? "waiting" : "answered",
    label: row.dataset.label,
    open: () => choose(document.getElementById(row.id)),
  }));
  map?.show(spots);
}

async function drawMap() {
  map = await drawSpotsMap(box);
  showPoints();
}

// As soon as the new list is there, so that it never shows folded in between.
document.addEventListener("htmx:afterSwap", () => {
  unfolded.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
});

document.addEventListener("htmx:afterSettle", () => {
  showClocks();
  announce();
  listen();
  markChosen();
  showPoints();
  // What was chosen in a strip that is made anew stays chosen.
  strip.querySelectorAll("select").forEach((box) => (box.value = picked.get(box.id) ?? box.value));
  if (hadFocus) document.getElementById(chosen)?.querySelector("a.open").focus({ preventScroll: true });
});
showClocks();
listen();
markChosen();
alarm();
setInterval(showClocks, 1000);
setInterval(alarm, 1000);
if (window.L && matchMedia("(min-width: 60rem)").matches) drawMap();
