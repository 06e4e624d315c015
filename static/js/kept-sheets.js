// The page without a network lists the score sheets that lie on this device (judging/pad_worker.js).

async function sheets() {
  const found = [];
  for (const name of (await caches.keys()).filter((each) => each.startsWith("penilaian:"))) {
    const pages = await caches.open(name);
    for (const request of await pages.keys()) {
      const text = await (await pages.match(request, { ignoreVary: true })).text();
      const page = new DOMParser().parseFromString(text, "text/html");
      found.push({ path: new URL(request.url).pathname, title: page.querySelector("h1")?.textContent });
    }
  }
  return found;
}

function line({ path, title }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  item.className = "row-item";
  link.href = path;
  link.textContent = title || path;
  item.append(link);
  return item;
}

const found = "caches" in window ? await sheets() : [];
document.querySelector("[data-kept-sheets]").replaceChildren(...found.map(line));
document.querySelector("[data-some]").hidden = !found.length;
document.querySelector("[data-none]").hidden = found.length > 0;
