// A terminal nobody touches asks whether somebody is there, then wipes. Touching keeps the session alive.
(() => {
  "use strict";
  const bar = document.querySelector("[data-kiosk]"), dialog = document.getElementById("kiosk-idle");
  if (!bar) return;
  const idle = Number(bar.dataset.idle), warn = Number(bar.dataset.warn), left = dialog?.querySelector("[data-left]");
  let touched = Date.now(), told = Date.now();
  const touch = () => {
    touched = Date.now();
    if (touched - told > 45000) { told = touched; fetch(`${bar.dataset.kiosk}alive/`, { credentials: "same-origin" }).catch(() => {}); }
  };
  ["pointerdown", "keydown", "input", "scroll"].forEach((kind) => addEventListener(kind, touch, { passive: true, capture: true }));
  dialog?.addEventListener("close", touch);
  setInterval(() => {
    const rest = idle - Math.floor((Date.now() - touched) / 1000);
    if (rest <= 0) location.replace(`${bar.dataset.kiosk}end/`);
    else if (rest <= warn) { if (left) left.textContent = String(rest); if (dialog && !dialog.open) dialog.showModal(); }
    else if (dialog?.open) dialog.close();
  }, 1000);
})();
