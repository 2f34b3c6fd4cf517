{% load static %}// Keeps a crew's page readable without a signal. Pages that were refused, or are a day old, are forgotten.
"use strict";

const STORE = "lapangan-1";
const PARTS = ["{% static 'css/app.css' %}", "{% static 'css/field.css' %}", "{% static 'js/field.js' %}"];
const DAY_MS = 24 * 3600 * 1000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(PARTS)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(forgetOld().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (PARTS.includes(url.pathname)) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  else if (/^\/l\/[^/]+\/$/.test(url.pathname)) event.respondWith(showPage(request, url.pathname));
});

async function showPage(request, path) {
  const store = await caches.open(STORE);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected && !new URL(request.url).search) await store.put(path, answer.clone());
    if ([404, 410].includes(answer.status)) await store.delete(path);
    return answer;
  } catch (error) {
    const kept = await store.match(path);
    if (kept && !isOld(kept)) return kept;
    throw error;
  }
}

async function forgetOld() {
  const store = await caches.open(STORE);
  for (const request of await store.keys()) {
    const path = new URL(request.url).pathname;
    if (path.startsWith("/l/") ? isOld(await store.match(request)) : !PARTS.includes(path)) await store.delete(request);
  }
}

const isOld = (answer) => Date.now() - Date.parse(answer.headers.get("date") ?? 0) > DAY_MS;
