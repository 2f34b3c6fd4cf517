// Instead of waiting: find a number whose PBKDF2 begins with a zero byte (jepara_tanggap/proof_of_work.py).
// Without WebCrypto, which browsers give to https only, the wait on the page stays.
"use strict";

const gate = document.getElementById("kirim-lagi");
const news = document.getElementById("kabar");

async function derive(number, salt, iterations) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(String(number)), "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, 8))[0];
}

async function work() {
  const salt = new TextEncoder().encode(gate.elements.ticket.value);
  const iterations = Number(gate.dataset.iterations);
  for (let number = 0; number < 1e6; number += 1) {
    if ((await derive(number, salt, iterations)) === 0) return number;
  }
  return "";
}

if (gate && window.crypto?.subtle) {
  document.querySelector("h1").textContent = "Laporan Anda sebentar lagi terkirim";
  news.textContent = "Memeriksa sambungan Anda. Biarkan halaman ini terbuka beberapa detik.";
  work().then((number) => {
    gate.elements.number.value = number;
    gate.requestSubmit();
  });
}
