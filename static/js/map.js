// The map of the place question: our own village boundaries, tiles only where they are configured.
/* global L */
"use strict";

window.showMap = async (box, place) => {
  const map = L.map(box, { zoomSnap: 0.5, attributionControl: Boolean(box.dataset.tiles) });
  if (box.dataset.tiles) {
    L.tileLayer(box.dataset.tiles, { maxZoom: 19, attribution: box.dataset.attribution }).addTo(map);
  }
  const answer = await fetch(box.dataset.villages);
  if (!answer.ok) throw new Error("no boundaries");
  const villages = L.geoJSON(await answer.json(), {
    style: { className: "village", weight: 1, fillOpacity: box.dataset.tiles ? 0 : undefined },
    onEachFeature: (feature, layer) => layer.bindTooltip(feature.properties.name, { sticky: true }),
  }).addTo(map);

  let marker = null;
  const mark = (point) => {
    marker?.remove();
    marker = L.marker(point, { icon: L.divIcon({ className: "", html: '<span class="here"></span>', iconSize: [22, 22] }), keyboard: false }).addTo(map);
  };
  map.on("click", ({ latlng }) => place.write([latlng.lat, latlng.lng], "Titik dipasang. Ketuk tempat lain untuk memindahkannya."));
  document.addEventListener("point", ({ detail }) => {
    mark(detail);
    map.setView(detail, Math.max(map.getZoom(), 14));
  });

  const known = place.read();
  if (known) {
    map.setView(known, 15);
    mark(known);
  } else {
    map.fitBounds(spanMost(villages.getLayers().map((layer) => layer.getBounds().getCenter())));
  }
  return villages;
};

// Where nearly all villages are: islands far offshore would make everything small.
function spanMost(centres) {
  const middle = (numbers) => {
    const sorted = numbers.sort((a, b) => a - b);
    return [sorted[Math.floor(sorted.length * 0.02)], sorted[Math.ceil(sorted.length * 0.96) - 1]];
  };
  const [south, north] = middle(centres.map((centre) => centre.lat));
  const [west, east] = middle(centres.map((centre) => centre.lng));
  return [[south, west], [north, east]];
}
