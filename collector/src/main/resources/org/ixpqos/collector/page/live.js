// Listens to what is stored, and knows whether it still hears anything.

const SILENCE = 12000;
const LONGEST_PAUSE = 10000;

/**
 * Calls {@code heard.open} on every new connection: read anew, for events were missed;
 * {@code heard.rounds} with what was stored; {@code heard.state} with whether the line is up.
 */
export function listen(heard) {
  let source = null;
  let lastHeard = 0;
  let pause = 1000;

  function connect() {
    source = new EventSource("api/v1/data/live");
    lastHeard = Date.now();
    source.addEventListener("open", () => {
      pause = 1000;
      alive();
      heard.open();
    });
    source.addEventListener("beat", alive);
    source.addEventListener("rounds", (event) => {
      alive();
      heard.rounds(JSON.parse(event.data));
    });
    source.addEventListener("error", again);
  }

  function alive() {
    lastHeard = Date.now();
    heard.state(true);
  }

  function again() {
    if (!source) return;
    source.close();
    source = null;
    heard.state(false);
    setTimeout(connect, pause * (0.5 + Math.random() / 2));
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }

  setInterval(() => source && Date.now() - lastHeard > SILENCE && again(), 1000);
  document.addEventListener("visibilitychange", () => !document.hidden && Date.now() - lastHeard > SILENCE && again());
  connect();
}
