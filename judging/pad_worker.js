// Keeps the score sheets that a judge has opened on this device, so that they open without a network.
// A page is kept only where the portal's answer names its reader (Offline-Account); whatever else is
// "no-store" stays so. static/js/local-copy.js throws the pages away at sign-out.

const PAGES = "penilaian:"; // a cache for each account: penilaian:12
const FILES = "penilaian-berkas"; // styles and scripts, which are nobody's
const OFFLINE = "/penilaian/luring/";
const SHEET = /^\/penilaian\/\d+\/$/;
const BELOW_A_SHEET = /^(\/penilaian\/\d+\/)./;
const PATIENCE = 8_000;
const LIFETIME = 3 * 24 * 3600 * 1000;
const MOST_FILES = 200;
const CLOSED = [403, 404, 410];
const PORTAL_IS_AWAY = [502, 503, 504];

addEventListener("install", (event) => event.waitUntil(prepare()));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.waitUntil(told(event)));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(opened(event, pathname));
  else if (request.method === "GET" && pathname.startsWith("/static/")) event.respondWith(file(event));
});

async function prepare() {
  const page = await fetch(OFFLINE, { credentials: "omit" });
  if (!page.ok) throw new Error(`${OFFLINE}: ${page.status}`);
  const files = await caches.open(FILES);
  const text = await page.clone().text();
  const named = [...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, url]) => url);
  await files.addAll([...new Set(named)]);
  await files.put(OFFLINE, page);
  await skipWaiting();
}

/** The portal's answer; without one what was kept, or a page that says what there is. */
async function opened(event, path) {
  const { request } = event;
  const kept = request.method === "GET" ? await keptPage(path) : undefined;
  const network = fetch(request);
  const settled = network.then((answer) => settle(path, request.method, answer.clone()));
  event.waitUntil(settled.catch(() => {}));
  try {
    const answer = await (kept ? Promise.race([network, impatience()]) : network);
    return kept && PORTAL_IS_AWAY.includes(answer.status) ? kept : answer;
  } catch {
    return kept ?? caches.match(OFFLINE);
  }
}

function impatience() {
  return new Promise((_, fail) => setTimeout(fail, PATIENCE));
}

/** Keeps or drops a page, as the portal's answer says. */
async function settle(path, method, answer) {
  const sheet = BELOW_A_SHEET.exec(path)?.[1];
  if (method !== "GET") {
    // Signed, abstained, a conflict stated: it is no page to fill in any more.
    if (sheet && answer.type === "opaqueredirect") await drop(sheet);
    return;
  }
  if (!SHEET.test(path)) return;
  const account = answer.headers.get("Offline-Account");
  if (answer.ok && account) await keep(path, account, answer);
  else if (answer.ok || CLOSED.includes(answer.status)) await drop(path);
}

async function keep(path, account, answer) {
  const own = PAGES + account;
  for (const name of await pageCaches()) if (name !== own) await caches.delete(name);
  const text = (await answer.text()).replace("data-kept-notice hidden", "data-kept-notice");
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set("Kept-At", Date.now());
  const pages = await caches.open(own);
  await pages.put(path, new Response(text, { headers }));
  for (const { url } of await pages.keys()) await keptPage(new URL(url).pathname); // drops the old
}

async function keptPage(path) {
  for (const name of await pageCaches()) {
    const found = await (await caches.open(name)).match(path, { ignoreVary: true });
    if (found && Date.now() - Number(found.headers.get("Kept-At")) < LIFETIME) return found;
    if (found) await drop(path);
  }
}

async function drop(path) {
  for (const name of await pageCaches()) {
    await (await caches.open(name)).delete(path, { ignoreVary: true });
  }
}

async function pageCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(PAGES));
}

async function file(event) {
  const { request } = event;
  try {
    const answer = await fetch(request);
    if (answer.status === 200) event.waitUntil(keepFile(request.url, answer.clone()));
    return answer;
  } catch (error) {
    const kept = await caches.match(request.url, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

async function keepFile(url, answer) {
  const files = await caches.open(FILES);
  await files.put(url, answer);
  const urls = (await files.keys()).filter((each) => !each.url.endsWith(OFFLINE));
  for (const old of urls.slice(0, -MOST_FILES)) await files.delete(old);
}

/** A page tells what it has loaded, also before this worker stood behind it. */
async function told({ data, source }) {
  const files = await caches.open(FILES);
  for (const url of data.files.filter((each) => new URL(each).pathname.startsWith("/static/"))) {
    if (await files.match(url, { ignoreVary: true })) continue;
    const answer = await fetch(url);
    if (answer.status === 200) await keepFile(url, answer);
  }
  if (!SHEET.test(data.path)) return;
  if (data.isNew || !(await keptPage(data.path))) {
    await settle(data.path, "GET", await fetch(data.path, { redirect: "manual" }));
  }
  if (await keptPage(data.path)) source.postMessage({ kept: data.path });
}
