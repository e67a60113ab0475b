// Leave quickly (the button, or Shift three times), `g` plus a letter to change rooms, `/` to search. Off while typing.
(() => {
  "use strict";
  const QUICK = 1500, AFTER_G = 900;
  const wayOut = document.querySelector("[data-exit]");
  const roomsOn = document.body.dataset.keys !== "off";
  let shifts = 0, timer = 0, went = 0;

  // The page goes blank first. The address locks the session and leads away, so that Back finds the lock page.
  const leave = () => {
    document.title = "";
    document.body.replaceChildren();
    location.replace(wayOut.href);
  };
  const isTyping = (event) => event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);

  if (wayOut) wayOut.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Shift" && !event.repeat && wayOut) {
      clearTimeout(timer);
      timer = setTimeout(() => { shifts = 0; }, QUICK);
      shifts += 1;
      if (shifts === 3) leave();
    } else if (event.key !== "Shift") {
      shifts = 0;
    }
    if (!roomsOn || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const find = event.key === "/" && document.querySelector("main [data-find], [data-find]");
    if (find) {
      event.preventDefault();
      find.focus();
    } else if (event.key === "g") {
      went = Date.now();
    } else if (went && Date.now() - went < AFTER_G) {
      went = 0;
      document.querySelector(`[data-go="${CSS.escape(event.key)}"]`)?.click();
    }
  });
})();
