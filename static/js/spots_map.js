// A map of the county with spots on it, as the board and the page of a major incident show it. Without this file
// nothing is lost: what is on the map stands in a list beside it.
/* global L */
"use strict";

/* exported drawSpotsMap */
// Draws into `box` and returns what puts spots there: [{ lat, lng, state, label, count, open }], the most urgent first.
async function drawSpotsMap(box) {
  box.hidden = false;
  // A finger that moves down the page must not get stuck in the map.
  const calm = { scrollWheelZoom: false, dragging: !L.Browser.mobile, keyboard: false };
  const map = L.map(box, { attributionControl: Boolean(box.dataset.tiles), ...calm });
  map.setView([-6.58, 110.75], 10);
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 19, attribution: box.dataset.attribution }).addTo(map);
  const answer = await fetch(box.dataset.districts).catch(() => null);
  if (answer?.ok) {
    const land = L.geoJSON(await answer.json(), { style: { className: "village", weight: 1 }, interactive: false }).addTo(map);
    if (!box.dataset.tiles) map.fitBounds(box.dataset.mainland ? JSON.parse(box.dataset.mainland) : land.getBounds());
  }
  const points = L.layerGroup().addTo(map);
  const show = (spots) => {
    points.clearLayers();
    [...spots].reverse().forEach((spot) => markSpot(spot).addTo(points));
  };
  const frame = (spots) => map.fitBounds(spots.map((spot) => [spot.lat, spot.lng]), { padding: [32, 32], maxZoom: 13, animate: false });
  return { show, frame };
}

function markSpot({ lat, lng, state, label, count = 1, open }) {
  const size = count > 1 ? 28 : 20;
  const mark = document.createElement("span");
  mark.className = `spot ${state}${count > 1 ? " many" : ""}`;
  if (count > 1) mark.textContent = count;
  // What a map shows are words, never markup.
  const words = document.createElement("span");
  words.textContent = label;
  const icon = L.divIcon({ className: "", html: mark, iconSize: [size, size] });
  const marker = L.marker([lat, lng], { icon, keyboard: false }).bindTooltip(words);
  return open ? marker.on("click", open) : marker;
}
