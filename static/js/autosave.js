// Saves the text of a form[data-autosave] while somebody types; two writers get both texts.

import { Saving } from "./saving.js";

const PAUSE = 1_500;
const LONGEST_PAUSE = 6_000;
const SMALL_ENOUGH_TO_OUTLIVE = 15_000; // browsers allow 64 KiB, and a letter may take several bytes
// As inovasi/lib/texts.py, so that an own save whose answer was lost is known again.
const PARTING = /[\x0b\x0c\x1c-\x1f\x85\ufeff]/g;
const HIDDEN = /[\x00-\x08\x0e-\x1b\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function cleaned(text) {
  return text.replace(/\r\n?/g, "\n").replace(PARTING, " ").replace(HIDDEN, "");
}

class Writing extends Saving {
  #area;
  #acknowledged; // the text that the portal has; null when it lacks what the page shows
  #unanswered = new Set();
  #firstChange = 0;
  #other = null; // what somebody else saved, while a conflict waits

  constructor(form) {
    super(form);
    this.#area = form.querySelector("textarea");
    this.version = Number(form.dataset.version);
    this.#acknowledged = "unsaved" in form.dataset ? null : this.#area.defaultValue;
    this.begin(this.#area.defaultValue);
  }

  get values() {
    return this.#area.value;
  }

  get isDirty() {
    return this.values !== this.#acknowledged;
  }

  get isTooLargeToOutlive() {
    return this.values.length > SMALL_ENOUGH_TO_OUTLIVE;
  }

  fields(text) {
    return { text };
  }

  /** Longer than the portal takes: said at once, sent once it is shorter. */
  isHeldBack() {
    const { longest } = this.form.dataset;
    if (this.values.length <= Number(longest)) return false;
    clearTimeout(this.timer);
    this.say("long", { count: this.values.length, longest });
    return true;
  }

  /** A pause in typing, but never too long after the first change. */
  pause() {
    this.#firstChange ||= performance.now();
    const patience = this.#firstChange + LONGEST_PAUSE - performance.now();
    return Math.max(0, Math.min(PAUSE, patience));
  }

  send(text, options) {
    this.#firstChange = 0;
    this.#unanswered.add(cleaned(text));
    return super.send(text, options);
  }

  accepted(text, { saved, version }) {
    this.#unanswered.clear();
    this.#acknowledged = text;
    this.takeVersion(version);
    this.#hidePanels();
    if (this.isDirty) this.copy.write(this.values, version);
    else this.copy.drop();
    this.say("saved", { time: saved });
  }

  /** Somebody else was faster, unless it was an own request whose answer got lost. */
  outrun(text, said) {
    if (this.#unanswered.has(said.text)) {
      this.#acknowledged = said.text;
      this.takeVersion(said.version);
      this.plan(0);
      return;
    }
    this.#showConflict(said);
  }

  #showConflict({ text, version, actor, moment }) {
    this.stop("conflict");
    this.#unanswered.clear();
    const panel = this.panel("conflict");
    panel.querySelector("[data-text]").textContent = text;
    panel.querySelector("[data-actor]").textContent = actor;
    panel.querySelector("[data-moment]").textContent = moment;
    panel.querySelector(".actions").hidden = false;
    this.#other = { text, version };
  }

  /** `take`: the saved text, the own one stays to be copied; else the text of the field. */
  decide(take) {
    const { text, version } = this.#other;
    const panel = this.panel("conflict");
    this.stopped = "";
    this.takeVersion(version);
    this.#acknowledged = text;
    if (!take) {
      panel.hidden = true;
      return this.isDirty ? this.again() : this.copy.drop();
    }
    const replaced = panel.querySelector("[data-replaced]");
    replaced.querySelector("[data-own]").textContent = this.values;
    replaced.hidden = false;
    panel.querySelector(".actions").hidden = true;
    this.#put(text);
    this.copy.drop();
    this.say("");
  }

  #put(text) {
    this.#area.value = text;
    this.#area.dispatchEvent(new Event("input", { bubbles: true }));
    this.#area.focus();
  }

  #hidePanels() {
    for (const name of ["ended", "refused"]) this.panel(name).hidden = true;
    if (this.panel("conflict").querySelector("[data-replaced]").hidden) {
      this.panel("conflict").hidden = true;
    }
  }

  /** A copy that an earlier page left behind; one after the other. */
  offer() {
    const panel = this.panel("copy");
    const [copy] = this.offers;
    panel.hidden = !copy;
    if (!copy) return;
    const language = document.documentElement.lang || "id";
    const format = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
    panel.querySelector("[data-moment]").textContent = format.format(copy.at);
    panel.querySelector("[data-text]").textContent = copy.text;
  }

  answerOffer(take) {
    const copy = this.offers.shift();
    const saved = { text: this.values, version: this.version };
    this.copy.keepAside(this.offers);
    this.offer();
    if (!take) return;
    if (copy.version !== this.version) this.#showConflict({ ...saved, actor: "", moment: "" });
    this.#put(copy.text);
  }
}

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("form[data-autosave]")) new Writing(form);
}
