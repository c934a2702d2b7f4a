"use strict";
const root = document.documentElement;
const marks = [...document.querySelectorAll("mark")];
const labels = [...document.querySelectorAll("button[data-label]")];
const doubt = document.querySelector("button.doubt");
const pressed = (button) => button.getAttribute("aria-pressed") === "true";

function filter() {
  const on = new Set(labels.filter(pressed).map((button) => button.dataset.label));
  const only = pressed(doubt);
  for (const mark of marks) {
    mark.classList.toggle("off", !on.has(mark.dataset.label) || (only && !mark.classList.contains("doubtful")));
  }
}

for (const button of [...labels, doubt]) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(!pressed(button)));
    filter();
  });
}

document.querySelector("button.all").addEventListener("click", () => {
  const on = !labels.every(pressed);
  for (const button of labels) button.setAttribute("aria-pressed", String(on));
  filter();
});

function speak(language) {
  root.lang = language;
  document.querySelector("button.language").textContent = language === "vi" ? "English" : "Tiếng Việt";
}
document.querySelector("button.language").addEventListener("click", () => speak(root.lang === "vi" ? "en" : "vi"));

// A span and its rows light up together; a tap shows what the mouse sees on hover.
const told = document.querySelector("output");
for (const mark of marks) {
  const link = mark.querySelector("a");
  const prefix = link ? link.getAttribute("href").match(/^#d\d+f/)[0] : "";
  const rows = link ? link.dataset.facts.split(" ").map((row) => document.querySelector(prefix + row)) : [];
  const light = (on) => rows.forEach((row) => row.classList.toggle("hit", on));
  mark.addEventListener("mouseenter", () => light(true));
  mark.addEventListener("mouseleave", () => light(false));
  mark.addEventListener("click", () => { told.textContent = mark.title; });
}
for (const row of document.querySelectorAll("tr[id]")) {
  const spans = [...row.querySelectorAll("a")].map((link) => document.querySelector(link.getAttribute("href")));
  const light = (on) => spans.forEach((mark) => mark && mark.classList.toggle("hit", on));
  row.addEventListener("mouseenter", () => light(true));
  row.addEventListener("mouseleave", () => light(false));
}
