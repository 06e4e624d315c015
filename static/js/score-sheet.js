// Shows the total of a score sheet and the band of each score while the judge types, and lets the
// arrow keys go up and down. The server computes what counts.

export function number(text) {
  const trimmed = text.trim().replace(",", ".");
  return trimmed === "" ? null : Number(trimmed);
}

// A scale is a field to write in, or a group of choices when it is short.
function score(scale) {
  const text = scale.matches("input") ? scale.value : scale.querySelector(":checked")?.value;
  return number(text ?? "");
}

function total(scales) {
  let earned = 0;
  let weights = 0;
  for (const scale of scales) {
    const given = score(scale);
    if (given === null || !(given >= 0 && given <= Number(scale.dataset.max))) return null;
    const weight = Number(scale.dataset.weight);
    weights += weight;
    earned += (weight * given) / Number(scale.dataset.max);
  }
  return weights ? rounded((earned / weights) * 100) : null;
}

// Half up as the server does; binary fractions such as 93.27499999 are 93.275 first.
function rounded(value) {
  return Math.round(Math.round(value * 1e8) / 1e6) / 100;
}

// A band reaches up to the next one, so 84.5 belongs to the band from 70 when the next begins at 85.
function markBand(scale) {
  const given = score(scale);
  const bands = [...scale.closest(".criterion").querySelectorAll("[data-band]")];
  const reached = bands.filter((band) => given !== null && Number(band.dataset.band) <= given);
  const lowest = Math.max(...reached.map((band) => Number(band.dataset.band)));
  for (const band of bands) {
    band.classList.toggle("is-current", reached.length > 0 && Number(band.dataset.band) === lowest);
  }
}

// To the next whole point, or by one step with Shift; counted in whole steps, so that no binary
// fraction ends up in the field.
function move(input, direction, isFine) {
  const step = Number(input.dataset.step);
  const stride = isFine ? 1 : Math.max(1, Math.round(1 / step));
  const place = Math.round(((number(input.value) ?? 0) / step) * 1e6) / 1e6 / stride;
  const strides = direction > 0 ? Math.floor(place) + 1 : Math.ceil(place) - 1;
  put(input, Math.min(Number(input.dataset.max), Math.max(0, strides * stride * step)));
}

export function put(input, value) {
  input.value = String(Math.round(value * 100) / 100).replace(".", ",");
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function onKey(event) {
  const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!direction || Number.isNaN(number(event.target.value))) return;
  event.preventDefault();
  move(event.target, direction, event.shiftKey);
}

function follow(form) {
  const scales = [...form.querySelectorAll("[data-weight]")];
  const output = form.querySelector("[data-total]");
  const show = () => {
    const value = total(scales);
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    output.textContent = value === null ? "–" : value.toLocaleString("id-ID", digits);
  };
  for (const scale of scales) {
    scale.addEventListener("input", show);
    scale.addEventListener("input", () => markBand(scale));
    if (scale.dataset.step) scale.addEventListener("keydown", onKey);
    markBand(scale);
  }
  show();
}

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("[data-score-sheet]")) follow(form);
}
