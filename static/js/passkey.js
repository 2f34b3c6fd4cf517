// Passkeys: hands the server's options to the browser and its answer back. Without this file the code of the app is left.
"use strict";

const toBytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");
const withBytes = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

const ASK = {
  create: (options) =>
    navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: toBytes(options.challenge),
        user: { ...options.user, id: toBytes(options.user.id) },
        excludeCredentials: withBytes(options.excludeCredentials),
      },
    }),
  get: (options) =>
    navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: toBytes(options.challenge),
        allowCredentials: withBytes(options.allowCredentials),
      },
    }),
};

// What the server reads, in the form that the standard calls JSON.
function describe(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: toText(response.clientDataJSON) };
  if (response.attestationObject) {
    answer.attestationObject = toText(response.attestationObject);
    answer.transports = response.getTransports?.() ?? [];
  } else {
    answer.authenticatorData = toText(response.authenticatorData);
    answer.signature = toText(response.signature);
    answer.userHandle = response.userHandle ? toText(response.userHandle) : null;
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  };
}

const PROBLEMS = {
  NotAllowedError: "Perangkat tidak memberi kunci. Coba lagi, atau pakai cara lain.",
  InvalidStateError: "Kunci ini sudah terpasang pada akun Anda.",
  SecurityError: "Kunci sandi hanya bisa dipakai pada alamat bernama dengan https, atau localhost.",
};

document.querySelectorAll("form[data-passkey]").forEach((form) => {
  const problem = form.querySelector("[data-passkey-problem]");
  const say = (text) => {
    problem.textContent = text;
    problem.hidden = !text;
  };
  if (!window.PublicKeyCredential) say("Peramban ini tidak mengenal kunci sandi. Pakai cara lain.");
  form.addEventListener("submit", async (event) => {
    if (form.dataset.answered) return; // the answer is there: let it go to the server
    event.preventDefault();
    if (!window.PublicKeyCredential) return;
    say("");
    const { publicKey } = JSON.parse(document.getElementById(form.dataset.options).textContent);
    try {
      form.elements.credential.value = JSON.stringify(describe(await ASK[form.dataset.passkey](publicKey)));
      form.dataset.answered = "1";
      form.requestSubmit(event.submitter);
    } catch (error) {
      say(PROBLEMS[error.name] ?? "Kunci sandi belum bisa dipakai. Coba lagi, atau pakai cara lain.");
    }
  });
});
