// Small courtesies of every page. Plain script under script-src 'self'; each page works without it.
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];

  // Where the eye should go after a form came back: to what is in the way.
  if (!("frozen" in document.body.dataset)) document.getElementById("errors")?.focus();

  document.addEventListener("click", (event) => {
    // A blocked button leads to the reason it is blocked.
    const blocked = event.target.closest("[aria-disabled=true]");
    if (blocked) {
      event.preventDefault();
      const reason = document.getElementById(blocked.getAttribute("aria-describedby"));
      reason?.scrollIntoView({ block: "center" });
    }
    const opener = event.target.closest("[data-open]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.open)?.showModal();
    }
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A form is sent once; the server knows a second time by its token anyway.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (form.dataset.gone) {
      event.preventDefault();
      return;
    }
    form.dataset.gone = "yes";
    setTimeout(() => { delete form.dataset.gone; }, 4000);
  });
  addEventListener("pageshow", () => { for (const form of all("form[data-gone]")) delete form.dataset.gone; });
})();
