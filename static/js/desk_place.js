// Typing a place at the call desk: villages and known landmarks are offered while somebody types.
/* global deskForm, noteField */
"use strict";

{
const form = deskForm;
const note = noteField;
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
  document.dispatchEvent(new Event("desk:place"));
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
}
