// A part of a page that htmx polls: asks with the tag it shows, and says when what it shows has grown old.
"use strict";

const OLD_AFTER_SECONDS = 5;

/* exported watchLivePart */
function watchLivePart(part, warning, onFresh = () => {}) {
  let freshAt = Date.now();
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.elt === part) detail.headers["If-None-Match"] = part.dataset.etag;
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt !== part || ![200, 304].includes(detail.xhr.status)) return;
    freshAt = Date.now();
    part.dataset.etag = detail.xhr.getResponseHeader("ETag") ?? part.dataset.etag;
    onFresh(new Date(freshAt));
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status === 304) detail.shouldSwap = false;
  });
  setInterval(() => {
    const seconds = Math.round((Date.now() - freshAt) / 1000);
    warning.hidden = seconds < OLD_AFTER_SECONDS;
    document.body.classList.toggle("is-stale", !warning.hidden);
    if (!warning.hidden) warning.textContent = `Sambungan terputus. Data ini berumur ${seconds} detik.`;
  }, 1000);
}
