// The letter that is open counts as read; without this script its button says so.

const form = document.querySelector("form[data-read]");
const sent = await fetch(location.href, { method: "POST", body: new FormData(form), redirect: "manual" });
if (sent.type === "opaqueredirect") form.hidden = true;
