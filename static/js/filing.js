// Filing with fewer steps of the thumb. Every page works without this file.
"use strict";

// --- kinds: search while typing ---
const search = document.getElementById("cari");
if (search) {
  document.getElementById("cari-jenis").hidden = false;
  const cards = [...document.querySelectorAll(".choices .choice")];
  const result = document.getElementById("cari-hasil");
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[^a-z0-9 ]/g, " ");
  const texts = cards.map((card) => plain(card.textContent));
  search.addEventListener("input", () => {
    const words = plain(search.value).split(" ").filter(Boolean);
    cards.forEach((card, place) => {
      card.hidden = !words.every((word) => texts[place].includes(word));
    });
    document.querySelectorAll(".choices").forEach((group) => {
      group.hidden = !group.querySelector(".choice:not([hidden])");
    });
    const shown = cards.filter((card) => !card.hidden).length;
    result.textContent = !words.length ? "" : shown ? `${shown} jenis cocok` : "Tidak ada yang cocok. Pilih Lainnya, petugas akan mencarikan dinasnya.";
    if (words.length && !shown) {
      const other = cards.at(-1); // the kind for everything else comes last
      other.hidden = false;
      other.closest(".choices").hidden = false;
    }
  });
  // Enter in the search box chooses nothing yet.
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

// --- place: GPS, and a map only for those who ask for it ---
const map = document.getElementById("peta");
if (map) {
  const lat = document.getElementById("id_lat");
  const lng = document.getElementById("id_lng");
  const news = document.getElementById("kabar-titik");
  const place = {
    read: () => (lat.value && lng.value ? [Number(lat.value.replace(",", ".")), Number(lng.value.replace(",", "."))] : null),
    write: (point, words) => {
      lat.value = point[0].toFixed(6);
      lng.value = point[1].toFixed(6);
      news.textContent = words;
      document.dispatchEvent(new CustomEvent("point", { detail: point }));
    },
  };
  document.getElementById("alat-titik").hidden = false;

  document.getElementById("pakai-gps").addEventListener("click", () => {
    if (!navigator.geolocation) {
      news.textContent = "Peramban ini tidak bisa membaca lokasi. Tulis desanya saja.";
      return;
    }
    news.textContent = "Mencari lokasi Anda…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => place.write([coords.latitude, coords.longitude], `Lokasi Anda dipakai, tepat sekitar ${Math.round(coords.accuracy)} m.`),
      () => { news.textContent = "Lokasi tidak terbaca. Izinkan akses lokasi, atau tulis desanya saja."; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });

  document.getElementById("buka-peta").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    button.hidden = true;
    news.textContent = "Memuat peta…";
    try {
      loadStyle(map.dataset.leafletCss);
      await loadScript(map.dataset.leafletJs);
      await loadScript(map.dataset.mapJs);
      map.hidden = false;
      await window.showMap(map, place);
      news.textContent = "Ketuk peta untuk menaruh titik.";
    } catch {
      button.hidden = false;
      map.hidden = true;
      news.textContent = "Peta tidak dapat dimuat. Tulis desanya saja.";
    }
  });
}

function loadStyle(href) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
}

function loadScript(src) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}
