// Plain script under script-src 'self'. Everything here is an extra: pages work without it.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const body = document.body;
  const token = () => $("input[name=csrfmiddlewaretoken]")?.value ?? "";

  // Leave quickly: the button, or Shift three times. The server locks the session; Back then shows the lock page.
  const leave = () => {
    document.documentElement.hidden = true;
    const form = new FormData();
    form.set("csrfmiddlewaretoken", token());
    navigator.sendBeacon(body.dataset.leaveUrl, form);
    location.replace($("[data-exit]").href);
  };
  let shifts = 0, shiftTimer = 0, going = 0;
  const isTyping = (event) => /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Shift" && $("[data-exit]")) {
      clearTimeout(shiftTimer);
      shiftTimer = setTimeout(() => { shifts = 0; }, 1500);
      shifts += 1;
      if (shifts === 3) leave();
    } else if (event.key !== "Shift") { shifts = 0; }
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "g") { going = Date.now(); return; }
    if (Date.now() - going < 900) { $(`[data-go="${CSS.escape(event.key)}"]`)?.click(); going = 0; }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-exit]")) { event.preventDefault(); leave(); }
    const blocked = event.target.closest(".btn[aria-disabled=true]");
    if (blocked) { event.preventDefault(); document.getElementById(blocked.getAttribute("aria-describedby"))?.scrollIntoView({ block: "center" }); }
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  // Clocks: the server wrote the words; they are kept true every 30 s, and a change of level is said aloud.
  const words = (minutes) => {
    const away = Math.abs(minutes), days = Math.floor(away / 1440), hours = Math.floor(away / 60);
    return days >= 2 ? `${days} d` : hours >= 2 ? `${hours} h` : `${away} min`;
  };
  const tick = () => {
    for (const time of all("time[data-clock]")) {
      const minutes = Math.round((Date.parse(time.dateTime) - Date.now()) / 60000);
      const level = minutes < 0 ? "late" : minutes < 240 ? "soon" : "ok";
      const text = (minutes < 0 ? time.dataset.late : time.dataset.soon).replace("{}", words(minutes));
      if (time.textContent !== text) time.textContent = text;
      const holder = time.closest(".clock");
      if (holder && holder.dataset.level !== level) {
        holder.classList.remove("late", "soon", "ok");
        holder.classList.add(level);
        holder.dataset.level = level;
        if ($("#spoken")) $("#spoken").textContent = text;
      }
    }
  };
  setInterval(tick, 30000);

  // Autosave: 800 ms after the last key and when the page is left; one request at a time, the newest text wins.
  const autosave = (form) => {
    const status = $("[data-save-status]", form), version = form.elements.draft_version;
    let timer = 0, flying = false, dirty = false, stopped = false;
    const say = (text, level) => { status.textContent = text; status.dataset.level = level; };
    const save = async () => {
      clearTimeout(timer);
      if (flying || !dirty || stopped) return;
      flying = true; dirty = false;
      say(status.dataset.saving, "saving");
      try {
        const reply = await fetch(form.dataset.autosave, {
          method: "POST", body: new FormData(form), headers: { "X-Requested-With": "autosave" }, keepalive: true,
        });
        if (reply.status === 401 || reply.status === 423) { location.assign(body.dataset.lockUrl); return; }
        const answer = await reply.json();
        if (reply.ok) { version.value = answer.draft_version; say(status.dataset.saved.replace("{}", answer.saved_at), "saved"); }
        else { stopped = true; say(answer.message, "conflict"); }
      } catch {
        dirty = true;
        say(status.dataset.lost, "lost");
        timer = setTimeout(save, 5000);
      }
      flying = false;
      if (dirty && !stopped) timer = setTimeout(save, 800);
    };
    form.addEventListener("input", () => { dirty = true; clearTimeout(timer); timer = setTimeout(save, 800); });
    form.addEventListener("focusout", save);
    document.addEventListener("visibilitychange", save);
    addEventListener("beforeunload", (event) => { if (dirty && !form.dataset.sent) event.preventDefault(); });
    form.addEventListener("submit", () => { form.dataset.sent = "yes"; clearTimeout(timer); stopped = true; });
    return save;
  };
  const saves = all("form[data-autosave]").map(autosave);

  // A form is sent once; the server would know a second time by its token anyway.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.gone) { event.preventDefault(); return; }
    event.target.dataset.gone = "yes";
    setTimeout(() => { delete event.target.dataset.gone; }, 4000);
  });

  // Idle lock: the server decides; here what was typed is kept and the page is replaced.
  const idle = Number(body.dataset.idleSeconds || 0);
  if (idle) {
    let last = Date.now();
    for (const kind of ["keydown", "pointerdown", "scroll"]) addEventListener(kind, () => { last = Date.now(); }, { passive: true });
    setInterval(async () => {
      const left = idle - (Date.now() - last) / 1000;
      const warning = $("#idle-warning");
      if (warning) warning.hidden = left > 120;
      if (left <= 0) { await Promise.all(saves.map((save) => save())); location.replace(`${body.dataset.lockUrl}?next=${encodeURIComponent(location.pathname)}`); }
    }, 5000);
  }
  $("#errors")?.focus();
})();
