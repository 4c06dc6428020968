// The window's five keys press its buttons. Off where the desk's switch for single keys is off.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    if (document.querySelector("[data-keys]")?.checked === false) return;
    const button = document.querySelector(`[data-press="${CSS.escape(event.key.toLowerCase())}"]`);
    if (button) { event.preventDefault(); button.click(); }
  });
})();
