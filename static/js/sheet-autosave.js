// Saves a score sheet while the judge fills it in. Of two tabs, each keeps the criteria that only it
// has changed; where both changed the same one, somebody decides.

import { cleaned } from "./autosave.js";
import { Saving } from "./saving.js";
import { number } from "./score-sheet.js";

const PAUSE = 900;
const SMALL_ENOUGH_TO_OUTLIVE = 12_000;
const FIELDS = /^(score-\d+|remark|panel_note|private_note)$/;

/** The value as the portal keeps it, so that "84,50" and "84.5" are the same score. */
export function kept(name, value = "") {
  if (!name.startsWith("score-")) return cleaned(value);
  const score = number(value);
  return score === null || Number.isNaN(score) ? value.trim() : String(score);
}

/**
 * What becomes of each field when another tab was faster. `base` is what both started from; gives
 * `take` (only the other tab changed it) and `clash` (both did, differently).
 */
export function merge(base, own, theirs) {
  const same = (name, one, other) => kept(name, one[name]) === kept(name, other[name]);
  const changed = Object.keys(own).filter((name) => !same(name, own, theirs));
  return {
    take: changed.filter((name) => same(name, own, base)),
    clash: changed.filter((name) => !same(name, own, base) && !same(name, theirs, base)),
  };
}

class Sheet extends Saving {
  #base; // what the portal has, by field
  #rejected = {}; // what it did not take, by field
  #other = null;

  constructor(form) {
    super(form);
    this.version = Number(form.elements.version.defaultValue);
    this.#base = this.#isBound ? {} : this.#defaults();
    this.begin(this.#learn());
  }

  /** The form shows what was not saved. */
  get #isBound() {
    return "unsaved" in this.form.dataset;
  }

  /** A page that was kept on the device may be older than what was saved from it since. */
  #learn() {
    const { known } = this.copy;
    if (this.#isBound || !(known?.version > this.version)) return JSON.stringify(this.#defaults());
    const values = JSON.parse(known.text);
    for (const name of this.#names) this.#put(name, values[name]);
    this.#base = { ...this.#base, ...values };
    this.version = known.version;
    return JSON.stringify(this.#base);
  }

  listen() {
    super.listen();
    this.form.addEventListener("change", () => this.plan(0));
  }

  get #names() {
    const names = [...this.form.elements].map(({ name }) => name);
    return [...new Set(names.filter((name) => FIELDS.test(name)))];
  }

  #defaults() {
    const shown = (name) => {
      const field = this.form.elements[name];
      if (field.defaultValue !== undefined) return field.defaultValue;
      return [...field].find((radio) => radio.defaultChecked)?.value ?? "";
    };
    return Object.fromEntries(this.#names.map((name) => [name, shown(name)]));
  }

  get values() {
    return Object.fromEntries(this.#names.map((name) => [name, this.form.elements[name].value]));
  }

  get copied() {
    return JSON.stringify(this.values);
  }

  fields(values) {
    return values;
  }

  pause() {
    return PAUSE;
  }

  /** Some field holds what the portal should hear of. */
  get isDirty() {
    const values = this.values;
    const differs = (name, other) => kept(name, values[name]) !== kept(name, other[name]);
    return this.#names.some(
      (name) => differs(name, this.#base) && (!(name in this.#rejected) || differs(name, this.#rejected)),
    );
  }

  get isUnsaved() {
    return this.isDirty || Object.keys(this.#rejected).length > 0;
  }

  get isTooLargeToOutlive() {
    return this.copied.length > SMALL_ENOUGH_TO_OUTLIVE;
  }

  accepted(values, { saved, version, errors }) {
    this.#rejected = {};
    for (const [name, value] of Object.entries(values)) {
      if (name in errors) this.#rejected[name] = value;
      else this.#base[name] = value;
    }
    this.takeVersion(version);
    this.copy.know(JSON.stringify(this.#base), version);
    this.#markErrors(errors);
    this.panel("ended").hidden = this.panel("refused").hidden = true;
    if (this.isUnsaved) this.copy.write(this.copied, version);
    else this.copy.drop();
    this.say(Object.keys(errors).length ? "partly" : "saved", { time: saved });
  }

  #markErrors(errors) {
    for (const line of this.form.querySelectorAll("[data-error]")) {
      const name = line.dataset.error;
      const field = this.form.elements[name];
      line.textContent = errors[name] ?? "";
      line.hidden = !(name in errors);
      line.className = line.hidden ? "" : "field-error mb-0";
      field.classList?.toggle("is-invalid", name in errors);
      if (name in errors) field.setAttribute?.("aria-invalid", "true");
      else field.removeAttribute?.("aria-invalid");
    }
  }

  /** Another tab was faster, or an own save whose answer got lost. */
  outrun(values, { values: theirs }) {
    const { take, clash } = merge(this.#base, values, theirs);
    for (const name of take) if (this.values[name] === values[name]) this.#put(name, theirs[name]);
    this.takeVersion(theirs.version);
    if (!clash.length) {
      this.#base = { ...this.#base, ...theirs };
      return this.plan(0);
    }
    this.#other = { theirs, clash };
    this.#rows("conflict", theirs, clash);
    this.stop("conflict");
  }

  decide(take) {
    const { theirs, clash } = this.#other;
    this.stopped = "";
    this.#base = { ...this.#base, ...theirs };
    this.panel("conflict").hidden = true;
    if (take) for (const name of clash) this.#put(name, theirs[name]);
    if (this.isDirty) return this.again();
    this.copy.drop();
    this.say("");
  }

  #put(name, value = "") {
    const field = this.form.elements[name];
    field.value = value;
    const source = field instanceof Element ? field : [...field].find(({ checked }) => checked);
    source?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  stop(why, said) {
    super.stop(why, said);
    this.panel(why).scrollIntoView({ block: "nearest" });
  }

  /** One line for each field: its name and the value. */
  #rows(panel, values, names) {
    const lines = names.map((name) => {
      const line = document.createElement("li");
      line.textContent = `${this.#label(name)}: ${values[name] || this.form.dataset.textEmpty}`;
      return line;
    });
    this.panel(panel).querySelector("[data-rows]").replaceChildren(...lines);
  }

  #label(name) {
    const field = this.form.querySelector(`[name="${name}"]`);
    const label = field.closest(".criterion")?.firstElementChild ?? field.labels[0];
    return label.firstChild.textContent.trim();
  }

  /** What an earlier page could not save; where nobody saved since, it simply goes on. */
  offer() {
    const [copy] = this.offers;
    this.panel("copy").hidden = !copy;
    if (!copy) return;
    if (this.offers.length === 1 && copy.version === this.version && !this.#isBound) {
      return this.answerOffer(true);
    }
    const values = JSON.parse(copy.text);
    const differing = this.#names.filter((name) => kept(name, values[name]) !== kept(name, this.values[name]));
    this.#rows("copy", values, differing);
  }

  answerOffer(take) {
    const values = JSON.parse(this.offers.shift().text);
    this.copy.keepAside(this.offers);
    this.offer();
    if (take) for (const name of this.#names) this.#put(name, values[name]);
  }
}

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("form[data-sheet-autosave]")) new Sheet(form);
}
