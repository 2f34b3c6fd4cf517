// The wallboard: its clock, and when it was last fresh. It stays open for nights: nothing here piles up,
// the live part is replaced whole and no listener belongs to anything inside it.
/* global sayTime, serverNow, watchLivePart */
"use strict";

{
const clock = document.getElementById("jam");
const fresh = document.getElementById("terakhir");

watchLivePart(document.getElementById("dinding"), document.getElementById("segar"), (at) => {
  fresh.textContent = `Diperbarui ${sayTime(at, { second: "2-digit" })}`;
});
const tick = () => {
  clock.textContent = sayTime(new Date(serverNow()));
};
tick();
setInterval(tick, 1000);
}
