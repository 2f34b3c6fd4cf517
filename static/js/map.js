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
  // The mainland first: the islands are 90 km away and would make everything small.
  if (known) {
    map.setView(known, 15);
    mark(known);
  } else {
    map.fitBounds([[-6.88, 110.55], [-6.38, 111.0]]);
  }
  return villages;
};
