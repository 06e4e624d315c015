// Speed, jumps and a smaller version for a [data-player]. The browser's own controls do the rest.

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
  if (quality && navigator.connection?.saveData) {
    quality.selectedIndex = 1;
    change(video, quality.value);
  }
}

/** Another rendition of the same film, from the same moment on. */
function change(video, address) {
  const { currentTime, paused, playbackRate } = video;
  video.querySelector("source").src = address;
  video.load();
  if (!currentTime && paused) return;
  video.addEventListener(
    "loadedmetadata",
    () => {
      video.currentTime = currentTime;
      video.playbackRate = playbackRate;
      if (!paused) video.play();
    },
    { once: true },
  );
}

document.querySelectorAll("[data-player]").forEach(bind);
