// Shows the total of a score sheet while the judge types; the server computes the one that counts.

function number(text) {
  const trimmed = text.trim().replace(",", ".");
  return trimmed === "" ? null : Number(trimmed);
}

function total(inputs) {
  let earned = 0;
  let weights = 0;
  for (const input of inputs) {
    const score = number(input.value);
    if (score === null || Number.isNaN(score)) return null;
    const weight = Number(input.dataset.weight);
    weights += weight;
    earned += (weight * score) / Number(input.dataset.max);
  }
  return weights ? rounded((earned / weights) * 100) : null;
}

// Half up as the server does; binary fractions such as 93.27499999 are 93.275 first.
function rounded(value) {
  return Math.round(Math.round(value * 1e8) / 1e6) / 100;
}

for (const form of document.querySelectorAll("[data-score-sheet]")) {
  const inputs = [...form.querySelectorAll("[data-weight]")];
  const output = form.querySelector("[data-total]");
  const show = () => {
    const value = total(inputs);
    output.textContent =
      value === null
        ? "–"
        : value.toLocaleString("id-ID", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  };
  for (const input of inputs) input.addEventListener("input", show);
  show();
}
