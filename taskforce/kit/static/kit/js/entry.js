// Typing through a form. It works without: arrows and space choose, a button saves. Nothing moves unless a key was pressed.
(() => {
  "use strict";
  const form = document.querySelector("form[data-entry]");
  if (!form) return;
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  // Where Tab would go after this group.
  const after = (radio) => {
    const fields = [...form.elements].filter((e) => e.tabIndex >= 0 && e.type !== "hidden" && e.checkVisibility());
    const last = fields.findLastIndex((e) => e.name === radio.name);
    return fields[last + 1];
  };

  form.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.querySelector(event.shiftKey ? "button[name=another]" : "button[type=submit].go")?.click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // In a strip a letter chooses and goes on to the next question.
    if (target.type === "radio" && event.key.length === 1) {
      const wanted = [...form.querySelectorAll(`input[name="${CSS.escape(target.name)}"]`)].find((r) => r.dataset.key === plain(event.key));
      if (!wanted) return;
      event.preventDefault();
      wanted.click();
      after(wanted)?.focus();
    }
    // In the line above the indicators Enter ticks the first one shown.
    if (target.matches("[data-narrows]") && event.key === "Enter") {
      event.preventDefault();
      shown(target).find((label) => !label.hidden)?.querySelector("input").click();
      target.value = "";
      narrow(target);
    }
  });

  const shown = (line) => [...form.querySelectorAll(`input[name="${CSS.escape(line.dataset.narrows)}"]`)].map((tick) => tick.closest("label"));
  const narrow = (line) => {
    const words = plain(line.value).split(/\s+/).filter(Boolean);
    for (const label of shown(line)) {
      const said = plain(label.textContent);
      label.hidden = !label.querySelector("input").checked && !words.every((word) => said.includes(word));
    }
  };
  for (const line of form.querySelectorAll("[data-narrows]")) {
    line.hidden = false;
    line.addEventListener("input", () => narrow(line));
  }
})();
