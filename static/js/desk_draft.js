// What is typed at the call desk is on the server within two seconds, beside what another tab writes: where both filled
// in the same field, both are shown, and nothing is saved over the other until a person sends.
/* global sayTime, serverNow */
"use strict";

/* exported deskForm, postDesk, noteField, keepDraft */
const deskForm = document.getElementById("laporan");

function postDesk(url, body, type) {
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
  const headers = { "X-CSRFToken": token, ...(type ? { "Content-Type": type } : {}) };
  return fetch(url, { method: "POST", headers, body, keepalive: true, signal: AbortSignal.timeout(8000) });
}

const draft = { waiting: null, dirty: new Set(), saving: Promise.resolve(), kept: {}, paused: false, ended: false };

const isAnswer = (name) => /^q\d+$/.test(name);

function readFields(names = null) {
  const fields = {};
  for (const [name, value] of new FormData(deskForm)) {
    if (!["csrfmiddlewaretoken", "version"].includes(name) && (names?.has(name) ?? true)) fields[name] = value;
  }
  return fields;
}

// As the server takes them: answers together, and the point, which is in no field.
function pack(fields, names) {
  const packed = Object.fromEntries(Object.entries(fields).filter(([name]) => !isAnswer(name)));
  const answers = Object.entries(fields).filter(([name]) => isAnswer(name));
  if (answers.length) packed.answers = Object.fromEntries(answers.map(([name, value]) => [name.slice(1), value]));
  if (names.has("point")) packed.point = deskForm.dataset.point ? JSON.parse(deskForm.dataset.point) : null;
  return packed;
}

// `knowingly`: a person sends, and has seen what another tab wrote. Returns whether the form may go on its way.
function keepDraft({ knowingly = false } = {}) {
  clearTimeout(draft.waiting);
  draft.waiting = null;
  draft.saving = draft.saving.then(() => saveDirty(knowingly));
  return draft.saving;
}

async function saveDirty(knowingly) {
  if (draft.ended) return false;
  if (!draft.dirty.size) return true;
  if (draft.paused && !knowingly) return false;
  const names = draft.dirty;
  draft.dirty = new Set();
  // Answers are kept together.
  if ([...names].some(isAnswer)) Object.keys(readFields()).filter(isAnswer).forEach((name) => names.add(name));
  const typed = readFields(names);
  const seen = Object.fromEntries([...names].map((name) => [name, draft.kept[name] ?? ""]));
  const body = { version: Number(deskForm.elements.version.value), changes: pack(typed, names), seen: pack(seen, new Set()) };
  const answer = await postDesk(deskForm.dataset.save, JSON.stringify(body), "application/json").catch(() => null);
  if (answer?.ok) return noteSaved(await answer.json(), typed, names);
  names.forEach((name) => draft.dirty.add(name));
  if (answer?.status === 409) return noteClash(await answer.json());
  document.getElementById("simpan").textContent = "Belum tersimpan, dicoba lagi";
  draft.waiting ??= setTimeout(keepDraft, 1500);
  return true;
}

function noteSaved(answer, typed, names) {
  deskForm.elements.version.value = answer.version;
  Object.assign(draft.kept, typed);
  draft.paused = false;
  if (answer.fields) takeOver(answer.fields);
  document.getElementById("bentrok").replaceChildren();
  document.getElementById("simpan").textContent = `Tersimpan ${sayTime(new Date(serverNow()), { second: "2-digit" })}`;
  if (["village", "point", "category"].some((name) => names.has(name))) document.dispatchEvent(new Event("desk:near"));
  return true;
}

function noteClash(answer) {
  if (answer.html) document.getElementById("bentrok").innerHTML = answer.html;
  document.getElementById("simpan").textContent = answer.message ?? "Belum tersimpan, lihat keterangan di atas";
  if (answer.ended) {
    draft.ended = true;
    deskForm.querySelectorAll("[name=do]").forEach((button) => (button.disabled = true));
  } else if (answer.version) {
    deskForm.elements.version.value = answer.version;
    takeOver(answer.fields);
    draft.paused = true;
  }
  document.getElementById("bentrok").scrollIntoView({ block: "nearest" });
  return false;
}

// What another tab wrote comes into the fields that nobody touched here.
function takeOver(fields) {
  const mine = readFields();
  for (const [name, value] of Object.entries(fields)) {
    const field = deskForm.elements[name];
    const isUntouched = !draft.dirty.has(name) && (mine[name] ?? "") === (draft.kept[name] ?? "");
    draft.kept[name] = value;
    if (!field || !isUntouched || mine[name] === value) continue;
    field.value = value;
    if (name === "category") document.dispatchEvent(new Event("desk:kind"));
  }
}

function noteField(name) {
  draft.dirty.add(name);
  if (!draft.paused) draft.waiting ??= setTimeout(keepDraft, 700);
}

if (deskForm) {
  draft.kept = readFields();
  // A page that shows a clash was typed already, and is saved by whoever sends it.
  draft.paused = document.querySelector("#bentrok .notice") !== null;
  // A field of the form may stand elsewhere on the page.
  document.addEventListener("input", ({ target }) => target.form === deskForm && target.name && noteField(target.name));
  addEventListener("pagehide", () => keepDraft());
  // No form of the page leaves before the last words are kept.
  document.addEventListener("submit", async (event) => {
    if (!event.target.closest(".report, .in-hand, #dekat") || event.target.dataset.kept) return;
    event.preventDefault();
    const submitter = event.submitter;
    const isReport = event.target === deskForm;
    const isKept = await keepDraft({ knowingly: isReport });
    // A list that changed meanwhile has other buttons now, and somebody has to look again.
    if ((isKept || !isReport) && (submitter?.isConnected ?? true)) {
      event.target.dataset.kept = "1";
      event.target.requestSubmit(submitter);
    }
  });
}
