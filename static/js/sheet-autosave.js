// Saves a score sheet while the judge fills it in. One request at a time, with the version; what the
// portal has not acknowledged also lies on the device. Of two tabs, each keeps the criteria that only
// it has changed; where both changed the same one, somebody decides.

import { cleaned, wait } from "./autosave.js";
import { LocalCopy } from "./local-copy.js";
import { number } from "./score-sheet.js";

const PAUSE = 900;
const PATIENCE = 20_000;
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

function cookie(name) {
  const pair = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) ?? "";
}

class Sheet {
  #form;
  #version;
  #base; // what the portal has, by field
  #rejected = {}; // what it did not take, by field
  #copy;
  #offers;
  #sending = null;
  #timer = 0;
  #tries = 0;
  #stopped = "";
  #other = null;
  #leaving = false;

  constructor(form) {
    this.#form = form;
    this.#version = Number(form.elements.version.defaultValue);
    this.#base = "unsaved" in form.dataset ? {} : this.#defaults();
    this.#copy = new LocalCopy(form.dataset.account, location.pathname);
    this.#offers = this.#copy.setAside(JSON.stringify(this.#defaults()));
    this.#listen();
    this.#offer();
    form.elements.version.value = this.#version;
    if (this.#dirty.length) this.#changed();
  }

  get #names() {
    const names = [...this.#form.elements].map(({ name }) => name);
    return [...new Set(names.filter((name) => FIELDS.test(name)))];
  }

  #defaults() {
    const shown = (name) => {
      const field = this.#form.elements[name];
      if (field.defaultValue !== undefined) return field.defaultValue;
      return [...field].find((radio) => radio.defaultChecked)?.value ?? "";
    };
    return Object.fromEntries(this.#names.map((name) => [name, shown(name)]));
  }

  get #values() {
    return Object.fromEntries(this.#names.map((name) => [name, this.#form.elements[name].value]));
  }

  /** Fields that the portal should hear of. */
  get #dirty() {
    const values = this.#values;
    const differs = (name, other) => kept(name, values[name]) !== kept(name, other[name]);
    return this.#names.filter(
      (name) => differs(name, this.#base) && (!(name in this.#rejected) || differs(name, this.#rejected)),
    );
  }

  get #isUnsaved() {
    return this.#dirty.length > 0 || Object.keys(this.#rejected).length > 0;
  }

  #listen() {
    this.#form.addEventListener("input", () => this.#changed());
    this.#form.addEventListener("change", () => this.#plan(0));
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#form.addEventListener("click", ({ target }) => this.#pressed(target));
    addEventListener("online", () => this.#again());
    addEventListener("offline", () => this.#dirty.length && this.#say("offline"));
    addEventListener("pageshow", () => this.#dirty.length && this.#changed());
    addEventListener("pagehide", () => this.#leave());
    addEventListener("beforeunload", (event) => {
      if (this.#isUnsaved && !this.#leaving) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#again();
      else this.#leave();
    });
    new BroadcastChannel("signed-in").addEventListener("message", ({ data }) => {
      if (data === this.#form.dataset.account) this.#again();
    });
  }

  #changed() {
    if (!this.#dirty.length) return;
    const isCopied = this.#copy.write(JSON.stringify(this.#values), this.#version);
    if (this.#stopped || this.#tries) return;
    this.#say(isCopied ? "typing" : "uncopied");
    if (!this.#sending) this.#plan(PAUSE);
  }

  #plan(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), pause);
  }

  #again() {
    if (!this.#dirty.length || this.#stopped === "conflict") return;
    this.#stopped = "";
    this.#tries = 0;
    this.#plan(0);
  }

  async save() {
    clearTimeout(this.#timer);
    if (this.#sending) return this.#sending;
    if (!this.#dirty.length || this.#stopped) return;
    await (this.#sending = this.#send(this.#values));
    this.#sending = null;
    if (this.#dirty.length && !this.#tries) this.#changed();
  }

  async #send(values, options = {}) {
    this.#say("saving");
    let answer;
    try {
      answer = await fetch(location.pathname, this.#request(values, options));
    } catch {
      return this.#unreachable();
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) return this.#stop("ended");
    if (answer.status >= 500 || answer.status === 429) return this.#unreachable();
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    const said = isOurs ? await answer.json().catch(() => null) : null;
    this.#tries = 0;
    if (!said) this.#stop("refused", `${this.#form.dataset.textFailed} (${answer.status})`);
    else if (answer.ok) this.#accepted(values, said);
    else if (answer.status === 409) this.#outrun(values, said.values);
    else this.#stop("refused", said.reason);
  }

  #request(values, options) {
    const writer = this.#form.elements.writer.value;
    return {
      method: "POST",
      body: new URLSearchParams({ ...values, version: this.#version, writer }),
      headers: { Accept: "application/json", "X-CSRFToken": this.#token() },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
      ...options,
    };
  }

  /** The token of now: signing in again has made a new one. The form's own button needs it too. */
  #token() {
    const field = this.#form.elements.csrfmiddlewaretoken;
    const token = cookie(this.#form.dataset.cookie);
    if (token) field.value = token;
    return field.value;
  }

  #accepted(values, { saved, version, errors }) {
    this.#rejected = {};
    for (const [name, value] of Object.entries(values)) {
      if (name in errors) this.#rejected[name] = value;
      else this.#base[name] = value;
    }
    this.#takeVersion(version);
    this.#markErrors(errors);
    this.#panel("ended").hidden = this.#panel("refused").hidden = true;
    if (this.#isUnsaved) this.#copy.write(JSON.stringify(this.#values), version);
    else this.#copy.drop();
    this.#say(Object.keys(errors).length ? "partly" : "saved", { time: saved });
  }

  #markErrors(errors) {
    for (const line of this.#form.querySelectorAll("[data-error]")) {
      const name = line.dataset.error;
      const field = this.#form.elements[name];
      line.textContent = errors[name] ?? "";
      line.hidden = !(name in errors);
      line.className = line.hidden ? "" : "field-error mb-0";
      field.classList?.toggle("is-invalid", name in errors);
      if (name in errors) field.setAttribute?.("aria-invalid", "true");
      else field.removeAttribute?.("aria-invalid");
    }
  }

  #takeVersion(version) {
    this.#version = version;
    this.#form.elements.version.value = version;
  }

  /** Another tab was faster, or an own save whose answer got lost. */
  #outrun(values, theirs) {
    const { take, clash } = merge(this.#base, values, theirs);
    for (const name of take) if (this.#values[name] === values[name]) this.#put(name, theirs[name]);
    this.#takeVersion(theirs.version);
    if (!clash.length) {
      this.#base = { ...this.#base, ...theirs };
      return this.#plan(0);
    }
    this.#other = { theirs, clash };
    this.#rows("conflict", theirs, clash);
    this.#stop("conflict");
  }

  #decide(take) {
    const { theirs, clash } = this.#other;
    this.#stopped = "";
    this.#base = { ...this.#base, ...theirs };
    this.#panel("conflict").hidden = true;
    if (take) for (const name of clash) this.#put(name, theirs[name]);
    if (this.#dirty.length) return this.#again();
    this.#copy.drop();
    this.#say("");
  }

  #put(name, value = "") {
    const field = this.#form.elements[name];
    field.value = value;
    const source = field instanceof Element ? field : [...field].find(({ checked }) => checked);
    source?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #unreachable() {
    this.#tries += 1;
    const pause = wait(this.#tries);
    this.#say(navigator.onLine === false ? "offline" : "waiting", {
      seconds: Math.round(pause / 1000),
    });
    this.#plan(pause);
  }

  #stop(why, reason = "") {
    clearTimeout(this.#timer);
    this.#stopped = why;
    this.#tries = 0;
    this.#say(why);
    const panel = this.#panel(why);
    const line = panel.querySelector("[data-reason]");
    if (line) line.textContent = reason;
    panel.hidden = false;
    panel.scrollIntoView({ block: "nearest" });
  }

  #panel(name) {
    return this.#form.querySelector(`[data-panel="${name}"]`);
  }

  /** One line for each field: its name and the value. */
  #rows(panel, values, names) {
    const lines = names.map((name) => {
      const line = document.createElement("li");
      line.textContent = `${this.#label(name)}: ${values[name] || this.#form.dataset.textEmpty}`;
      return line;
    });
    this.#panel(panel).querySelector("[data-rows]").replaceChildren(...lines);
  }

  #label(name) {
    const field = this.#form.querySelector(`[name="${name}"]`);
    const label = field.closest(".criterion")?.firstElementChild ?? field.labels[0];
    return label.firstChild.textContent.trim();
  }

  #say(state, values = {}) {
    const line = this.#form.querySelector("[data-state]");
    const words = this.#form.dataset[`text${state.charAt(0).toUpperCase()}${state.slice(1)}`] ?? "";
    line.dataset.state = state;
    line.textContent = words.replace(/\{([a-z]+)\}/g, (whole, name) => values[name] ?? whole);
  }

  /** What an earlier page could not save. */
  #offer() {
    const [copy] = this.#offers;
    this.#panel("copy").hidden = !copy;
    if (!copy) return;
    const values = JSON.parse(copy.text);
    const differing = this.#names.filter((name) => kept(name, values[name]) !== kept(name, this.#values[name]));
    this.#rows("copy", values, differing);
  }

  #answerOffer(take) {
    const values = JSON.parse(this.#offers.shift().text);
    this.#copy.keepAside(this.#offers);
    this.#offer();
    if (take) for (const name of this.#names) this.#put(name, values[name]);
  }

  #pressed(target) {
    const panel = target.closest("[data-panel]")?.dataset.panel;
    if (!panel || !target.matches("button")) return;
    if (panel === "copy") this.#answerOffer("take" in target.dataset);
    else if (panel === "conflict") this.#decide("take" in target.dataset);
    else this.#again();
  }

  /** The button goes on only once everything is saved, so that nobody runs into the own save. */
  async #submit(event) {
    this.#token();
    this.#leaving = true;
    if (!this.#dirty.length && !this.#sending) return;
    event.preventDefault();
    this.#leaving = false;
    if (this.#stopped !== "conflict") this.#stopped = "";
    this.#tries = 0;
    await this.save();
    if (this.#dirty.length && !this.#stopped && !this.#tries) await this.save();
    if (this.#dirty.length) return;
    this.#leaving = true;
    this.#form.requestSubmit(event.submitter);
  }

  /** The page goes out of sight, perhaps for ever: a last try that outlives it. */
  #leave() {
    const values = this.#values;
    if (!this.#dirty.length || this.#sending || this.#stopped || this.#tries) return;
    if (JSON.stringify(values).length > SMALL_ENOUGH_TO_OUTLIVE) return;
    this.#sending = this.#send(values, { keepalive: true }).finally(() => (this.#sending = null));
  }
}

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("form[data-sheet-autosave]")) new Sheet(form);
}
