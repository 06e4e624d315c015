// One file on its way (tus 1.0), in pieces that a weak link can carry.

import { fingerprint } from "./fingerprint.js";
import { Pace, delays, shouldTryAgain } from "./pace.js";
import { fill, megabytes, textOf } from "./words.js";

const SILENCE = 60_000;
const STARTS_ANEW = [404, 410, 423];

/** Loads tus once, when the first file is sent. */
let loading = null;
function tus(address) {
  loading ??= new Promise((done, fail) => {
    if (window.tus) return done(window.tus);
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.tus);
    script.onerror = () => {
      loading = null;
      script.remove();
      fail(new Error("tus could not be loaded"));
    };
    document.head.append(script);
  });
  return loading;
}

/**
 * States: queued, sending, waiting, offline, paused, then done, failed or cancelled.
 * Tells its listeners by the events "state" and "progress".
 */
export class Sending extends EventTarget {
  state = "queued";
  sentence = "";
  sent = 0;
  /** After signing in again the same file goes on. */
  isOnlySignedOut = false;
  #element;
  #upload = null;
  #preparing = null;
  #pace = new Pace();
  #lastNews = 0;
  #chunkStarted = 0;
  #wakeLock = null;
  #timer = null;

  constructor(record, element) {
    super();
    this.record = record;
    this.#element = element;
  }

  get isUnderWay() {
    return ["sending", "waiting", "offline"].includes(this.state);
  }

  get hasEnded() {
    return ["done", "failed", "cancelled"].includes(this.state);
  }

  /** Sends, from the start or from where it stopped; when it is its turn. */
  async begin() {
    this.sentence = "";
    if (navigator.onLine === false) return this.#become("offline");
    this.#become("sending");
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#watch(), 5_000);
    // Paused and resumed meanwhile, it is still prepared only once, and only one of us starts it.
    if (!this.#upload && this.#preparing) return;
    if (!this.#upload && !(await this.#prepared())) return;
    if (this.state === "sending") this.#upload.start();
  }

  pause() {
    if (this.hasEnded) return;
    this.#upload?.abort();
    this.#become("paused");
  }

  /** Back into the queue: another file may be on its way. */
  resume() {
    if (this.state === "paused") this.#become("queued");
  }

  async cancel() {
    if (this.hasEnded) return;
    this.#end("cancelled");
    // The server forgets it by itself when it can't be reached now.
    await this.#upload?.abort(true).catch(() => {});
  }

  /** Another tab sent it. */
  endedElsewhere(state, sentence) {
    if (this.hasEnded) return;
    this.sentence = sentence;
    this.#end(state);
  }

  wentOffline() {
    if (!this.isUnderWay) return;
    this.#upload?.abort();
    this.#become("offline");
  }

  cameOnline() {
    if (this.state === "offline") this.begin();
  }

  /** Such as "12,4 dari 80,0 MB terkirim, kira-kira 7 menit lagi". */
  get words() {
    const total = this.record.file.size;
    if (this.state === "done") return this.#text("done");
    if (this.state !== "sending") return this.#text(this.state);
    if (this.sent === total) return this.#text("checking");
    const figures = { sent: megabytes(this.sent), total: megabytes(total) };
    const parts = [fill(this.#text("progress"), figures)];
    const minutes = this.#pace.minutes(total - this.sent);
    if (minutes !== null) {
      parts.push(minutes > 1 ? fill(this.#text("left"), { minutes }) : this.#text("soon"));
    }
    return parts.join(", ");
  }

  async #prepared() {
    this.#preparing = this.#prepare();
    const isReady = await this.#preparing;
    this.#preparing = null;
    return isReady;
  }

  async #prepare() {
    try {
      const { Upload } = await tus(this.#element.dataset.tus);
      const mark = await fingerprint(this.record.file).catch(() => "");
      const upload = new Upload(this.record.file, this.#options(mark));
      const earlier = this.record.url ? [] : await upload.findPreviousUploads();
      if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
      this.#upload = upload;
      return true;
    } catch {
      if (!this.isUnderWay) return false;
      this.#become("waiting");
      setTimeout(() => this.state === "waiting" && this.begin(), delays()[2]);
      clearInterval(this.#timer);
      return false;
    }
  }

  #options(mark) {
    const { file, purpose, target, url } = this.record;
    const name = ["inovasi", purpose, target, file.name, file.size, file.lastModified].join("-");
    const metadata = { filename: file.name, purpose, target };
    return {
      endpoint: this.#element.dataset.endpoint,
      uploadUrl: url || null,
      metadata: mark ? { ...metadata, fingerprint: mark } : metadata,
      chunkSize: this.#pace.chunk,
      retryDelays: delays(),
      removeFingerprintOnSuccess: true,
      fingerprint: async () => name,
      onBeforeRequest: (request) => {
        this.#chunkStarted = performance.now();
        const token = this.#element.querySelector("[name=csrfmiddlewaretoken]").value;
        request.setHeader("X-CSRFToken", token);
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
      this.sentence = decodeURIComponent(refusal);
      this.#forget();
    }
    if (request.getMethod() !== "HEAD" || STARTS_ANEW.includes(status)) return;
    if (status < 400 || status >= 500) return;
    this.isOnlySignedOut = status === 401;
    this.sentence ||= this.#text(status === 401 || status === 403 ? "signIn" : "failed");
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
    if (this.sentence || !shouldTryAgain(status)) return false;
    this.#shrink();
    this.#become("waiting");
    return true;
  }

  #shrink() {
    this.#pace.failed();
    this.#upload.options.chunkSize = this.#pace.chunk;
  }

  #chunkPassed(size) {
    this.#pace.passed(size, performance.now() - this.#chunkStarted);
    this.#upload.options.chunkSize = this.#pace.chunk;
  }

  #progress(sent) {
    if (this.state === "waiting") this.#become("sending");
    this.#lastNews = performance.now();
    this.sent = sent;
    this.dispatchEvent(new Event("progress"));
  }

  /** A dead line often gives no error: after a minute without news the piece is sent again. */
  #watch() {
    if (this.state !== "sending" || performance.now() - this.#lastNews < SILENCE) return;
    this.#upload?.abort();
    if (this.#upload) this.#shrink();
    this.begin();
  }

  #fail(error) {
    const response = error.originalResponse;
    const said = response?.getHeader("Content-Type")?.startsWith("text/plain");
    const status = response?.getStatus() ?? 0;
    // A page instead of a sentence: the sign-in page, or one that says the token is stale.
    const signedOut = [200, 401, 403].includes(status);
    this.isOnlySignedOut ||= status === 401 || (signedOut && !said);
    const words = said ? response.getBody() : this.#text(signedOut ? "signIn" : "failed");
    this.sentence ||= words || this.#text("failed");
    this.#end("failed");
  }

  #end(state) {
    clearInterval(this.#timer);
    this.#become(state);
  }

  #become(state) {
    this.state = state;
    this.#lastNews = performance.now();
    this.#stayAwake(this.isUnderWay);
    this.dispatchEvent(new Event("state"));
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
    return textOf(this.#element, name);
  }
}
