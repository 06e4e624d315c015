// Speed, jumps, a smaller version and going on after a broken line for a [data-player]. The
// browser's own controls do the rest.

const PAUSES = [500, 2_000, 5_000, 15_000];
const PLAYS_WELL = 10_000;
const LOOKS_EVERY = 4_000;
const SILENCES = 8; // looks without a byte, until a slow line counts as a broken one

function bind(figure) {
  const video = figure.querySelector("video");
  const tools = figure.querySelector("[data-player-tools]");
  if (!video || !tools || !tools.hidden) return;
  tools.hidden = false;
  const speed = tools.querySelector("[data-player-speed]");
  const quality = tools.querySelector("[data-player-quality]");

  tools.querySelectorAll("[data-player-jump]").forEach((button) => {
    button.addEventListener("click", () => {
      const end = Number.isFinite(video.duration) ? video.duration : Infinity;
      const wanted = video.currentTime + Number(button.dataset.playerJump);
      video.currentTime = Math.min(Math.max(wanted, 0), end);
    });
  });
  speed.addEventListener("change", () => {
    video.defaultPlaybackRate = video.playbackRate = Number(speed.value);
  });
  quality?.addEventListener("change", () => change(video, quality.value));
  goOn(figure, video);
  if (quality && navigator.connection?.saveData) {
    quality.selectedIndex = 1;
    change(video, quality.value);
  }
}

/** Another rendition of the same film, from the same moment on. */
function change(video, address) {
  const { currentTime, paused, playbackRate } = video;
  video.querySelector("source").src = address;
  open(video, { at: currentTime, isPlaying: !paused, rate: playbackRate });
}

/** Asks the portal for the film once more. */
function open(video, { at, isPlaying, rate }) {
  video.load();
  if (!at && !isPlaying) return;
  video.addEventListener(
    "loadedmetadata",
    () => {
      video.currentTime = at;
      video.playbackRate = rate;
      if (isPlaying) video.play().catch(() => {});
    },
    { once: true },
  );
  if (isPlaying) video.preload = "auto";
}

/**
 * A link to the film ends after minutes, a session after hours, a line at any time. Then the portal
 * is asked again, by the same address, and the film goes on where it was.
 */
function goOn(figure, video) {
  const news = figure.querySelector("[data-player-news]");
  const button = figure.querySelector("[data-player-again]");
  const source = video.querySelector("source");
  let place = { at: 0, isPlaying: false, rate: 1 };
  let tries = 0;
  let isBroken = false;
  let calm = null;

  const remember = () => {
    if (isBroken || video.error || !video.readyState) return;
    place = { at: video.currentTime, isPlaying: !video.paused, rate: video.playbackRate };
  };
  ["timeupdate", "seeking", "play", "pause", "ratechange"].forEach((name) => {
    video.addEventListener(name, remember);
  });

  const words = news.querySelector("span");
  const texts = { again: words.textContent, ...news.dataset };
  const say = (name, isStuck) => {
    news.hidden = !name;
    button.hidden = !isStuck;
    if (name) words.textContent = texts[name];
  };
  const again = () => {
    if (isBroken) open(video, place);
  };
  const afresh = () => {
    tries = 0;
    again();
  };

  async function broke() {
    isBroken = true;
    clearTimeout(calm);
    const isSignedOut = await hasSessionEnded(source.src);
    if (tries < PAUSES.length) {
      say(isSignedOut ? "signedOut" : "again", isSignedOut);
      setTimeout(again, PAUSES[tries++]);
    } else {
      say(isSignedOut ? "signedOut" : "stuck", true);
    }
  }
  // A browser that is given something else in the middle of a film often waits without an error.
  let silences = 0;
  video.addEventListener("progress", () => (silences = 0));
  async function look() {
    const waits = video.seeking || (!video.paused && video.readyState < video.HAVE_FUTURE_DATA);
    silences = waits && !isBroken ? silences + 1 : 0;
    if (silences < 2) return;
    if (silences >= SILENCES || (await hasSessionEnded(source.src))) {
      silences = 0;
      if (!isBroken) broke();
    }
  }
  setInterval(look, LOOKS_EVERY);
  video.addEventListener("error", broke);
  source.addEventListener("error", broke);
  button.addEventListener("click", afresh);
  window.addEventListener("online", afresh);
  window.addEventListener("focus", afresh);
  video.addEventListener("canplay", () => {
    if (!isBroken) return;
    isBroken = false;
    say("", false);
    calm = setTimeout(() => (tries = 0), PLAYS_WELL);
  });
}

/** Whether the portal wants to see who is asking, before it hands out anything. */
async function hasSessionEnded(address) {
  try {
    const answer = await fetch(address, { method: "HEAD", redirect: "manual" });
    return answer.type === "opaqueredirect" || answer.status === 401;
  } catch {
    return false;
  }
}

document.querySelectorAll("[data-player]").forEach(bind);
