// A form with data-once is sent once: a second click does nothing until the page is shown again.

const sent = new WeakSet();

function buttonsOf(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-once]") || event.defaultPrevented) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  form.setAttribute("aria-busy", "true");
  // After the browser has read the form, so that the clicked button's name and value go along.
  setTimeout(() => {
    for (const button of buttonsOf(form)) button.disabled = true;
  });
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once][aria-busy]")) {
    sent.delete(form);
    form.removeAttribute("aria-busy");
    for (const button of buttonsOf(form)) button.disabled = false;
  }
});
