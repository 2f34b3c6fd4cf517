// The sound of the board: once chosen it stays chosen, page after page, and a board that cannot sound says so loudly.
"use strict";

/* exported makeSound */
// Browsers let a page sound only after somebody touched it; so it tries at once, and again at every touch.
function makeSound(button, warning) {
  const kept = "papan-suara";
  const read = () => {
    try {
      return localStorage.getItem(kept) !== "mati";
    } catch {
      return true;
    }
  };
  const keep = (isOn) => {
    try {
      localStorage.setItem(kept, isOn ? "nyala" : "mati");
    } catch {
      // Where nothing may be kept, the room is asked on every page.
    }
  };
  let isWanted = read();
  let context = null;
  const isOn = () => context?.state === "running";

  function show() {
    button.setAttribute("aria-pressed", String(isWanted));
    button.querySelector("span").textContent = isWanted ? "Matikan suara" : "Nyalakan suara";
    warning.hidden = !isWanted || isOn();
  }

  // Refused, or without an answer, until the page is touched.
  async function wake() {
    show();
    if (!isWanted || !window.AudioContext || isOn()) return;
    if (!context) {
      context = new AudioContext();
      context.addEventListener("statechange", show);
    }
    await context.resume().catch(() => {});
    show();
  }

  function sleep() {
    context?.close();
    context = null;
    show();
  }

  function tone(pitch, { loud = 0.25, after = 0, long = 0.4 } = {}) {
    if (!isWanted || !isOn()) return false;
    const start = context.currentTime + after;
    const wave = context.createOscillator();
    const volume = context.createGain();
    wave.frequency.value = pitch;
    volume.gain.setValueAtTime(loud, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + long);
    wave.connect(volume).connect(context.destination);
    wave.start(start);
    wave.stop(start + long);
    return true;
  }

  button.hidden = false;
  button.addEventListener("click", async () => {
    isWanted = !isWanted;
    keep(isWanted);
    if (!isWanted) return sleep();
    await wake();
    tone(880);
  });
  ["pointerdown", "keydown"].forEach((touch) => document.addEventListener(touch, wake));
  wake();
  return {
    tone,
    // Two soft notes downwards: to be read soon, and no alarm.
    chime: () => tone(587, { loud: 0.12, long: 0.6 }) && tone(440, { loud: 0.12, after: 0.25, long: 0.8 }),
  };
}
