// A part of a page that htmx polls: asks with the tag it shows, and says when what it shows has grown old.
// It also learns the server's time, which every clock of these pages goes by.
"use strict";

const OLD_AFTER_SECONDS = 5;

/* exported sayTime, serverNow, watchLivePart */
// How far the server's clock is ahead of this machine's, which may be set to anything: milliseconds.
let ahead = 0;
// What the server says is whole seconds, so nothing below this is a difference.
const SAME_WITHIN = 1500;

const serverNow = () => Date.now() + ahead;

// `said` is the server's time in milliseconds, when it was `heard` on this machine.
function setClock(said, heard) {
  if (Number.isFinite(said) && Math.abs(said + 500 - heard - ahead) > SAME_WITHIN) ahead = said + 500 - heard;
}

// The county's time, whatever the clock of this machine is set to: the same as on the pages themselves.
function sayTime(at, more = {}) {
  const options = { hour: "2-digit", minute: "2-digit", timeZone: document.body.dataset.zone, ...more };
  return at.toLocaleTimeString("id-ID", options);
}

function watchLivePart(part, warning, onFresh = () => {}) {
  // The page was written when its answer began to come.
  const [page] = performance.getEntriesByType("navigation");
  setClock(Number(part.dataset.now) * 1000, Date.now() - performance.now() + (page?.responseStart ?? 0));
  let freshAt = serverNow();
  let ended = false;
  warning.dataset.liveWarning = "";
  // The part itself always comes with its tag; without one it is the sign-in page that stands there now.
  const isPart = (xhr) => xhr.status === 304 || (xhr.status === 200 && xhr.getResponseHeader("ETag") !== null);
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.elt === part) detail.headers["If-None-Match"] = part.dataset.etag;
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt !== part) return;
    ended = detail.xhr.status === 403 || (detail.xhr.status === 200 && !isPart(detail.xhr));
    if (!isPart(detail.xhr)) return;
    setClock(Date.parse(detail.xhr.getResponseHeader("Date")), Date.now());
    freshAt = serverNow();
    part.dataset.etag = detail.xhr.getResponseHeader("ETag") ?? part.dataset.etag;
    onFresh(new Date(freshAt));
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status === 304 || (detail.target === part && !isPart(detail.xhr))) detail.shouldSwap = false;
  });
  const describe = (seconds) => (seconds < 120 ? `${seconds} detik` : `${Math.floor(seconds / 60)} menit`);
  setInterval(() => {
    const seconds = Math.round((serverNow() - freshAt) / 1000);
    warning.hidden = seconds < OLD_AFTER_SECONDS;
    // One page may have several such parts.
    document.body.classList.toggle("is-stale", document.querySelector("[data-live-warning]:not([hidden])") !== null);
    if (warning.hidden) return;
    const since = sayTime(new Date(freshAt));
    const why = ended ? "Sesi Anda berakhir, muat ulang untuk masuk lagi." : "Sambungan terputus.";
    warning.textContent = `${why} Data ini dari pukul ${since}, ${describe(seconds)} lalu.`;
  }, 1000);
}
