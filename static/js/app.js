// Small comforts. Every page works without this file.
"use strict";

const WAIT_MS = 15000; // then a second try is allowed, should the first have got stuck

// A form sent once is not sent again by a second tap. The server would notice too.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  // After this turn, so that the pressed button's own name and value are sent along.
  setTimeout(() => {
    if (event.defaultPrevented) return;
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) {
      button.setAttribute("aria-disabled", "true");
      const word = button.querySelector("span");
      if (word && button.dataset.busy) {
        button.dataset.rest = word.textContent;
        word.textContent = button.dataset.busy;
      }
    }
    setTimeout(() => release(form), WAIT_MS);
  });
});

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => {
    button.removeAttribute("aria-disabled");
    if (button.dataset.rest) button.querySelector("span").textContent = button.dataset.rest;
  });
}

// Coming back with the browser's back button shows the page as it was left: let it send again.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});

// How much room is left in a long text, said when it begins to matter.
document.querySelectorAll("textarea[maxlength]").forEach((area) => {
  const count = document.createElement("p");
  count.className = "count";
  area.after(count);
  const show = () => {
    const left = area.maxLength - area.value.length;
    count.textContent = left < area.maxLength / 4 ? `Sisa ${left.toLocaleString("id")} huruf` : "";
  };
  area.addEventListener("input", show);
  show();
});

// Photos: what was chosen, before it is sent. What would be refused is left out here, for a body that is too large
// is refused whole, with the words in it.
const MOST_BYTES = 10 * 1024 * 1024;
document.querySelectorAll('input[type="file"][data-room]').forEach((picker) => {
  const news = document.createElement("p");
  news.className = "hint";
  news.setAttribute("role", "status");
  picker.after(news);
  picker.addEventListener("change", () => {
    const chosen = [...picker.files];
    const fitting = chosen.filter((file) => file.size <= MOST_BYTES);
    const kept = fitting.slice(0, Number(picker.dataset.room));
    if (kept.length < chosen.length) {
      const files = new DataTransfer();
      kept.forEach((file) => files.items.add(file));
      picker.files = files.files;
    }
    const left = (why, files) => (files.length ? `${why}, tidak ikut: ${files.map((file) => file.name).join(", ")}` : "");
    news.textContent = [
      chosen.length ? `${kept.length} foto dipilih` : "",
      left("Lebih dari 10 MB", chosen.filter((file) => file.size > MOST_BYTES)),
      left(`Paling banyak ${picker.dataset.room} lagi`, fitting.slice(kept.length)),
    ].filter(Boolean).join(". ");
  });
});

// After a failed try, the list of what to mend is the first thing read.
document.querySelector(".errors")?.focus();

// What only works with scripts is hidden until now.
document.querySelectorAll("[data-print], [data-copy]").forEach((button) => {
  if ("copy" in button.dataset && !navigator.clipboard) return; // there only over https
  button.hidden = false;
  button.addEventListener("click", async () => {
    if ("print" in button.dataset) return window.print();
    await navigator.clipboard.writeText(button.dataset.copy);
    const word = button.querySelector("span") ?? button;
    word.textContent = "Tersalin";
  });
});

// An open menu closes with Escape or a tap beside it.
const closeMenus = (except) =>
  document.querySelectorAll("details.person[open]").forEach((menu) => {
    if (!menu.contains(except)) menu.open = false;
  });
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
});
