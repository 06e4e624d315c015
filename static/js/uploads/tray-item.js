// One line of the tray: name, bar, figures and the buttons of one file.

import { textOf } from "./words.js";

export class TrayItem {
  #element;
  #tray;

  /** `wish` is called with what the person wants: "pause", "resume", "cancel" or "close". */
  constructor(sending, tray, wish) {
    this.sending = sending;
    this.#tray = tray;
    const template = tray.querySelector("template").content.firstElementChild;
    this.#element = document.importNode(template, true);
    const { file, page } = sending.record;
    const name = this.#part("name");
    name.textContent = file.name;
    name.href = page;
    const bar = this.#part("bar");
    bar.max = file.size;
    bar.setAttribute("aria-label", file.name);
    this.#part("pause").addEventListener("click", () => {
      wish(sending.state === "paused" ? "resume" : "pause");
    });
    this.#part("cancel").addEventListener("click", () => wish(sending.hasEnded ? "close" : "cancel"));
    sending.addEventListener("state", () => this.#refresh());
    sending.addEventListener("progress", () => this.#refresh());
    this.#refresh();
    tray.querySelector("[data-upload-items]").append(this.#element);
  }

  get hasFocus() {
    return this.#element.contains(document.activeElement);
  }

  focus() {
    this.#part("cancel").focus();
  }

  remove() {
    this.#element.remove();
  }

  #part(name) {
    return this.#element.querySelector(`[data-upload-${name}]`);
  }

  #refresh() {
    const { state, sentence, words, sent, hasEnded } = this.sending;
    const name = this.sending.record.file.name;
    this.#element.dataset.state = state;
    this.#part("bar").value = sent;
    this.#part("bar").hidden = hasEnded;
    this.#part("figures").textContent = state === "failed" ? sentence : words;
    this.#label("pause", state === "paused" ? "goOn" : "pause", name);
    if (hasEnded && document.activeElement === this.#part("pause")) this.focus();
    this.#part("pause").hidden = hasEnded;
    this.#label("cancel", hasEnded ? "close" : "cancel", name);
  }

  #label(part, text, name) {
    const words = textOf(this.#tray, text);
    this.#part(part).textContent = words;
    this.#part(part).setAttribute("aria-label", `${words}: ${name}`);
  }
}
