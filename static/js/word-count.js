// Counts words as inovasi/lib/words.py does; tells, never blocks.

const WHITE_SPACE =
  /[\t\n\v\f\r \x1c-\x1f\x85\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+/u;
const COUNTS = /[\p{L}\p{N}]/u;
const QUIET = 1500;

export function countWords(text) {
  return text.split(WHITE_SPACE).filter((run) => COUNTS.test(run)).length;
}

/** What stands under the field; `least` and `most` are NaN or 0 where the rule sets none. */
export function sentence(count, least, most, words) {
  const said = (most ? words.within : words.plain).replace("%n", count).replace("%m", most);
  if (most && count > most) return `${said}, ${words.over.replace("%o", count - most)}`;
  if (least && count < least) return `${said}, ${words.short.replace("%l", least)}`;
  return said;
}

function show(area) {
  const line = document.getElementById(`${area.id}_count`);
  const least = Number(area.dataset.least);
  const most = Number(area.dataset.most);
  const count = countWords(area.value);
  const said = sentence(count, least, most, line.dataset);
  const bar = line.querySelector("progress");
  line.querySelector("[data-said]").textContent = said;
  line.classList.toggle("is-over", Boolean(most) && count > most);
  if (bar) bar.value = Math.min(count, most || least);
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
