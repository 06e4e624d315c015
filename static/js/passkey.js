// Passkeys: asks the browser's key before a form with data-passkey="create" or "get" is sent.
// The conversions are done by webauthn-json.js, because older phones cannot read JSON options.

async function optionsOf(form) {
  if (!form.dataset.optionsUrl) return JSON.parse(document.getElementById("pilihan-kunci").textContent);
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  return answer.json();
}

async function create(form) {
  const { creation_options: options } = await optionsOf(form);
  const alone = form.elements.passwordless?.checked ?? false;
  Object.assign(options.publicKey.authenticatorSelection, {
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone && { userVerification: "required" }),
  });
  return window.webauthnJSON.create(options);
}

async function get(form) {
  const { request_options: options } = await optionsOf(form);
  return window.webauthnJSON.get(options);
}

function tell(form, words) {
  const place = form.querySelector("[data-passkey-error]");
  place.textContent = words;
  place.hidden = !words;
}

async function send(event) {
  const form = event.target;
  event.preventDefault();
  if (form.getAttribute("aria-busy")) return;
  tell(form, "");
  form.setAttribute("aria-busy", "true");
  try {
    const credential = await (form.dataset.passkey === "create" ? create(form) : get(form));
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    form.removeAttribute("aria-busy");
    tell(form, form.dataset.failed);
  }
}

function start(form) {
  if (window.webauthnJSON?.supported()) {
    form.addEventListener("submit", send);
    form.closest("[data-passkey-only]")?.removeAttribute("hidden");
  } else {
    tell(form, form.dataset.unsupported);
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  }
}

document.querySelectorAll("form[data-passkey]").forEach(start);
