// Keeps what is typed in staff forms until it is saved: an ended session or a lost line loses nothing.
// It stays in this tab only, under the person's own number, and goes at sign-out. Pages work without this file.
"use strict";

// A block of its own: scripts of one page share their outermost names.
{
const person = document.body.dataset.person;
const PREFIX = `typed:${person}:`;
const WORDS = "textarea, input[type='text']:not([hidden])";

// A step's form has a field of the name "action", which hides the form's own.
const nameOf = (form) => PREFIX + form.getAttribute("action") + (form.elements.action?.value ?? "");
const read = (key) => {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
};
const ours = (start) => Object.keys(sessionStorage).filter((key) => key.startsWith(start));
const forms = () => [...document.querySelectorAll("main form[method='post']")].filter((form) => form.querySelector("textarea"));

function keep(form, sent) {
  const fields = {};
  form.querySelectorAll(WORDS).forEach((field) => {
    if (field.name && field.value) fields[field.name] = field.value;
  });
  if (Object.keys(fields).length) sessionStorage.setItem(nameOf(form), JSON.stringify({ fields, sent }));
  else sessionStorage.removeItem(nameOf(form));
}

function restore(form) {
  Object.entries(read(nameOf(form)).fields ?? {}).forEach(([name, text]) => {
    const field = form.elements[name];
    if (!field || field.value) return; // what the server shows again is newer
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  });
}

if (person) {
  // Only a word from the server that it was saved ends the keeping.
  if (document.querySelector("main [data-saved]")) {
    ours(PREFIX).filter((key) => read(key).sent).forEach((key) => sessionStorage.removeItem(key));
  }
  forms().forEach((form) => {
    restore(form);
    form.addEventListener("input", () => keep(form, false));
    form.addEventListener("submit", () => keep(form, true));
  });
  document.querySelectorAll("form[data-sign-out]").forEach((form) =>
    form.addEventListener("submit", () => ours("typed:").forEach((key) => sessionStorage.removeItem(key))),
  );
}
}
