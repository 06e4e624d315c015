// Words of the tray, which the server wrote into its element as data-text-….

import { MIB } from "./pace.js";

/** Puts values into a text such as "{sent} dari {total} MB". */
export function fill(text, values) {
  return text.replace(/\{([a-z]+)\}/g, (whole, name) => values[name] ?? whole);
}

export function megabytes(bytes) {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang || "id", digits).format(bytes / MIB);
}

export function textOf(element, name) {
  return element.dataset[`text${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
}
