// Texts that the portal has not acknowledged yet, kept on this device for their writer alone.
// Every page of somebody who is signed in loads this: other people's copies go, and all at sign-out;
// so do the pages that judging/pad_worker.js has kept.

const PREFIX = "tulisan:";
const PAGES = "penilaian:";
const ASIDE = "#aside";
const KNOWN = "#known";

function attempt(deed) {
  try {
    return deed();
  } catch {
    return null; // full, or switched off by the browser
  }
}

export class LocalCopy {
  #key;
  #asideKey;

  constructor(account, path) {
    this.#key = `${PREFIX}${account}:${path}`;
    this.#asideKey = `${this.#key}${ASIDE}`;
  }

  /** False when the device can't keep it. */
  write(text, version) {
    const copy = JSON.stringify({ text, version, at: Date.now() });
    return attempt(() => (localStorage.setItem(this.#key, copy), true)) ?? false;
  }

  drop() {
    attempt(() => localStorage.removeItem(this.#key));
  }

  /** What an earlier page could not save, oldest first; from now on new typing can't replace it. */
  setAside(saved) {
    const found = attempt(() => JSON.parse(localStorage.getItem(this.#key)));
    const aside = attempt(() => JSON.parse(localStorage.getItem(this.#asideKey))) ?? [];
    if (found && found.text !== saved) aside.push(found);
    const offers = aside.filter((copy) => copy.text !== saved);
    this.keepAside(offers);
    this.drop();
    return offers;
  }

  /** Unless something newer lies there by now. */
  dropIf(copy) {
    const found = attempt(() => JSON.parse(localStorage.getItem(this.#key)));
    if (found?.at === copy.at && found.text === copy.text) this.drop();
  }

  /** What the portal has acknowledged, for a page that was kept before. */
  know(text, version) {
    attempt(() => localStorage.setItem(this.#key + KNOWN, JSON.stringify({ text, version })));
  }

  get known() {
    return attempt(() => JSON.parse(localStorage.getItem(this.#key + KNOWN)));
  }

  keepAside(offers) {
    if (!offers.length) attempt(() => localStorage.removeItem(this.#asideKey));
    else attempt(() => localStorage.setItem(this.#asideKey, JSON.stringify(offers)));
  }
}

/** Every copy of this account that waits: where it was written, and what. */
export function copiesOf(account) {
  const own = `${PREFIX}${account}:`;
  const keys = attempt(() => Object.keys(localStorage)) ?? [];
  return keys
    .filter((key) => key.startsWith(own) && !key.endsWith(ASIDE) && !key.endsWith(KNOWN))
    .map((key) => ({
      path: key.slice(own.length),
      copy: attempt(() => JSON.parse(localStorage.getItem(key))),
    }))
    .filter(({ copy }) => copy);
}

function forget(isMeant) {
  attempt(() =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX) && isMeant(key))
      .forEach((key) => localStorage.removeItem(key)),
  );
}

async function forgetPages(own = "") {
  if (!("caches" in window)) return;
  const kept = (await caches.keys()).filter((name) => name.startsWith(PAGES) && name !== own);
  await Promise.all(kept.map((name) => caches.delete(name)));
}

function watch() {
  const account = document.querySelector("[data-signed-in]")?.dataset.signedIn;
  if (account) {
    forget((key) => !key.startsWith(`${PREFIX}${account}:`));
    forgetPages(PAGES + account);
    // A tab may wait with a text until its writer has signed in again in this one.
    new BroadcastChannel("signed-in").postMessage(account);
  }
  for (const { dataset } of document.querySelectorAll("[data-forget-copies]")) {
    forget((key) => key.startsWith(`${PREFIX}${account}:${dataset.forgetCopies}`));
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]") || event.defaultPrevented) return;
    forget(() => true);
    forgetPages();
  });
}

watch();
