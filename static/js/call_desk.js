// The call desk by keyboard: Space answers, letters choose, digits close or join, Ctrl+Enter sends. Everything typed is kept
// on the server within two seconds. The page works as plain forms without this file.
/* global sayTime, serverNow, watchLivePart */
"use strict";

// A block of its own: scripts of one page share their outermost names.
{
const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
const post = (url, body, type) =>
  fetch(url, { method: "POST", headers: { "X-CSRFToken": token, ...(type ? { "Content-Type": type } : {}) }, body });
const isTyping = (element) => element?.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");

// --- clocks -------------------------------------------------------------------

function showClocks() {
  const now = serverNow() / 1000;
  document.querySelectorAll("[data-since]").forEach((box) => {
    const end = Number(box.dataset.until) || now;
    const seconds = Math.max(0, Math.round(end - Number(box.dataset.since)));
    const limit = Number(box.dataset.limit);
    const late = limit && seconds > limit;
    const words = seconds < 60 ? `${seconds} dtk` : `${Math.floor(seconds / 60)} mnt ${seconds % 60} dtk`;
    box.textContent = late ? `${words}, lewat ${limit} dtk` : words;
    box.classList.toggle("late", Boolean(late));
    box.classList.toggle("kept", Boolean(box.dataset.until) && !late);
  });
}
// --- fresh or stale ---------------------------------------------------------------

const list = document.getElementById("panggilan");
const freshAt = document.getElementById("terakhir");
watchLivePart(list, document.getElementById("segar"), (at) => {
  freshAt.textContent = `Diperbarui ${sayTime(at, { second: "2-digit" })}`;
});
// Only now is it known how far this machine's clock is off.
showClocks();
setInterval(showClocks, 1000);
document.addEventListener("htmx:afterSettle", showClocks);

// --- a sign of life while a call is in hand -------------------------------------------

const hand = document.getElementById("pegang");
if (hand) {
  const show = async () => {
    const answer = await post(hand.dataset.life).catch(() => null);
    if (answer?.status === 409) location.assign(location.pathname);
  };
  show();
  setInterval(show, 10000);
}

// --- keeping what is typed ---------------------------------------------------------------

const form = document.getElementById("laporan");
const saved = document.getElementById("simpan");
let waiting = null;
let dirty = new Set();
let saving = Promise.resolve();

function read(names) {
  const data = new FormData(form);
  const changes = {};
  for (const name of names) {
    if (name === "answers") {
      changes.answers = Object.fromEntries([...data].filter(([key]) => /^q\d+$/.test(key)).map(([key, value]) => [key.slice(1), value]));
    } else if (name === "point") changes.point = form.dataset.point ? JSON.parse(form.dataset.point) : null;
    else changes[name] = data.get(name) ?? "";
  }
  return changes;
}

function keep() {
  clearTimeout(waiting);
  waiting = null;
  saving = saving.then(async () => {
    if (!dirty.size) return;
    const names = [...dirty];
    dirty = new Set();
    const body = JSON.stringify({ version: Number(form.dataset.version), changes: read(names) });
    const answer = await post(form.dataset.save, body, "application/json").catch(() => null);
    if (answer?.ok) {
      form.dataset.version = (await answer.json()).version;
      saved.textContent = `Tersimpan ${sayTime(new Date(serverNow()), { second: "2-digit" })}`;
      if (names.some((name) => ["village", "point", "category"].includes(name))) showNearby();
    } else if (answer?.status === 409) {
      saved.textContent = (await answer.json()).message;
    } else {
      names.forEach((name) => dirty.add(name));
      saved.textContent = "Belum tersimpan, dicoba lagi";
      waiting ??= setTimeout(keep, 1500);
    }
  });
  return saving;
}

function note(name) {
  dirty.add(/^q\d+$/.test(name) ? "answers" : name);
  waiting ??= setTimeout(keep, 700);
}

async function showNearby() {
  const box = document.getElementById("dekat");
  const answer = box && (await fetch(box.dataset.url).catch(() => null));
  if (answer?.ok) box.innerHTML = await answer.text();
  tellPlace();
}

// The small map listens.
const tellPlace = () => document.dispatchEvent(new Event("desk:place"));

form?.addEventListener("input", ({ target }) => target.name && note(target.name));
form?.addEventListener("change", async ({ target }) => {
  if (target.name !== "category") return;
  note("category");
  await keep();
  // Questions, advice and the button belong to the kind.
  const answer = await fetch(location.pathname).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["#pertanyaan", ".report .actions"]) {
    const fresh = page.querySelector(part);
    if (fresh) form.querySelector(part.replace(".report ", "")).replaceWith(fresh);
  }
  const right = document.querySelector(".desk-right");
  const advice = page.querySelector(".advice");
  right.querySelector(".advice")?.remove();
  if (advice) right.prepend(advice);
});
form?.addEventListener("submit", () => clearTimeout(waiting));
addEventListener("pagehide", () => {
  if (form && dirty.size) navigator.sendBeacon && keep();
});

// The page says where the next words go; they are added to what stands there.
const next = form?.querySelector("[autofocus]");
if (next) {
  next.focus();
  next.setSelectionRange(next.value.length, next.value.length);
}

// --- typing a place ---------------------------------------------------------------------------

const place = document.getElementById("tempat");
const options = document.getElementById("tempat-pilihan");
let places = [];
let offered = [];
let chosen = 0;

const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[^a-z0-9 ]/g, " ");
if (place && !place.readOnly) {
  fetch(form.dataset.places)
    .then((answer) => answer.json())
    .then((answer) => (places = answer.places.map((one) => ({ ...one, words: plain(one.label).split(/ +/) }))));
  place.addEventListener("input", offer);
  place.addEventListener("blur", () => setTimeout(() => (options.hidden = true), 150));
  options.addEventListener("mousedown", ({ target }) => choose(offered[[...options.children].indexOf(target.closest("li"))]));
}

function offer() {
  const words = plain(place.value).split(/ +/).filter(Boolean);
  setVillage("", null);
  offered = words.length ? places.filter((one) => words.every((word) => one.words.some((part) => part.startsWith(word)))).slice(0, 8) : [];
  chosen = 0;
  options.replaceChildren(
    ...offered.map((one, index) => {
      const row = document.createElement("li");
      row.role = "option";
      row.id = `tempat-${index}`;
      row.textContent = one.label;
      return row;
    }),
  );
  point(0);
  options.hidden = !offered.length;
  place.setAttribute("aria-expanded", String(!options.hidden));
}

function point(index) {
  chosen = Math.max(0, Math.min(index, offered.length - 1));
  [...options.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === chosen)));
  place.setAttribute("aria-activedescendant", offered.length ? `tempat-${chosen}` : "");
}

function choose(one) {
  if (!one) return;
  place.value = one.label;
  if (one.landmark) {
    form.elements.landmark.value = one.landmark;
    note("landmark");
  }
  setVillage(one.village, one.point ?? null);
  note("place");
  options.hidden = true;
  form.elements.text.focus();
}

function setVillage(code, at) {
  form.elements.village.value = code;
  if (at) form.dataset.point = JSON.stringify(at);
  else delete form.dataset.point;
  note("village");
  note("point");
  tellPlace();
}

place?.addEventListener("keydown", (event) => {
  if (options.hidden) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    point(chosen + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter" && !event.ctrlKey) {
    event.preventDefault();
    choose(offered[chosen]);
  }
});

// --- keys -----------------------------------------------------------------------------------------

document.addEventListener("keydown", async (event) => {
  if (event.ctrlKey && event.key === "Enter" && form) {
    event.preventDefault();
    await keep();
    document.getElementById("kirim")?.click();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") return document.activeElement?.blur();
  if (isTyping(document.activeElement)) {
    if (event.key === "Enter" && document.activeElement.form === form && !document.activeElement.matches("textarea")) event.preventDefault();
    return;
  }
  const question = document.activeElement?.closest?.(".question") ?? null;
  const answer = question?.querySelector(`[data-answer="${event.key.toLowerCase()}"]`);
  if (answer) {
    event.preventDefault();
    answer.click();
    askNext(question);
    return;
  }
  press(event);
});

function press(event) {
  if (event.repeat) return;
  const key = event.key === " " ? " " : event.key.toLowerCase();
  if (key === "/") {
    event.preventDefault();
    return document.getElementById("cari-info")?.focus();
  }
  if (key === " " && !document.activeElement?.matches("button, a, summary, input")) {
    const ringing = form ? null : list.querySelector("[data-space]");
    if (ringing) event.preventDefault();
    return ringing?.click();
  }
  const target = /^[a-z0-9]$/.test(key) && findKeyed(key);
  if (!target) return;
  event.preventDefault();
  target.click();
  if (target.name === "category") place?.focus();
}

// With a report open, a key that begins another call or visit is a slip of somebody who types.
function findKeyed(key) {
  return document.querySelector(`[data-key="${key}"]:not(:disabled)${form ? ":not([data-idle])" : ""}`);
}

function askNext(question) {
  const rows = [...document.querySelectorAll("#pertanyaan .question")];
  const next = rows[rows.indexOf(question) + 1];
  (next?.querySelector("input") ?? document.getElementById("kirim"))?.focus();
}

// The answer that was read to the caller is the topic of an information call.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-closes]");
  if (!button) return;
  const kind = document.createElement("input");
  kind.type = "hidden";
  kind.name = "kind";
  kind.value = button.dataset.closes;
  document.getElementById("tutup")?.append(kind);
});
}
