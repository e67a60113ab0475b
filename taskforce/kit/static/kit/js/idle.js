// Idle lock: the server decides; here the person is warned two minutes before, what was typed is kept, the page is replaced.
(() => {
  "use strict";
  const WARN = 120, LOOK_EVERY = 5000;
  const { idleSeconds, lockUrl } = document.body.dataset;
  const limit = Number(idleSeconds ?? 0);
  if (!limit || !lockUrl) return;

  const warning = document.getElementById("idle-warning");
  let last = Date.now();
  for (const kind of ["keydown", "pointerdown", "scroll"]) {
    addEventListener(kind, () => { last = Date.now(); }, { passive: true });
  }
  const look = async () => {
    const left = limit - (Date.now() - last) / 1000;
    if (warning) warning.hidden = left > WARN;
    if (left > 0) return;
    clearInterval(looking);
    await Promise.all((window.keptForms ?? []).map((flush) => flush()));
    location.replace(`${lockUrl}?next=${encodeURIComponent(location.pathname + location.search)}`);
  };
  const looking = setInterval(look, LOOK_EVERY);
})();
