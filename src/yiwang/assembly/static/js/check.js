// Leaving a field asks the server what it would say of it: the very rules that decide on sending, so that both sides
// can never disagree. Nothing is kept by this, and without it the same sentences come on sending.
(() => {
  "use strict";
  const form = document.querySelector("form[data-check]");
  if (!form || !window.fetch) return;
  const field = (name) => name.replace(/\.(year|month|day|new)$/, "");
  let asked = 0;
  form.addEventListener("focusout", async (event) => {
    const input = event.target;
    const name = field(input.name || "");
    const place = form.querySelector(`[data-says="${CSS.escape(name)}"]`);
    if (!place || input.type === "file" || input.closest(".field")?.contains(event.relatedTarget)) return;
    const body = new FormData();
    for (const [key, value] of new FormData(form)) if (typeof value === "string") body.append(key, value);
    body.append("leaving", name);
    const turn = (asked += 1);
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body, credentials: "same-origin" });
      if (answer.ok && turn === asked) place.innerHTML = await answer.text();
    } catch { /* no network: the sentence comes on sending */ }
  });
})();
