// A band of the rubric opens its steps: first what a score means, then how far up within it.

import { put } from "./score-sheet.js";

const MOST = 25;

// Every step of the band, or every whole point, or every fifth, whichever are few enough to tap.
export function steps(lowest, highest, step) {
  const strides = [step, 1, 5, 10].filter((stride) => stride >= step);
  const stride = strides.find((each) => (highest - lowest) / each < MOST) ?? highest - lowest;
  const found = [];
  for (let value = lowest; value < highest; value += stride) found.push(value);
  return [...found, highest].map((value) => Math.round(value * 100) / 100);
}

function button(text, name) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.textContent = text;
  return made;
}

function open(band, input) {
  const { dataset } = band;
  const row = document.createElement("div");
  row.className = "band-steps";
  for (const value of steps(Number(dataset.band), Number(dataset.highest), Number(input.dataset.step))) {
    const choice = button(String(value).replace(".", ","), "btn btn-outline-primary btn-sm");
    choice.addEventListener("click", () => {
      put(input, value);
      input.focus();
    });
    row.append(choice);
  }
  band.append(row);
}

function toggle(band, opener, input) {
  const isOpen = opener.getAttribute("aria-expanded") === "true";
  for (const other of band.parentElement.querySelectorAll(".band-steps")) other.remove();
  for (const other of band.parentElement.querySelectorAll(".band-range")) {
    other.setAttribute("aria-expanded", "false");
  }
  if (isOpen) return;
  open(band, input);
  opener.setAttribute("aria-expanded", "true");
}

if (typeof document !== "undefined") {
  for (const input of document.querySelectorAll("fieldset:enabled [data-step]")) {
    for (const band of input.closest(".criterion").querySelectorAll("[data-band]")) {
      const opener = button(band.firstElementChild.textContent, "band-range");
      opener.setAttribute("aria-expanded", "false");
      opener.addEventListener("click", () => toggle(band, opener, input));
      band.firstElementChild.replaceWith(opener);
    }
  }
}
