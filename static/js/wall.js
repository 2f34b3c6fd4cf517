// The wallboard: its clock, and when it was last fresh. It stays open for nights: nothing here piles up,
// the live part is replaced whole and no listener belongs to anything inside it.
/* global watchLivePart */
"use strict";

{
const clock = document.getElementById("jam");
const fresh = document.getElementById("terakhir");
// The county's time, whatever the television believes.
const say = (at, more) => at.toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.zone, ...more });

watchLivePart(document.getElementById("dinding"), document.getElementById("segar"), (at) => {
  fresh.textContent = `Diperbarui ${say(at, { second: "2-digit" })}`;
});
const tick = () => {
  clock.textContent = say(new Date());
};
tick();
setInterval(tick, 1000);
}
