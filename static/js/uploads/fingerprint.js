// Tells the same file on another device: SHA-256 of its first and last MiB, as the server computes it.

import { MIB } from "./pace.js";

/** In hexadecimal; empty where the browser can't compute it (pages without HTTPS). */
export async function fingerprint(file) {
  if (!globalThis.crypto?.subtle) return "";
  const parts = new Blob([file.slice(0, MIB), file.slice(Math.max(0, file.size - MIB))]);
  const digest = await crypto.subtle.digest("SHA-256", await parts.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
