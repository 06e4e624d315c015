// The judge's pages without a network: starts the worker that keeps opened sheets on this device, and
// sends what was filled in meanwhile, also of sheets that are not open now.

import { LocalCopy, copiesOf } from "./local-copy.js";

const pad = document.querySelector("[data-pad]");
const { account, writer, cookie, worker } = pad.dataset;
const isBehindWorker = Boolean(navigator.serviceWorker?.controller);

async function start() {
  await navigator.serviceWorker.register(worker);
  const { active } = await navigator.serviceWorker.ready;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data.kept !== location.pathname) return;
    for (const line of document.querySelectorAll("[data-kept-here]")) line.hidden = false;
  });
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  active.postMessage({ path: location.pathname, isNew: !isBehindWorker, files });
}

function token() {
  const pair = document.cookie.split("; ").find((each) => each.startsWith(`${cookie}=`));
  return pair?.slice(cookie.length + 1) ?? "";
}

/** Sends one copy against the version that it was written at; gives words when somebody must look. */
async function send(path, copy) {
  const answer = await fetch(path, {
    method: "POST",
    body: new URLSearchParams({ ...JSON.parse(copy.text), version: copy.version, writer }),
    headers: { Accept: "application/json", "X-CSRFToken": token() },
    redirect: "manual",
  });
  const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (!isOurs) return "";
  const said = await answer.json();
  if (answer.status === 409) return pad.dataset.textConflict;
  if (!answer.ok) return said.reason;
  if (Object.keys(said.errors).length) return Object.values(said.errors).join(" ");
  const local = new LocalCopy(account, path);
  local.know(copy.text, said.version);
  local.dropIf(copy);
  return pad.dataset.textSent;
}

function tell(path, words) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = path;
  link.textContent = document.querySelector(`main a[href="${path}"]`)?.textContent || path;
  line.append(link, ` ${words}`);
  pad.querySelector("[data-rows]").append(line);
  pad.querySelector("[data-unsent]").hidden = false;
}

let isSending = false;

async function sendAll() {
  const waiting = copiesOf(account).filter(({ path }) => path !== location.pathname);
  if (isSending || !waiting.length || navigator.onLine === false) return;
  isSending = true;
  pad.querySelector("[data-rows]").replaceChildren();
  for (const { path, copy } of waiting) {
    if (!path.startsWith("/penilaian/")) continue;
    const words = await send(path, copy).catch(() => "");
    tell(path, words || pad.dataset.textWaiting);
  }
  isSending = false;
}

if (navigator.serviceWorker) {
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
}
addEventListener("online", sendAll);
sendAll();
