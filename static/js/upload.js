// A form[data-upload] gives its file to the tray, which sends it in pieces that a weak link can
// carry (tus 1.0). Without this module the form is an ordinary one.

import { fingerprint } from "./uploads/fingerprint.js";
import { tray } from "./uploads/tray.js";
import { fill, megabytes, textOf } from "./uploads/words.js";

/** Where an upload of the same file is already under way, on this or another device. */
async function underWay(purpose, target, file) {
  const places = document.querySelectorAll(`[data-upload-under-way="${purpose}-${target}"]`);
  const alike = [...places].filter(({ dataset }) => Number(dataset.size) === file.size);
  if (!alike.length) return "";
  const mark = await fingerprint(file).catch(() => "");
  return alike.find(({ dataset }) => mark && dataset.fingerprint === mark)?.dataset.url ?? "";
}

function bind(form) {
  const { purpose, target, maxBytes, doneUrl } = form.dataset;
  const input = form.querySelector("input[type=file]");
  const [send, error] = ["send", "error"].map((name) => form.querySelector(`[data-upload-${name}]`));

  const complain = (sentence) => {
    error.textContent = sentence;
    error.hidden = !sentence;
    input.toggleAttribute("aria-invalid", Boolean(sentence));
  };

  const refresh = () => {
    input.disabled = send.disabled = tray.isSending(purpose, target);
  };

  tray.addEventListener("change", ({ detail: sending }) => {
    const { record, state, sentence } = sending;
    if (record.purpose !== purpose || record.target !== target) return;
    refresh();
    form.dataset.uploadState = state;
    complain(state === "failed" ? sentence : "");
    if (state === "done" && doneUrl) location.assign(doneUrl);
    else if (sending.hasEnded && document.activeElement === document.body) input.focus();
  });

  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file || !tray.isHere) return;
    event.preventDefault();
    if (file.size > Number(maxBytes)) {
      complain(fill(textOf(form, "tooLarge"), { size: megabytes(file.size) }));
      return;
    }
    complain("");
    send.disabled = true;
    const url = await underWay(purpose, target, file);
    await tray.add({ file, purpose, target, url, page: location.pathname });
  });
  refresh();
}

document.querySelectorAll("form[data-upload]").forEach(bind);
