// Sends the file of a form[data-upload] in pieces that a weak link can carry (tus 1.0).
// Without this module, or without tus, the form is an ordinary one.

const KIB = 1024;
const MIB = 1024 * KIB;
const SMALLEST = 256 * KIB;
const FIRST = MIB;
const LARGEST = 4 * MIB;
const QUICK = 6_000;
const QUICK_IN_A_ROW = 3;
const LONGEST_WAIT = 120_000;
const SILENCE = 60_000;
const SPOKEN_EVERY = 20_000;
const AGAIN = [0, 408, 409, 423, 429, 460];
const STARTS_ANEW = [404, 410, 423];

/** How large the next piece is, and how fast bytes go. Times in milliseconds. */
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

/** Puts values into a text such as "{sent} dari {total} MB". */
export function fill(text, values) {
  return text.replace(/\{([a-z]+)\}/g, (whole, name) => values[name] ?? whole);
}

class Sending {
  #form;
  #file;
  #upload;
  #pace = new Pace();
  #state = "idle";
  #sentence = "";
  #lastNews = 0;
  #chunkStarted = 0;
  #wakeLock = null;

  constructor(form, file) {
    this.#form = form;
    this.#file = file;
    this.#upload = new window.tus.Upload(file, this.#options());
    this.timer = setInterval(() => this.#watch(), 5_000);
  }

  get isUnderWay() {
    return ["sending", "waiting", "offline"].includes(this.#state);
  }

  get isPaused() {
    return this.#state === "paused";
  }

  async begin() {
    const earlier = await this.#upload.findPreviousUploads();
    if (earlier.length) this.#upload.resumeFromPreviousUpload(earlier[0]);
    this.goOn();
  }

  goOn() {
    this.#sentence = "";
    if (navigator.onLine === false) return this.#become("offline");
    this.#become("sending");
    this.#upload.start();
  }

  pause() {
    this.#upload.abort();
    this.#become("paused");
  }

  async cancel() {
    this.#end("cancelled");
    // The server forgets it by itself when it can't be reached now.
    await this.#upload.abort(true).catch(() => {});
  }

  wentOffline() {
    if (!this.isUnderWay) return;
    this.#upload.abort();
    this.#become("offline");
  }

  cameOnline() {
    if (this.#state === "offline") this.goOn();
  }

  #options() {
    const { endpoint, purpose, target } = this.#form.dataset;
    const file = this.#file;
    const mark = ["inovasi", purpose, target, file.name, file.size, file.lastModified].join("-");
    return {
      endpoint,
      metadata: { filename: file.name, purpose, target },
      chunkSize: this.#pace.chunk,
      retryDelays: delays(),
      removeFingerprintOnSuccess: true,
      fingerprint: async () => mark,
      onBeforeRequest: (request) => {
        this.#chunkStarted = performance.now();
        request.setHeader("X-CSRFToken", this.#form.elements.csrfmiddlewaretoken.value);
      },
      onAfterResponse: (request, response) => this.#listen(request, response),
      onShouldRetry: (error) => this.#mayRetry(error),
      onProgress: (sent) => this.#progress(sent),
      onChunkComplete: (size) => this.#chunkPassed(size),
      onSuccess: () => this.#end("done"),
      onError: (error) => this.#fail(error),
    };
  }

  /** A refusal, or a session that ended, must not make tus send everything once more. */
  #listen(request, response) {
    const status = response.getStatus();
    const refusal = response.getHeader("Upload-Refusal");
    if (refusal) {
      this.#sentence = decodeURIComponent(refusal);
      this.#forget();
    }
    if (request.getMethod() !== "HEAD" || STARTS_ANEW.includes(status)) return;
    if (status < 400 || status >= 500) return;
    this.#sentence ||= this.#text(status === 401 || status === 403 ? "signIn" : "failed");
    throw new Error(`upload ended with ${status}`);
  }

  /** Once told why, the same file may be sent anew. */
  async #forget() {
    const { urlStorage } = this.#upload.options;
    for (const { urlStorageKey } of await this.#upload.findPreviousUploads()) {
      urlStorage.removeUpload(urlStorageKey);
    }
  }

  #mayRetry(error) {
    const status = error.originalResponse?.getStatus() ?? 0;
    if (this.#sentence || !shouldTryAgain(status)) return false;
    this.#pace.failed();
    this.#upload.options.chunkSize = this.#pace.chunk;
    this.#become("waiting");
    return true;
  }

  #chunkPassed(size) {
    this.#pace.passed(size, performance.now() - this.#chunkStarted);
    this.#upload.options.chunkSize = this.#pace.chunk;
  }

  #progress(sent) {
    if (this.#state === "waiting") this.#become("sending");
    this.#lastNews = performance.now();
    this.#form.dispatchEvent(
      new CustomEvent("upload:progress", { detail: { sent, words: this.#words(sent) } }),
    );
  }

  #words(sent) {
    const total = this.#file.size;
    const parts = [fill(this.#text("progress"), { sent: megabytes(sent), total: megabytes(total) })];
    const minutes = this.#pace.minutes(total - sent);
    if (sent === total) return this.#text("checking");
    if (minutes !== null) {
      parts.push(minutes > 1 ? fill(this.#text("left"), { minutes }) : this.#text("soon"));
    }
    return parts.join(", ");
  }

  /** A dead line often gives no error: after a minute without news the piece is sent again. */
  #watch() {
    if (this.#state !== "sending" || performance.now() - this.#lastNews < SILENCE) return;
    this.#upload.abort();
    this.#pace.failed();
    this.#upload.options.chunkSize = this.#pace.chunk;
    this.goOn();
  }

  #fail(error) {
    const response = error.originalResponse;
    const said = response?.getHeader("Content-Type")?.startsWith("text/plain");
    const status = response?.getStatus() ?? 0;
    // A page instead of a sentence: the sign-in page, or one that says the token is stale.
    const signedOut = [200, 401, 403].includes(status);
    const words = said ? response.getBody() : this.#text(signedOut ? "signIn" : "failed");
    this.#sentence ||= words || this.#text("failed");
    this.#end("failed");
  }

  #end(state) {
    clearInterval(this.timer);
    this.#become(state);
  }

  #become(state) {
    this.#state = state;
    this.#lastNews = performance.now();
    this.#stayAwake(this.isUnderWay);
    this.#form.dispatchEvent(
      new CustomEvent("upload:state", { detail: { state, sentence: this.#sentence } }),
    );
  }

  /** A phone that falls asleep stops sending. */
  async #stayAwake(wanted) {
    if (wanted && !this.#wakeLock) {
      this.#wakeLock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
    }
    if (!this.isUnderWay) {
      this.#wakeLock?.release();
      this.#wakeLock = null;
    }
  }

  #text(name) {
    return textOf(this.#form, name);
  }
}

function textOf(form, name) {
  return form.dataset[`text${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
}

function megabytes(bytes) {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang || "id", digits).format(bytes / MIB);
}

/** Everything that the form shows while its file is on the way. */
function bind(form) {
  const part = (name) => form.querySelector(`[data-upload-${name}]`);
  const [panel, bar, figures, spoken] = ["panel", "bar", "figures", "spoken"].map(part);
  const [error, pause, cancel, send] = ["error", "pause", "cancel", "send"].map(part);
  const input = form.querySelector("input[type=file]");
  let sending = null;
  let lastSpoken = 0;

  const say = (words) => {
    lastSpoken = performance.now();
    spoken.textContent = words;
  };

  const complain = (sentence) => {
    error.textContent = sentence;
    error.hidden = !sentence;
    input.toggleAttribute("aria-invalid", Boolean(sentence));
  };

  form.addEventListener("upload:progress", ({ detail }) => {
    bar.value = detail.sent;
    figures.textContent = detail.words;
    if (performance.now() - lastSpoken > SPOKEN_EVERY) say(detail.words);
  });

  form.addEventListener("upload:state", ({ detail: { state, sentence } }) => {
    const ended = ["done", "failed", "cancelled"].includes(state);
    panel.hidden = ended && state !== "done";
    input.disabled = send.disabled = !ended || state === "done";
    pause.textContent = textOf(form, state === "paused" ? "goOn" : "pause");
    form.dataset.uploadState = state;
    const words = textOf(form, state);
    if (words && state !== "failed") say((figures.textContent = words));
    complain(state === "failed" ? sentence : "");
    if (!ended) return;
    sending = null;
    if (state === "done") location.assign(form.dataset.doneUrl || location.href);
    else input.focus();
  });

  form.addEventListener("submit", (event) => {
    const file = input.files[0];
    if (!file || sending) return;
    event.preventDefault();
    if (file.size > Number(form.dataset.maxBytes)) {
      complain(fill(textOf(form, "tooLarge"), { size: megabytes(file.size) }));
      return;
    }
    bar.max = file.size;
    bar.value = 0;
    sending = new Sending(form, file);
    sending.begin();
    panel.hidden = false;
    pause.focus();
  });

  pause.addEventListener("click", () => (sending?.isPaused ? sending.goOn() : sending?.pause()));
  cancel.addEventListener("click", () => sending?.cancel());
  addEventListener("offline", () => sending?.wentOffline());
  addEventListener("online", () => sending?.cameOnline());
  addEventListener("beforeunload", (event) => {
    if (sending?.isUnderWay) event.preventDefault();
  });
}

if (typeof document !== "undefined" && window.tus?.isSupported) {
  document.querySelectorAll("form[data-upload]").forEach(bind);
}
