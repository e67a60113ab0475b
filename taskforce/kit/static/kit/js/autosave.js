// Autosave: 800 ms after the last key, on leaving a field, on hiding the page. One request in flight, the newest text wins.
// Nothing is stored in the browser. window.keptForms is for the idle lock, which saves before it goes.
(() => {
  "use strict";
  const AFTER_KEY = 800, RETRY = 5000;

  const autosave = (form) => {
    const status = form.querySelector("[data-save-status]");
    const version = form.elements.draft_version;
    let timer = 0, flight = null, isDirty = false, isStopped = false;

    const say = (level, text) => { status.textContent = text; status.parentElement.dataset.level = level; };
    const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
    const typed = () => {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      return data;
    };

    const send = async () => {
      isDirty = false;
      say("saving", status.dataset.saving);
      let reply;
      try {
        reply = await fetch(form.dataset.autosave, {
          method: "POST", body: typed(), credentials: "same-origin", redirect: "error", headers: { "X-Requested-With": "autosave" },
        });
      } catch {
        return lost();
      }
      if (reply.status === 423) return location.assign(`${document.body.dataset.lockUrl}?next=${encodeURIComponent(location.pathname)}`);
      if (reply.status === 401) return location.reload();
      if (reply.status >= 500) return lost();
      const answer = await reply.json().catch(() => ({}));
      if (reply.ok) {
        version.value = answer.draft_version;
        say("saved", status.dataset.saved.replace("{}", answer.saved_at));
      } else {
        isDirty = isStopped = true;
        say("conflict", answer.message ?? status.dataset.lost);
      }
    };
    const lost = () => { isDirty = true; say("lost", status.dataset.lost); later(RETRY); };

    const save = async () => {
      clearTimeout(timer);
      if (flight) return flight;
      if (!isDirty || isStopped) return undefined;
      flight = send();
      await flight;
      flight = null;
      if (isDirty && !isStopped && status.parentElement.dataset.level !== "lost") later(AFTER_KEY);
      return undefined;
    };

    form.addEventListener("input", () => { isDirty = true; later(AFTER_KEY); });
    form.addEventListener("focusout", () => { if (isDirty) save(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
    form.addEventListener("submit", () => { clearTimeout(timer); isDirty = false; isStopped = true; });
    addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
    return async () => { await save(); await save(); isDirty = false; };
  };

  window.keptForms = [...document.querySelectorAll("form[data-autosave]")].map(autosave);
})();
