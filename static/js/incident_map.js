// The map of a major incident. The list of its reports stands below it, and is all there is without this file.
/* global L, drawSpotsMap */
"use strict";

{
const part = document.getElementById("peta-kejadian");

async function showIncident() {
  const box = part.querySelector(".place");
  const answer = await fetch(box.dataset.spots).catch(() => null);
  // Whoever was signed out meanwhile gets a page to sign in, which is no list of spots.
  const found = answer?.ok ? await answer.json().catch(() => null) : null;
  if (!found?.spots.length) return;
  part.hidden = false;
  const missing = part.querySelector("[data-unplaced]");
  missing.hidden = !found.unplaced;
  missing.querySelector("b").textContent = found.unplaced;
  const map = await drawSpotsMap(box);
  map.show(found.spots.map((spot) => ({ ...spot, open: spot.url && (() => location.assign(spot.url)) })));
  map.frame(found.spots);
}

if (part && window.L) showIncident();
}
