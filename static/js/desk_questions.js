// The questions of a kind, one by one: Y and T answer, L leaves one out. Without this file all of them are there.
"use strict";

/* exported showQuestions, answerQuestion, leaveQuestion */
let questionAt = 0;

const listQuestions = () => [...document.querySelectorAll("#pertanyaan .question")];
const isAnswered = (row) => Boolean(row.querySelector("input[type=radio]:checked, input:not([type=radio])")?.value);

function showQuestions() {
  const rows = listQuestions();
  const open = rows.findIndex((row) => !isAnswered(row));
  questionAt = open < 0 ? rows.length : open;
  drawQuestions();
}

function drawQuestions() {
  const rows = listQuestions();
  const steps = document.querySelector("#pertanyaan .question-steps");
  if (!steps) return;
  rows.forEach((row, at) => (row.hidden = at !== questionAt));
  steps.hidden = false;
  const answered = rows.filter(isAnswered).length;
  const isOver = questionAt >= rows.length;
  steps.querySelector("p").textContent = isOver ? `${answered} dari ${rows.length} pertanyaan dijawab` : `Pertanyaan ${questionAt + 1} dari ${rows.length}`;
  steps.querySelector("[data-step='-1']").disabled = questionAt === 0;
  steps.querySelector("[data-step='1']").disabled = isOver;
}

function stepQuestions(by) {
  const rows = listQuestions();
  questionAt = Math.max(0, Math.min(questionAt + by, rows.length));
  drawQuestions();
  const row = rows[questionAt];
  const next = row?.querySelector("input:checked, input:not([type=radio])") ?? document.getElementById("kirim");
  next?.focus();
}

// Whether the key answered the question that is shown.
function answerQuestion(key) {
  const row = listQuestions()[questionAt];
  const choice = row?.querySelector(`[data-answer="${key}"]`);
  if (!choice) return false;
  choice.click();
  stepQuestions(1);
  return true;
}

// Enter in a typed answer goes on to the next question.
function leaveQuestion(field) {
  if (!field.closest(".question")) return false;
  stepQuestions(1);
  return true;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-step]");
  if (button) stepQuestions(Number(button.dataset.step));
});
showQuestions();
