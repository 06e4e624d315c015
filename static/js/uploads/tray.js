// The tray at the foot of every page of the workspace: the files on their way, one after the other.
// It goes on after reload and navigation; of several tabs, one sends and the others wait.

import { Sending } from "./sending.js";
import * as shelf from "./shelf.js";
import { TrayItem } from "./tray-item.js";
import { fill, textOf } from "./words.js";

const SPOKEN_EVERY = 20_000;

class Tray extends EventTarget {
  #element = document.querySelector("[data-upload-tray]");
  #spoken = this.#element?.querySelector("[data-upload-spoken]");
  #items = new Map();
  #channel = globalThis.BroadcastChannel ? new BroadcastChannel("portal-uploads") : null;
  #asked = false;
  #drives = false;
  #lastSpoken = 0;

  get isHere() {
    return Boolean(this.#element);
  }

  /** Shows what this person left under way, and sends it as soon as no other tab does. */
  async open() {
    if (!this.isHere) return;
    this.#channel?.addEventListener("message", ({ data }) => this.#hear(data));
    addEventListener("offline", () => this.#each((sending) => sending.wentOffline()));
    addEventListener("online", () => this.#each((sending) => sending.cameOnline()));
    addEventListener("beforeunload", (event) => {
      const loose = this.#sendings.some((each) => each.isUnderWay && !each.record.kept);
      if (loose) event.preventDefault();
    });
    await this.#fetch();
    if (this.#items.size) this.#takeTurn();
  }

  /** Takes a file: {file, purpose, target, url, page, doneUrl}; `url` when it only goes on. */
  async add(wanted) {
    const id = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const record = { ...wanted, id, user: this.#element.dataset.user, added: Date.now(), kept: false };
    this.#show(record);
    record.kept = await shelf.keep({ ...record, kept: true });
    if (!this.#items.has(id) || this.#items.get(id).sending.hasEnded) await shelf.drop(id);
    this.#channel?.postMessage({ kind: "added" });
    if (!record.kept) this.#drives = true;
    this.#takeTurn();
    this.#next();
  }

  isSending(purpose, target) {
    return this.#sendings.some(
      ({ record, hasEnded }) =>
        record.purpose === purpose && record.target === target && !hasEnded,
    );
  }

  get #sendings() {
    return [...this.#items.values()].map((item) => item.sending);
  }

  #each(deed) {
    this.#sendings.forEach(deed);
  }

  async #fetch() {
    const records = await shelf.recordsOf(this.#element.dataset.user);
    records.filter((record) => !this.#items.has(record.id)).forEach((record) => this.#show(record));
  }

  #hear({ kind, id, state, sentence, wish }) {
    if (kind === "added") this.#fetch().then(() => this.#drives && this.#next());
    const item = this.#items.get(id);
    if (kind === "ended" && item && !this.#drives) item.sending.endedElsewhere(state, sentence);
    if (kind === "wish" && item && this.#drives) item.sending[wish]();
  }

  /** Holds the turn until this page is left; then another tab has it. */
  #takeTurn() {
    if (this.#asked) return;
    this.#asked = true;
    const mine = async () => {
      this.#drives = true;
      await this.#fetch();
      this.#next();
      return new Promise(() => {});
    };
    if (navigator.locks) navigator.locks.request("portal-uploads", mine);
    else mine();
  }

  #next() {
    if (!this.#drives || this.#sendings.some((sending) => sending.isUnderWay)) return;
    this.#sendings.find((sending) => sending.state === "queued")?.begin();
  }

  #show(record) {
    const sending = new Sending(record, this.#element);
    const item = new TrayItem(sending, this.#element, (wish) => this.#grant(wish, sending));
    this.#items.set(record.id, item);
    sending.addEventListener("state", () => this.#changed(sending));
    sending.addEventListener("progress", () => this.#progressed(sending));
    if (sessionStorage.getItem(`paused-${record.id}`)) sending.pause();
    this.#refresh();
    this.#tell(sending);
  }

  /** The tab that sends does it as well: what is paused or cancelled here stops there. */
  #grant(wish, sending) {
    if (wish === "close") return this.#close(sending.record.id);
    sending[wish]();
    const { id } = sending.record;
    if (!this.#drives) this.#channel?.postMessage({ kind: "wish", id, wish });
  }

  #progressed(sending) {
    if (performance.now() - this.#lastSpoken > SPOKEN_EVERY) this.#say(sending);
  }

  #changed(sending) {
    const { record, state, sentence } = sending;
    if (state === "paused") sessionStorage.setItem(`paused-${record.id}`, "1");
    else sessionStorage.removeItem(`paused-${record.id}`);
    if (sending.hasEnded && !sending.isOnlySignedOut) shelf.drop(record.id);
    if (sending.hasEnded && this.#drives) {
      this.#channel?.postMessage({ kind: "ended", id: record.id, state, sentence });
    }
    if (state === "cancelled") this.#close(record.id);
    this.#say(sending);
    this.#tell(sending);
    this.#refresh();
    if (!sending.isUnderWay) this.#next();
  }

  #say(sending) {
    this.#lastSpoken = performance.now();
    const words = sending.state === "failed" ? sending.sentence : sending.words;
    this.#spoken.textContent = `${sending.record.file.name}: ${words}`;
  }

  #tell(sending) {
    this.dispatchEvent(new CustomEvent("change", { detail: sending }));
  }

  #close(id) {
    const item = this.#items.get(id);
    const hadFocus = item?.hasFocus;
    item?.remove();
    this.#items.delete(id);
    this.#refresh();
    if (hadFocus) (this.#items.values().next().value ?? document.querySelector("main"))?.focus();
  }

  #refresh() {
    const left = this.#sendings.filter((sending) => !sending.hasEnded).length;
    this.#element.hidden = this.#items.size === 0;
    const heading = this.#element.querySelector("[data-upload-heading]");
    const hasFailed = this.#sendings.some((sending) => sending.state === "failed");
    heading.textContent = left
      ? fill(textOf(this.#element, "heading"), { left })
      : textOf(this.#element, hasFailed ? "headingFailed" : "headingDone");
  }
}

export const tray = new Tray();
tray.open();

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-sign-out]")) shelf.clear();
});
