// The desk's small map: goes to the place as it is chosen, with the open incidents near it. It takes no key and no
// focus, and its box keeps its size whether or not there is something to show.
/* global L */
"use strict";

{
const box = document.getElementById("peta-meja");
const form = document.getElementById("laporan");
const near = document.getElementById("dekat");

async function drawMap() {
  const map = L.map(box, { attributionControl: Boolean(box.dataset.tiles), zoomControl: false, keyboard: false, scrollWheelZoom: false, zoomSnap: 0.5 });
  box.tabIndex = -1;
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 19, attribution: box.dataset.attribution }).addTo(map);
  const answer = await fetch(box.dataset.villages).catch(() => null);
  if (!answer?.ok) return;
  const land = L.geoJSON(await answer.json(), {
    style: { className: "village", weight: 1 },
    interactive: false,
  }).addTo(map);
  const villages = new Map(land.getLayers().map((layer) => [layer.feature.properties.code, layer]));
  const spots = L.layerGroup().addTo(map);
  const mark = (at, look, size) =>
    L.marker(at, { icon: L.divIcon({ className: "", html: `<span class="${look}"></span>`, iconSize: [size, size] }), interactive: false, keyboard: false }).addTo(spots);

  let shown = "none";
  const show = () => {
    spots.clearLayers();
    near.querySelectorAll("[data-lat]").forEach((row) => {
      if (row.dataset.lat) mark([Number(row.dataset.lat), Number(row.dataset.lng)], "spot waiting", 20);
    });
    const point = form.dataset.point ? JSON.parse(form.dataset.point) : null;
    if (point) mark(point, "here", 22);
    const place = `${form.elements.village.value} ${form.dataset.point ?? ""}`;
    if (place === shown) return;
    shown = place;
    const village = villages.get(form.elements.village.value);
    land.resetStyle();
    village?.getElement()?.classList.add("chosen");
    villages.forEach((layer) => layer !== village && layer.getElement()?.classList.remove("chosen"));
    if (point) map.setView(point, 15, { animate: false });
    else if (village) map.fitBounds(village.getBounds(), { padding: [24, 24], animate: false });
    else map.fitBounds(JSON.parse(box.dataset.home), { animate: false });
    box.dataset.shown = form.elements.village.value;
  };
  show();
  document.addEventListener("desk:place", show);
}

if (box && form && window.L && matchMedia("(min-width: 60rem)").matches) {
  box.hidden = false;
  drawMap();
}
}
