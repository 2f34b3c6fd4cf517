// The desk: notices what a poll brought, and draws the small map. Pages work without this file.
/* global L */
"use strict";

const title = document.title;
const emergencies = () => [...document.querySelectorAll("#daftar [data-emergency]")];
let known = new Set(emergencies().map((row) => row.id));

// The list says which state it shows, so that the server can answer "nothing new" in a few bytes.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt.id === "daftar") detail.headers["If-None-Match"] = detail.elt.dataset.etag;
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 304) detail.shouldSwap = false;
  // Signed out meanwhile: the answer is a whole page, not a list.
  if (detail.xhr.responseURL.includes("/akun/")) {
    detail.shouldSwap = false;
    location.reload();
  }
});

document.addEventListener("htmx:afterSettle", () => {
  const arrived = emergencies().filter((row) => !known.has(row.id));
  known = new Set(emergencies().map((row) => row.id));
  arrived.forEach((row) => row.classList.add("arrived"));
  if (arrived.length) {
    document.getElementById("kabar").textContent = `Darurat baru: ${arrived.map((row) => row.dataset.emergency).join("; ")}`;
  }
  countInTitle();
});

function countInTitle() {
  const count = document.getElementById("lonceng")?.dataset.count;
  document.title = count && count !== "0" ? `(${count}) ${title}` : title;
}
countInTitle();

// --- choosing rows -------------------------------------------------------------

document.querySelectorAll("[data-pick-all]").forEach((button) => {
  const boxes = () => [...button.form.querySelectorAll('.pick-row input[type="checkbox"]')];
  button.hidden = false;
  button.addEventListener("click", () => {
    const all = !boxes().every((box) => box.checked);
    boxes().forEach((box) => (box.checked = all));
  });
});

// --- the map of a ticket -----------------------------------------------------

const box = document.getElementById("peta");
if (box && window.L) drawMap(box);

async function drawMap(box) {
  box.hidden = false;
  const point = [Number(box.dataset.lat), Number(box.dataset.lng)];
  const map = L.map(box, { attributionControl: Boolean(box.dataset.tiles), scrollWheelZoom: false });
  map.setView(point, box.dataset.exact ? 15 : 13);
  if (box.dataset.tiles) {
    L.tileLayer(box.dataset.tiles, { maxZoom: 19, attribution: box.dataset.attribution }).addTo(map);
  } else {
    const answer = await fetch(box.dataset.villages);
    if (answer.ok) {
      L.geoJSON(await answer.json(), {
        style: { className: "village", weight: 1 },
        onEachFeature: (feature, layer) => layer.bindTooltip(feature.properties.name, { sticky: true }),
      }).addTo(map);
    }
  }
  const size = box.dataset.exact ? 22 : 64;
  const html = `<span class="${box.dataset.exact ? "here" : "around"}"></span>`;
  L.marker(point, { icon: L.divIcon({ className: "", html, iconSize: [size, size] }), interactive: false, keyboard: false }).addTo(map);
}
