// The clock on the hall's screen: counts down by the machine's monotonic clock, goes on below zero.

const LAST = 60; // seconds in which the time stands out
const SPOKEN_AT = new Set([300, 60, 0]);

function shown(seconds) {
  const whole = Math.abs(seconds);
  const rest = String(whole % 60).padStart(2, "0");
  return `${seconds < 0 ? "-" : ""}${Math.floor(whole / 60)}.${rest}`;
}

function run(clock) {
  const total = Number(clock.dataset.stageClock);
  const time = clock.querySelector("[data-clock-time]");
  const toggle = clock.querySelector("[data-clock-toggle]");
  const spoken = clock.querySelector("[data-clock-spoken]");
  let spent = 0;
  let since = null;
  let last = null;

  const left = () => {
    const running = since === null ? 0 : (performance.now() - since) / 1000;
    return Math.ceil(total - spent - running);
  };

  function draw() {
    const seconds = left();
    if (seconds === last) return;
    last = seconds;
    time.textContent = shown(seconds);
    clock.classList.toggle("is-last", seconds <= LAST && seconds > 0);
    clock.classList.toggle("is-over", seconds <= 0);
    if (since !== null && SPOKEN_AT.has(seconds)) {
      spoken.textContent = seconds ? shown(seconds) : spoken.dataset.over;
    }
  }

  function pause() {
    spent += (performance.now() - since) / 1000;
    since = null;
  }

  toggle.addEventListener("click", () => {
    if (since === null) since = performance.now();
    else pause();
    toggle.textContent = since === null ? toggle.dataset.start : toggle.dataset.pause;
    draw();
  });
  clock.querySelector("[data-clock-reset]").addEventListener("click", () => {
    since = null;
    spent = 0;
    toggle.textContent = toggle.dataset.start;
    draw();
  });
  clock.querySelector("[data-clock-buttons]").hidden = false;
  setInterval(draw, 200);
  draw();
}

document.querySelectorAll("[data-stage-clock]").forEach(run);
