// Typing a place at the call desk: villages and known landmarks are offered while somebody types. What fits none of
// them is where it is all the same, and becomes the landmark; a village once chosen goes only when another is chosen
// or the field is emptied, and the desk says so.
/* global deskForm, noteField */
"use strict";

/* exported plainWords */
const plainWords = (text) =>
  text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9 ]/g, " ")
    .split(/ +/)
    .filter(Boolean);

{
const place = document.getElementById("tempat");
const options = document.getElementById("tempat-pilihan");
const hint = document.getElementById("tempat-petunjuk");
const village = deskForm?.elements.village;
let places = null;
let offered = [];
let chosen = 0;
// The chosen village, as the field says it.
let label = village?.value ? place.value : "";
let wantsFirst = false;

if (place && !place.readOnly) {
  fetch(deskForm.dataset.places)
    .then((answer) => answer.json())
    .then((answer) => {
      places = answer.places.map((one) => ({ ...one, words: plainWords(one.label) }));
      // Whoever typed before the list was there need not type again.
      if (document.activeElement === place && place.value !== label) offer();
      if (wantsFirst) settle();
    });
  place.addEventListener("input", offer);
  place.addEventListener("blur", leave);
  place.addEventListener("keydown", choosesByKey);
  // The field keeps its focus until the choice is made.
  options.addEventListener("mousedown", (event) => event.preventDefault());
  options.addEventListener("click", ({ target }) => choose(offered[[...options.children].indexOf(target.closest("li"))]));
}

function offer() {
  const words = plainWords(place.value);
  hint.textContent = "";
  if (!words.length && village.value) {
    setVillage("", null);
    label = "";
    hint.textContent = "Desa dikosongkan.";
  }
  const fits = (one) => words.every((word) => one.words.some((part) => part.startsWith(word)));
  offered = words.length ? (places ?? []).filter(fits).slice(0, 8) : [];
  options.replaceChildren(...offered.map(drawOption));
  point(0);
  showOptions(offered.length > 0);
}

function drawOption(one, index) {
  const row = document.createElement("li");
  row.role = "option";
  row.id = `tempat-${index}`;
  row.textContent = one.label;
  return row;
}

function showOptions(isOpen) {
  options.hidden = !isOpen;
  place.setAttribute("aria-expanded", String(isOpen));
}

function point(index) {
  chosen = Math.max(0, Math.min(index, offered.length - 1));
  [...options.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === chosen)));
  place.setAttribute("aria-activedescendant", offered.length ? `tempat-${chosen}` : "");
}

function choosesByKey(event) {
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !options.hidden) {
    event.preventDefault();
    point(chosen + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter" && !event.ctrlKey) {
    event.preventDefault();
    settle();
  }
}

function settle() {
  wantsFirst = places === null;
  if (wantsFirst) return;
  if (offered.length && !options.hidden) return choose(offered[chosen]);
  if (place.value.trim() && place.value !== label) takeAsLandmark();
  if (village.value) deskForm.elements.text.focus();
}

function choose(one) {
  if (!one) return;
  label = one.label;
  sayPlace();
  if (one.landmark) setLandmark(one.landmark);
  setVillage(one.village, one.point ?? null);
  showOptions(false);
  hint.textContent = "";
  deskForm.elements.text.focus();
}

function leave() {
  showOptions(false);
  if (places === null || !place.value.trim() || place.value === label) return;
  if (!offered.length) return takeAsLandmark();
  hint.textContent = label ? `Tempatnya tetap ${label}. Pilih dari daftar untuk menggantinya.` : "Pilih desanya dari daftar.";
  if (label) sayPlace();
}

function takeAsLandmark() {
  const typed = place.value.trim();
  const words = (label && typed.startsWith(label) ? typed.slice(label.length) : typed).replace(/^[\s,]+/, "");
  const known = deskForm.elements.landmark.value.trim();
  if (words && !known.includes(words)) setLandmark(known ? `${known}, ${words}` : words);
  sayPlace();
  offered = [];
  hint.textContent = `“${words}” dicatat sebagai patokan. ${label ? `Tempatnya tetap ${label}.` : "Di desa atau kelurahan mana?"}`;
}

function sayPlace() {
  place.value = label;
  noteField("place");
}

function setLandmark(words) {
  deskForm.elements.landmark.value = words.slice(0, 200);
  noteField("landmark");
}

function setVillage(code, at) {
  village.value = code;
  if (at) deskForm.dataset.point = JSON.stringify(at);
  else delete deskForm.dataset.point;
  noteField("village");
  noteField("point");
  document.dispatchEvent(new Event("desk:place"));
}
}
