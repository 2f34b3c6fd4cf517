// The call desk by keyboard: Space answers, letters choose, digits close or join, Ctrl+Enter sends. The page
// works as plain forms without this file; what is typed is kept by desk_draft.js.
/* global answerQuestion, deskForm, keepDraft, leaveQuestion, postDesk, sayTime, serverNow, watchLivePart */
"use strict";

// A block of its own: scripts of one page share their outermost names.
{
const form = deskForm;
const place = document.getElementById("tempat");
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
    const answer = await postDesk(hand.dataset.life).catch(() => null);
    // What is typed and not kept stays on the page, which says who has the call now.
    if (answer?.status === 409 && (await keepDraft())) location.assign(location.pathname);
  };
  show();
  setInterval(show, 10000);
}

document.addEventListener("desk:near", async () => {
  const box = document.getElementById("dekat");
  const answer = box && (await fetch(box.dataset.url).catch(() => null));
  if (answer?.ok) box.innerHTML = await answer.text();
  document.dispatchEvent(new Event("desk:place"));
});

// The page says where the next words go; they are added to what stands there.
const next = form?.querySelector("[autofocus]");
if (next) {
  next.focus();
  next.setSelectionRange(next.value.length, next.value.length);
}

// --- keys -----------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter" && form) {
    event.preventDefault();
    document.getElementById("kirim")?.click();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") return document.activeElement?.blur();
  const at = document.activeElement;
  if (isTyping(at)) {
    if (event.key !== "Enter" || at.form !== form || at.matches("textarea")) return;
    event.preventDefault();
    leaveQuestion(at);
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
  if (!choosesKind() && answerQuestion(key)) return event.preventDefault();
  const target = /^[a-z0-9.]$/.test(key) && findKeyed(key);
  if (!target || (target.name === "category" && !choosesKind())) return;
  event.preventDefault();
  if (target.type === "search") return target.focus();
  target.click();
  if (target.name === "category") place.focus();
}

// A letter too many never turns a fire into an accident: once there is a kind, letters change it among the kinds alone.
function choosesKind() {
  if (!form) return false;
  return !form.querySelector("[name=category]:checked") || Boolean(document.activeElement?.closest(".kinds"));
}

// With a report open, a key that begins another call or visit is a slip of somebody who types.
function findKeyed(key) {
  return document.querySelector(`[data-key="${key}"]:not(:disabled)${form ? ":not([data-idle])" : ""}`);
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
