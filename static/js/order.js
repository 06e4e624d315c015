// The page of an order: asks whether its file is there, and begins the download once.

const page = document.querySelector("[data-order]");
const STEP = 1500;
const LONGEST = 15_000;

async function look(pause) {
  let state = page.dataset.order;
  try {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    state = answer.headers.get("Order-State") ?? state;
  } catch {
    // Without a network the page stays as it is, and asks again.
  }
  if (state === page.dataset.order) wait(Math.min(pause * 1.3, LONGEST));
  else location.reload();
}

function wait(pause) {
  setTimeout(() => look(pause), pause);
}

if ("coming" in page.dataset) wait(STEP);
if (page.dataset.begins) {
  // Not before: a browser that is sent on while it loads takes the page for unfinished.
  const begin = () => setTimeout(() => location.assign(page.dataset.begins));
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
