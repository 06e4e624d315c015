// Saves the text of a form[data-autosave] while somebody types, and says in words what is not saved.
// One request at a time; what the portal has not acknowledged is also kept on the device.

import { LocalCopy } from "./local-copy.js";

const PAUSE = 1_500;
const LONGEST_PAUSE = 6_000;
const PATIENCE = 20_000;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
const SMALL_ENOUGH_TO_OUTLIVE = 15_000; // browsers allow 64 KiB, and a letter may take several bytes
// As inovasi/lib/texts.py, so that an own save whose answer was lost is known again.
const PARTING = /[\x0b\x0c\x1c-\x1f\x85\ufeff]/g;
const HIDDEN = /[\x00-\x08\x0e-\x1b\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function cleaned(text) {
  return text.replace(/\r\n?/g, "\n").replace(PARTING, " ").replace(HIDDEN, "");
}

/** Milliseconds before try number `tries` (from 1): growing, never the same for two people. */
export function wait(tries, random = Math.random) {
  return Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT) * (0.75 + random() / 2);
}

function cookie(name) {
  const pair = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) ?? "";
}

class Writing {
  #form;
  #area;
  #version;
  #acknowledged; // the text that the portal has; null when it lacks what the page shows
  #copy;
  #sending = null;
  #unanswered = new Set();
  #timer = 0;
  #firstChange = 0;
  #tries = 0;
  #stopped = ""; // why nothing is sent until somebody decides
  #offers = [];
  #other = null; // what somebody else saved, while a conflict waits
  #leaving = false;

  constructor(form) {
    this.#form = form;
    this.#area = form.querySelector("textarea");
    this.#version = Number(form.dataset.version);
    this.#acknowledged = "unsaved" in form.dataset ? null : this.#area.defaultValue;
    this.#copy = new LocalCopy(form.dataset.account, location.pathname);
    this.#offers = this.#copy.setAside(this.#area.defaultValue);
    this.#listen();
    this.#offer();
    form.elements.version.value = this.#version;
    if (this.#isDirty) this.#changed();
  }

  get #isDirty() {
    return this.#area.value !== this.#acknowledged;
  }

  #listen() {
    this.#area.addEventListener("input", () => this.#changed());
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#form.addEventListener("click", ({ target }) => this.#pressed(target));
    addEventListener("online", () => this.#again());
    addEventListener("offline", () => this.#isDirty && this.#say("offline"));
    addEventListener("pageshow", () => this.#isDirty && this.#changed());
    addEventListener("pagehide", () => this.#leave());
    addEventListener("beforeunload", (event) => {
      if (this.#isDirty && !this.#leaving) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#again();
      else this.#leave();
    });
    new BroadcastChannel("signed-in").addEventListener("message", ({ data }) => {
      if (data === this.#form.dataset.account) this.#again();
    });
  }

  /** From the first keystroke: a copy at once, a request after a pause. */
  #changed() {
    if (!this.#isDirty) return;
    const isCopied = this.#copy.write(this.#area.value, this.#version);
    if (this.#stopped) return;
    if (this.#isTooLong) return this.#sayTooLong();
    if (!this.#tries) this.#say(isCopied ? "typing" : "uncopied");
    if (this.#tries || this.#sending) return;
    this.#firstChange ||= performance.now();
    const patience = this.#firstChange + LONGEST_PAUSE - performance.now();
    this.#plan(Math.max(0, Math.min(PAUSE, patience)));
  }

  get #isTooLong() {
    return this.#area.value.length > Number(this.#form.dataset.longest);
  }

  #sayTooLong() {
    clearTimeout(this.#timer);
    const { longest } = this.#form.dataset;
    this.#say("long", { count: this.#area.value.length, longest });
  }

  #plan(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), pause);
  }

  /** Somebody is back, signed in or connected. A conflict waits for a decision. */
  #again() {
    if (!this.#isDirty || this.#stopped === "conflict") return;
    this.#stopped = "";
    this.#tries = 0;
    this.#plan(0);
  }

  /** Resolves when nothing is under way any more. */
  async save() {
    clearTimeout(this.#timer);
    if (this.#sending) return this.#sending;
    if (!this.#isDirty || this.#stopped || this.#isTooLong) return;
    await (this.#sending = this.#send(this.#area.value));
    this.#sending = null;
    if (this.#isDirty && !this.#tries) this.#changed();
  }

  async #send(text, options = {}) {
    this.#firstChange = 0;
    this.#unanswered.add(cleaned(text));
    this.#say("saving");
    let answer;
    try {
      answer = await fetch(location.pathname, this.#request(text, options));
    } catch {
      return this.#unreachable();
    }
    // A redirect leads to the sign-in page; its place is not shown to scripts.
    if (answer.type === "opaqueredirect" || answer.status === 401) return this.#stop("ended");
    if (answer.status >= 500 || answer.status === 429) return this.#unreachable();
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    const said = isOurs ? await answer.json().catch(() => null) : null;
    if (!said) return this.#notOurs(answer.status);
    this.#tries = 0;
    if (answer.ok) this.#accepted(text, said);
    else if (answer.status === 409) this.#outrun(text, said);
    else this.#stop("refused", said);
  }

  #request(text, options) {
    const writer = this.#form.elements.writer.value;
    return {
      method: "POST",
      body: new URLSearchParams({ text, version: this.#version, writer }),
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

  #accepted(text, { saved, version }) {
    this.#unanswered.clear();
    this.#acknowledged = text;
    this.#takeVersion(version);
    this.#hidePanels();
    if (this.#isDirty) this.#copy.write(this.#area.value, version);
    else this.#copy.drop();
    this.#say("saved", { time: saved });
  }

  #takeVersion(version) {
    this.#version = version;
    this.#form.elements.version.value = version;
  }

  /** Somebody else was faster, unless it was an own request whose answer got lost. */
  #outrun(text, said) {
    if (this.#unanswered.has(said.text)) {
      this.#acknowledged = said.text;
      this.#takeVersion(said.version);
      this.#plan(0);
      return;
    }
    this.#showConflict(said);
  }

  #showConflict({ text, version, actor, moment }) {
    this.#stop("conflict");
    this.#unanswered.clear();
    const panel = this.#panel("conflict");
    panel.querySelector("[data-text]").textContent = text;
    panel.querySelector("[data-actor]").textContent = actor;
    panel.querySelector("[data-moment]").textContent = moment;
    panel.querySelector(".actions").hidden = false;
    this.#other = { text, version };
  }

  /** `take`: the saved text, the own one stays to be copied; else the text of the field. */
  #decide(take) {
    const { text, version } = this.#other;
    const panel = this.#panel("conflict");
    this.#stopped = "";
    this.#takeVersion(version);
    this.#acknowledged = text;
    if (!take) {
      panel.hidden = true;
      return this.#isDirty ? this.#again() : this.#copy.drop();
    }
    const replaced = panel.querySelector("[data-replaced]");
    replaced.querySelector("[data-own]").textContent = this.#area.value;
    replaced.hidden = false;
    panel.querySelector(".actions").hidden = true;
    this.#put(text);
    this.#copy.drop();
    this.#say("");
  }

  #put(text) {
    this.#area.value = text;
    this.#area.dispatchEvent(new Event("input", { bubbles: true }));
    this.#area.focus();
  }

  #unreachable() {
    this.#tries += 1;
    const pause = wait(this.#tries);
    const seconds = Math.round(pause / 1000);
    this.#say(navigator.onLine === false ? "offline" : "waiting", { seconds });
    this.#plan(pause);
  }

  /** A page instead of an answer: rights that were lost, an entry that is gone. */
  #notOurs(status) {
    const reason = this.#form.dataset.textFailed;
    this.#stop("refused", { reason: `${reason} (${status})` });
  }

  #stop(why, said = {}) {
    clearTimeout(this.#timer);
    this.#stopped = why;
    this.#tries = 0;
    this.#say(why, said);
    const panel = this.#panel(why);
    const reason = panel.querySelector("[data-reason]");
    if (reason) reason.textContent = said.reason;
    panel.hidden = false;
  }

  #panel(name) {
    return this.#form.querySelector(`[data-panel="${name}"]`);
  }

  #hidePanels() {
    for (const name of ["ended", "refused"]) this.#panel(name).hidden = true;
    if (this.#panel("conflict").querySelector("[data-replaced]").hidden) {
      this.#panel("conflict").hidden = true;
    }
  }

  #say(state, values = {}) {
    const line = this.#form.querySelector("[data-state]");
    const words = this.#form.dataset[`text${state.charAt(0).toUpperCase()}${state.slice(1)}`] ?? "";
    line.dataset.state = state;
    line.textContent = words.replace(/\{([a-z]+)\}/g, (whole, name) => values[name] ?? whole);
  }

  /** A copy that an earlier page left behind; one after the other. */
  #offer() {
    const panel = this.#panel("copy");
    const [copy] = this.#offers;
    panel.hidden = !copy;
    if (!copy) return;
    const language = document.documentElement.lang || "id";
    const format = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
    panel.querySelector("[data-moment]").textContent = format.format(copy.at);
    panel.querySelector("[data-text]").textContent = copy.text;
  }

  #answerOffer(take) {
    const copy = this.#offers.shift();
    const saved = { text: this.#area.value, version: this.#version };
    this.#copy.keepAside(this.#offers);
    this.#offer();
    if (!take) return;
    if (copy.version !== this.#version) this.#showConflict({ ...saved, actor: "", moment: "" });
    this.#put(copy.text);
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
    if (!this.#isDirty && !this.#sending) return;
    event.preventDefault();
    if (this.#stopped !== "conflict") this.#stopped = "";
    this.#tries = 0;
    await this.save();
    if (this.#isDirty && !this.#stopped && !this.#tries) await this.save();
    if (this.#isDirty) return;
    this.#leaving = true;
    this.#form.requestSubmit(event.submitter);
  }

  /** The page goes out of sight, perhaps for ever: a last try that outlives it. */
  #leave() {
    const text = this.#area.value;
    if (!this.#isDirty || this.#sending || this.#stopped || this.#tries) return;
    if (text.length > SMALL_ENOUGH_TO_OUTLIVE) return;
    this.#sending = this.#send(text, { keepalive: true }).finally(() => (this.#sending = null));
  }
}

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("form[data-autosave]")) new Writing(form);
}
