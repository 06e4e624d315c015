// What forms that save by themselves have in common: one request at a time, with the version that
// was read; words for what is not saved; tries that grow apart; a copy on the device meanwhile.

import { LocalCopy } from "./local-copy.js";

const PATIENCE = 20_000;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;

/** Milliseconds before try number `tries` (from 1): growing, never the same for two people. */
export function wait(tries, random = Math.random) {
  return Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT) * (0.75 + random() / 2);
}

function cookie(name) {
  const pair = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) ?? "";
}

/**
 * A form of its own kind says what `isDirty`, gives its `values` to send, and takes the answers:
 * `accepted` and `outrun` (somebody else was faster). `form.elements.version` goes along.
 */
export class Saving {
  form;
  version;
  copy;
  offers = []; // copies that earlier pages left behind
  stopped = ""; // why nothing is sent until somebody decides
  sending = null;
  tries = 0;
  timer = 0;
  leaving = false;

  constructor(form) {
    this.form = form;
    this.copy = new LocalCopy(form.dataset.account, location.pathname);
  }

  /** Once the own kind is ready: `copied` is what the page shows, as the local copy keeps it. */
  begin(copied) {
    this.offers = this.copy.setAside(copied);
    this.listen();
    this.offer();
    this.form.elements.version.value = this.version;
    if (this.isDirty) this.changed();
  }

  /** Whether leaving would lose something. */
  get isUnsaved() {
    return this.isDirty;
  }

  /** What the local copy keeps. */
  get copied() {
    return this.values;
  }

  listen() {
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.addEventListener("click", ({ target }) => this.pressed(target));
    addEventListener("online", () => this.again());
    addEventListener("offline", () => this.isDirty && this.say("offline"));
    addEventListener("pageshow", () => this.isDirty && this.changed());
    addEventListener("pagehide", () => this.leave());
    addEventListener("beforeunload", (event) => {
      if (this.isUnsaved && !this.leaving) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.again();
      else this.leave();
    });
    new BroadcastChannel("signed-in").addEventListener("message", ({ data }) => {
      if (data === this.form.dataset.account) this.again();
    });
  }

  /** From the first keystroke: a copy at once, a request after a pause. */
  changed() {
    if (!this.isDirty) return;
    const isCopied = this.copy.write(this.copied, this.version);
    if (this.stopped || this.isHeldBack()) return;
    if (!this.tries) this.say(isCopied ? "typing" : "uncopied");
    if (!this.tries && !this.sending) this.plan(this.pause());
  }

  /** A reason of the own kind not to send, said in words. */
  isHeldBack() {
    return false;
  }

  plan(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  /** Somebody is back, signed in or connected. A conflict waits for a decision. */
  again() {
    if (!this.isDirty || this.stopped === "conflict") return;
    this.stopped = "";
    this.tries = 0;
    this.plan(0);
  }

  /** Resolves when nothing is under way any more. */
  async save() {
    clearTimeout(this.timer);
    if (this.sending) return this.sending;
    if (!this.isDirty || this.stopped || this.isHeldBack()) return;
    await (this.sending = this.send(this.values));
    this.sending = null;
    if (this.isDirty && !this.tries) this.changed();
  }

  async send(values, options = {}) {
    this.say("saving");
    let answer;
    try {
      answer = await fetch(location.pathname, this.request(values, options));
    } catch {
      return this.unreachable();
    }
    // A redirect leads to the sign-in page; its place is not shown to scripts.
    if (answer.type === "opaqueredirect" || answer.status === 401) return this.stop("ended");
    if (answer.status >= 500 || answer.status === 429) return this.unreachable();
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    const said = isOurs ? await answer.json().catch(() => null) : null;
    if (!said) return this.notOurs(answer.status);
    this.tries = 0;
    if (answer.ok) this.accepted(values, said);
    else if (answer.status === 409) this.outrun(values, said);
    else this.stop("refused", said);
  }

  request(values, options) {
    const writer = this.form.elements.writer.value;
    return {
      method: "POST",
      body: new URLSearchParams({ ...this.fields(values), version: this.version, writer }),
      headers: { Accept: "application/json", "X-CSRFToken": this.token() },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
      ...options,
    };
  }

  /** The token of now: signing in again has made a new one. The form's own button needs it too. */
  token() {
    const field = this.form.elements.csrfmiddlewaretoken;
    const token = cookie(this.form.dataset.cookie);
    if (token) field.value = token;
    return field.value;
  }

  takeVersion(version) {
    this.version = version;
    this.form.elements.version.value = version;
  }

  unreachable() {
    this.tries += 1;
    const pause = wait(this.tries);
    const seconds = Math.round(pause / 1000);
    this.say(navigator.onLine === false ? "offline" : "waiting", { seconds });
    this.plan(pause);
  }

  /** A page instead of an answer: rights that were lost, an entry that is gone. */
  notOurs(status) {
    this.stop("refused", { reason: `${this.form.dataset.textFailed} (${status})` });
  }

  stop(why, said = {}) {
    clearTimeout(this.timer);
    this.stopped = why;
    this.tries = 0;
    this.say(why, said);
    const panel = this.panel(why);
    const reason = panel.querySelector("[data-reason]");
    if (reason) reason.textContent = said.reason;
    panel.hidden = false;
  }

  panel(name) {
    return this.form.querySelector(`[data-panel="${name}"]`);
  }

  say(state, values = {}) {
    const line = this.form.querySelector("[data-state]");
    const words = this.form.dataset[`text${state.charAt(0).toUpperCase()}${state.slice(1)}`] ?? "";
    line.dataset.state = state;
    line.textContent = words.replace(/\{([a-z]+)\}/g, (whole, name) => values[name] ?? whole);
  }

  pressed(target) {
    const panel = target.closest("[data-panel]")?.dataset.panel;
    if (!panel || !target.matches("button")) return;
    if (panel === "copy") this.answerOffer("take" in target.dataset);
    else if (panel === "conflict") this.decide("take" in target.dataset);
    else this.again();
  }

  /** The button goes on only once everything is saved, so that nobody runs into the own save. */
  async submit(event) {
    this.token();
    this.leaving = true;
    if (!this.isDirty && !this.sending) return;
    event.preventDefault();
    this.leaving = false;
    if (this.stopped !== "conflict") this.stopped = "";
    this.tries = 0;
    await this.save();
    if (this.isDirty && !this.stopped && !this.tries) await this.save();
    if (this.isDirty) return;
    this.leaving = true;
    this.form.requestSubmit(event.submitter);
  }

  /** The page goes out of sight, perhaps for ever: a last try that outlives it. */
  leave() {
    if (!this.isDirty || this.sending || this.stopped || this.tries || this.isTooLargeToOutlive) {
      return;
    }
    const last = this.send(this.values, { keepalive: true });
    this.sending = last.finally(() => (this.sending = null));
  }
}
