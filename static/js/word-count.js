// Counts words as inovasi/lib/words.py does; tells, never blocks.

const WHITE_SPACE =
  /[\t\n\v\f\r \x1c-\x1f\x85\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+/u;
const COUNTS = /[\p{L}\p{N}]/u;
const QUIET = 1500;

export function countWords(text) {
  return text.split(WHITE_SPACE).filter((run) => COUNTS.test(run)).length;
}

export function sentence(count, most, words) {
  const within = words.within.replace("%n", count).replace("%m", most);
  return count > most ? `${within}, ${words.over.replace("%o", count - most)}` : within;
}

function show(area) {
  const line = document.getElementById(`${area.id}_count`);
  const most = Number(area.dataset.wordCount);
  const count = countWords(area.value);
  const said = sentence(count, most, line.dataset);
  line.querySelector("[data-said]").textContent = said;
  line.classList.toggle("is-over", count > most);
  line.querySelector("progress").value = Math.min(count, most);
  return said;
}

function watch(area) {
  const spoken = area.closest(".word-field").querySelector("[data-spoken]");
  let timer;
  area.addEventListener("input", () => {
    const said = show(area);
    clearTimeout(timer);
    timer = setTimeout(() => (spoken.textContent = said), QUIET);
  });
  show(area);
  // The browser may put typed text back after this module has run.
  addEventListener("pageshow", () => show(area));
}

if (typeof document !== "undefined") {
  document.querySelectorAll("textarea[data-word-count]").forEach(watch);
}
