// A crew's page where the signal comes and goes: taps wait in the phone, with the time of the finger, until they are
// taken. The page is plain forms without this file.
"use strict";

{
  const page = document.getElementById("lapangan");
  const form = document.getElementById("ketukan");
  const path = page.dataset.path;
  const place = `ketukan:${path}`;
  const news = document.getElementById("kabar");
  const RETRY_MS = 15000;
  const KEPT = "Tersimpan di ponsel, dikirim saat ada sinyal.";

  // --- the queue ------------------------------------------------------------------

  let inMemory = null; // the list, where the browser keeps none for us: full, or forbidden
  const read = () => {
    try {
      return inMemory ?? JSON.parse(localStorage.getItem(place) ?? "[]");
    } catch {
      return [];
    }
  };
  const write = (taps) => {
    try {
      localStorage.setItem(place, JSON.stringify(taps));
      inMemory = null;
    } catch {
      inMemory = taps;
    }
  };

  // Photos are too large for that place.
  const photos = new Map();
  const withStore = (mode, use) =>
    new Promise((resolve) => {
      const opening = window.indexedDB?.open("lapangan", 1);
      if (!opening) return resolve(undefined);
      opening.onupgradeneeded = () => opening.result.createObjectStore("photos");
      opening.onerror = () => resolve(undefined);
      opening.onsuccess = () => {
        const asked = use(opening.result.transaction("photos", mode).objectStore("photos"));
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => resolve(undefined);
      };
    });
  const keepPhoto = (key, photo) => {
    photos.set(key, photo);
    return withStore("readwrite", (store) => store.put(photo, key));
  };
  const findPhoto = async (key) => photos.get(key) ?? (await withStore("readonly", (store) => store.get(key)));
  const dropPhoto = (key) => {
    photos.delete(key);
    return withStore("readwrite", (store) => store.delete(key));
  };

  // A camera's 5 MB would take a quarter of an hour on 2G.
  async function shrink(file) {
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, 1280 / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.7))) ?? file;
    } catch {
      return file;
    }
  }

  // --- sending ----------------------------------------------------------------------

  let isSending = false;

  async function send(tap) {
    const body = new FormData();
    for (const name of ["tap", "key", "text", "no_proof_reason", "lat", "lng"]) if (tap[name]) body.set(name, tap[name]);
    body.set("ago", Math.max(0, (Date.now() - tap.at) / 1000));
    const photo = tap.hasPhoto && (await findPhoto(tap.key));
    if (photo) body.set("photo", photo, "foto.jpg");
    return fetch(path, { method: "POST", body, headers: { Accept: "application/json" } });
  }

  async function flush() {
    if (isSending) return;
    isSending = true;
    try {
      for (let tap = read()[0]; tap; tap = read()[0]) {
        const answer = await send(tap);
        if (answer.status === 413 && tap.hasPhoto) {
          // Better the word without its photo than neither.
          write(read().map((one) => (one.key === tap.key ? { ...one, hasPhoto: false } : one)));
          continue;
        }
        const said = await answer.json().catch(() => null);
        // Only our own words end the waiting: not a fault over there, and not the page of a network that wants money.
        if (!said?.says || answer.status === 429 || answer.status >= 500) break;
        write(read().filter((one) => one.key !== tap.key));
        if (tap.hasPhoto) await dropPhoto(tap.key);
        tell(said.says, answer.ok ? "green" : "amber", said.asks);
      }
    } catch {
      // No signal; the next try comes by itself.
    }
    isSending = false;
    show();
  }

  // --- what the page says --------------------------------------------------------------

  function tell(says, tone, asks) {
    const lines = [[says, tone], [asks, "amber"]].filter(([words]) => words);
    news.replaceChildren(
      ...lines.map(([words, colour]) => {
        const line = document.createElement("p");
        line.className = `notice tone-${colour}`;
        line.append(Object.assign(document.createElement("span"), { textContent: words }));
        return line;
      }),
    );
    if (asks) form.querySelector("details").open = true;
  }

  function show() {
    const waiting = read();
    form.querySelectorAll(".tap").forEach((button) => {
      button.classList.toggle("kept", waiting.some((tap) => tap.tap === button.value));
    });
    if (waiting.length) tell(waiting.length > 1 ? `${waiting.length} ketukan. ${KEPT}` : KEPT, "amber");
  }

  // Dots between hours and minutes, as everywhere: "id-ID" writes them.
  const clock = (at) => new Date(at).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit", timeZone: page.dataset.zone });

  function mark(button, at) {
    const words = button.querySelector("small");
    if (!words) return;
    words.textContent = `✓ ${clock(at)}`;
    const steps = [...form.querySelectorAll(".tap:not(.emergency, .well)")];
    const next = steps.indexOf(button) + 1;
    if (next) steps.forEach((step, number) => step.classList.toggle("quiet", number !== next));
  }

  // --- a tap -----------------------------------------------------------------------------

  let here = null;
  const newKey = () =>
    crypto.randomUUID?.() ??
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
      (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
    );

  async function keep(kind, more) {
    const tap = { tap: kind, key: newKey(), at: Date.now(), ...here, ...more };
    const file = tap.file;
    delete tap.file;
    if (file) {
      tap.hasPhoto = true;
      await keepPhoto(tap.key, await shrink(file));
    }
    write([...read(), tap]);
  }

  form?.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.name !== "tap") return;
    event.preventDefault();
    const [text, reason] = [form.text.value.trim(), form.no_proof_reason.value.trim()];
    const file = form.photo.files[0];
    const kind = button.value;
    if (kind === "selesai" && page.dataset.needsProof && !file && !reason) {
      tell("", "", "Tambahkan foto bukti, atau tulis alasan mengapa tidak ada foto, lalu ketuk Selesai lagi.");
      form.photo.focus();
      return;
    }
    form.text.value = form.no_proof_reason.value = form.photo.value = "";
    mark(button, Date.now());
    // The word goes first; only the end of the work waits for its proof.
    if (file && kind === "selesai") await keep(kind, { text, no_proof_reason: reason, file });
    else {
      await keep(kind, { text, no_proof_reason: reason });
      if (file) await keep("foto", { file });
    }
    show();
    flush();
  });

  const box = document.getElementById("posisi");
  if (box && navigator.geolocation) {
    document.getElementById("posisi-baris").hidden = false;
    let watch = null;
    box.addEventListener("change", () => {
      if (watch !== null) navigator.geolocation.clearWatch(watch);
      watch = here = null;
      if (!box.checked) return;
      watch = navigator.geolocation.watchPosition(
        ({ coords }) => (here = { lat: coords.latitude.toFixed(6), lng: coords.longitude.toFixed(6) }),
        () => (box.checked = false),
        { maximumAge: 60000, enableHighAccuracy: true },
      );
    });
  }

  // --- seen, and kept for later -------------------------------------------------------------

  function noteSeen() {
    if (page.dataset.isSeen || document.visibilityState !== "visible") return;
    page.dataset.isSeen = "1";
    fetch(`${path}dilihat/`, { method: "POST" }).catch(() => delete page.dataset.isSeen);
  }

  async function keepPage() {
    await navigator.serviceWorker.register(page.dataset.worker, { scope: "/l/" });
    await navigator.serviceWorker.ready;
    // The first time, the page was there before the worker.
    const store = await caches.open("lapangan-1");
    if (!(await store.match(path))) await store.add(path);
    page.dataset.isKept = "1";
  }

  if (form) {
    addEventListener("online", flush);
    document.addEventListener("visibilitychange", () => {
      noteSeen();
      flush();
    });
    setInterval(flush, RETRY_MS);
    show();
    flush();
    noteSeen();
    if ("serviceWorker" in navigator) keepPage().catch(() => {});
  }
}
