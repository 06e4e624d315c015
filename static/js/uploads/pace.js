// How large the next piece of an upload is, and when to try again. No page, no network.

const KIB = 1024;
export const MIB = 1024 * KIB;
export const SMALLEST = 256 * KIB;
export const FIRST = MIB;
export const LARGEST = 4 * MIB;
const QUICK = 6_000;
const QUICK_IN_A_ROW = 3;
const LONGEST_WAIT = 120_000;
const AGAIN = [0, 408, 409, 423, 429, 460];

/** Grows while pieces pass quickly, shrinks when one fails. Times in milliseconds. */
export class Pace {
  chunk = FIRST;
  rate = 0;
  #quick = 0;

  passed(bytes, duration) {
    const now = bytes / Math.max(duration, 1);
    this.rate = this.rate ? 0.7 * this.rate + 0.3 * now : now;
    this.#quick = duration < QUICK ? this.#quick + 1 : 0;
    if (this.#quick < QUICK_IN_A_ROW) return;
    this.#quick = 0;
    this.chunk = Math.min(2 * this.chunk, LARGEST);
  }

  failed() {
    this.#quick = 0;
    this.chunk = SMALLEST;
  }

  /** Whole minutes for so many bytes; null while nothing is known. */
  minutes(bytes) {
    return this.rate ? Math.ceil(bytes / this.rate / 60_000) : null;
  }
}

/** Pauses before the next try: growing, never the same for two people, without an end. */
export function delays(random = Math.random) {
  return Array.from(
    { length: 10_000 },
    (_, n) => Math.min(1000 * 2 ** Math.min(n, 20), LONGEST_WAIT) * (0.5 + random() / 2),
  );
}

export function shouldTryAgain(status) {
  return AGAIN.includes(status) || (status >= 500 && status !== 507);
}
