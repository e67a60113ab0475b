// Idle lock: the server decides. Here the person is warned two minutes before, what was typed is kept, and the page is
// replaced: a cover would leave its text in the document. Open windows of one sign-in count as one screen.
(() => {
  "use strict";
  const WARN = 120, LOOK_EVERY = 1000, TELL_EVERY = 5000, SAY_HERE_EVERY = 60000;
  const { hereUrl, idleSeconds, lockUrl } = document.body.dataset;
  const limit = Number(idleSeconds ?? 0);
  if (!limit || !lockUrl) return;

  const warning = document.getElementById("idle-warning");
  const windows = new BroadcastChannel("screen");
  let last = Date.now(), told = 0, said = Date.now(), isLocking = false;

  // The text goes first, then the address: a lost connection may not keep it on the screen.
  const replace = () => {
    const back = encodeURIComponent(location.pathname + location.search);
    document.body.replaceChildren();
    location.replace(`${lockUrl}?next=${back}`);
  };
  const lock = async () => {
    if (isLocking) return;
    isLocking = true;
    await Promise.all((window.keptForms ?? []).map((flush) => flush()));
    windows.postMessage("locked");
    replace();
  };
  const sayHere = async () => {
    said = Date.now();
    const answer = await fetch(hereUrl, { redirect: "manual" }).catch(() => null);
    if (answer?.type === "opaqueredirect" || answer?.status === 401) replace();
  };
  const moved = () => {
    const now = Date.now();
    if (isLocking || now - last > limit * 1000) return;
    last = now;
    if (now - told > TELL_EVERY) {
      told = now;
      windows.postMessage("moved");
    }
    if (now - said > Math.min(SAY_HERE_EVERY, limit * 250)) sayHere();
  };
  const look = () => {
    const left = limit - (Date.now() - last) / 1000;
    if (warning) warning.hidden = left > Math.min(WARN, limit / 2);
    if (left <= 0) lock();
  };

  for (const kind of ["keydown", "pointerdown", "scroll"]) addEventListener(kind, moved, { passive: true });
  windows.addEventListener("message", ({ data }) => {
    if (data === "moved") last = Date.now();
    if (data === "locked") lock();
  });
  // After sleep, and on coming back to the window, the first look is at the clock.
  document.addEventListener("visibilitychange", look);
  // A page the browser kept whole is asked for again: what may be seen is the server's to say.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.body.replaceChildren();
    location.reload();
  });
  setInterval(look, LOOK_EVERY);
})();
