// The kind of a report at the call desk: a search over all of them, and what belongs to the one that is chosen.
/* global deskForm, keepDraft, noteField, plainWords, showQuestions */
"use strict";

{
const search = document.getElementById("cari-jenis");
const found = document.getElementById("jenis-cocok");
const calm = deskForm?.querySelector(".kinds details");
const kinds = [...(deskForm?.querySelectorAll(".kind") ?? [])].map((box) => ({ box, words: plainWords(box.dataset.words) }));
let fitting = [];
let aimed = 0;

if (search) {
  search.closest(".kind-search").hidden = false;
  search.addEventListener("input", () => filter());
  search.addEventListener("keydown", aimByKey);
}

function filter() {
  const words = plainWords(search.value);
  fitting = kinds.filter((kind) => words.every((word) => kind.words.some((part) => part.startsWith(word))));
  kinds.forEach((kind) => (kind.box.hidden = !fitting.includes(kind)));
  if (words.length) calm.open = true;
  found.textContent = words.length && !fitting.length ? "Tidak ada jenis yang cocok." : "";
  aim(0);
}

function aim(index) {
  aimed = Math.max(0, Math.min(index, fitting.length - 1));
  kinds.forEach((kind) => kind.box.classList.toggle("aimed", search.value.trim() !== "" && kind === fitting[aimed]));
}

function aimByKey(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    aim(aimed + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter" && !event.ctrlKey) {
    event.preventDefault();
    if (search.value.trim() && fitting.length) chooseAimed();
  }
}

function chooseAimed() {
  const input = fitting[aimed].box.querySelector("input");
  search.value = "";
  filter();
  input.click();
  document.getElementById("tempat").focus();
}

deskForm?.addEventListener("change", async ({ target }) => {
  if (target.name !== "category") return;
  noteField("category");
  if (await keepDraft()) document.dispatchEvent(new Event("desk:kind"));
});

// Questions, advice and the button belong to the kind.
document.addEventListener("desk:kind", async () => {
  const answer = await fetch(location.pathname).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["#pertanyaan", ".report .actions"]) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part).replaceWith(fresh);
  }
  const right = document.querySelector(".desk-right");
  const advice = page.querySelector(".advice");
  right.querySelector(".advice")?.remove();
  if (advice) right.prepend(advice);
  showQuestions();
});
}
