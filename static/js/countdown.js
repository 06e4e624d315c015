// Keeps the words of partials/countdown.html true, by the clock of the server.

const MINUTE = 60_000;
const SPOKEN_AT = [1440, 60, 30, 10, 5, 1, 0]; // minutes left

const language = document.documentElement.lang || "id";

function written(number, unit) {
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(number);
}

export function timeLeft(milliseconds, words) {
  if (milliseconds <= 0) return words.over;
  if (milliseconds < MINUTE) return words.under;
  const minutes = Math.floor(milliseconds / MINUTE);
  const parts = [
    [Math.floor(minutes / 1440), "day"],
    [Math.floor(minutes / 60) % 24, "hour"],
    [minutes % 60, "minute"],
  ];
  const first = parts.findIndex(([number]) => number);
  const said = parts.slice(first, first + 2).filter(([number]) => number);
  return words.left.replace("%s", said.map(([number, unit]) => written(number, unit)).join(" "));
}

function run(element) {
  const until = Date.parse(element.dataset.until);
  const ahead = Date.parse(element.dataset.now) - Date.now();
  const shown = element.querySelector("[data-words]");
  const spoken = element.querySelector("[data-spoken]");
  let last = Infinity;

  function tick() {
    const left = until - (Date.now() + ahead);
    const words = timeLeft(left, element.dataset);
    if (shown.textContent !== words) shown.textContent = words;
    const minutes = Math.max(0, Math.ceil(left / MINUTE));
    if (last !== Infinity && SPOKEN_AT.some((mark) => last > mark && minutes <= mark)) {
      spoken.textContent = words;
    }
    last = minutes;
    if (left > 0) setTimeout(tick, Math.min(left, left < 2 * MINUTE ? 1000 : MINUTE / 4) + 20);
  }
  tick();
}

document.querySelectorAll("[data-countdown]").forEach(run);
