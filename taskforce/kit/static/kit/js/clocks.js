// Clocks: the server wrote the words; here they are kept true. Only a change of level is said aloud.
(() => {
  "use strict";
  const spoken = document.getElementById("spoken");

  const { unitMin = "{} min", unitH = "{} h", unitD = "{} d" } = document.body.dataset;

  const words = (minutes) => {
    const away = Math.abs(minutes);
    if (away >= 2880) return unitD.replace("{}", Math.floor(away / 1440));
    return away >= 120 ? unitH.replace("{}", Math.floor(away / 60)) : unitMin.replace("{}", away);
  };
  const levelOf = (minutes) => {
    if (minutes < 0) return "late";
    return minutes < 240 ? "soon" : "ok";
  };
  const tick = () => {
    for (const time of document.querySelectorAll("time[data-clock]")) {
      const minutes = Math.round((Date.parse(time.dateTime) - Date.now()) / 60000);
      const level = levelOf(minutes);
      const text = (level === "late" ? time.dataset.late : time.dataset.soon).replace("{}", words(minutes));
      if (time.textContent !== text) time.textContent = text;
      const clock = time.closest(".clock");
      if (!clock || clock.dataset.level === level) continue;
      clock.classList.remove("late", "soon", "ok");
      clock.classList.add(level);
      clock.dataset.level = level;
      const use = clock.querySelector("use");
      const icon = { late: "triangle-alert", soon: "clock", ok: "calendar" }[level];
      use?.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
      if (spoken) spoken.textContent = clock.textContent.trim();
    }
  };
  // A frozen page (tests, print) says so; its clocks stand still.
  if (!("frozen" in document.body.dataset)) setInterval(tick, 30000);
})();
