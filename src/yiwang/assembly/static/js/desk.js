// The desk's keys. Rows are ordinary links, so Tab and Enter do everything this file does.
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const rows = () => all("[data-worklist] tbody tr, [data-rows] tbody tr");
  let on = localStorage.getItem("desk-keys") !== "off"; // single keys can be turned off (WCAG 2.1.4)
  let last = null;

  const here = () => rows().findIndex((row) => row.classList.contains("is-current"));
  function move(step) {
    const list = rows();
    if (!list.length) return document.querySelector(step > 0 ? '[data-key="j"]' : '[data-key="k"]')?.click();
    const old = here(), next = Math.min(list.length - 1, Math.max(0, old + step));
    list[old]?.classList.remove("is-current");
    list[next].classList.add("is-current");
    list[next].querySelector("a")?.focus({ preventScroll: true });
    list[next].scrollIntoView({ block: "nearest" });
  }
  const box = (row) => row?.querySelector('input[type="checkbox"]');
  function count() {
    const many = rows().filter((row) => box(row)?.checked).length, bar = document.querySelector(".bulk");
    if (!bar) return;
    bar.hidden = many === 0;
    bar.querySelectorAll("[data-many]").forEach((place) => { place.textContent = many; });
  }
  function pick(range) {
    const list = rows(), now = here();
    if (!box(list[now])) return;
    const value = !box(list[now]).checked, from = range && last !== null ? Math.min(last, now) : now;
    list.slice(from, (range && last !== null ? Math.max(last, now) : now) + 1).forEach((row) => { if (box(row)) box(row).checked = value; });
    last = now;
    count();
  }
  function verdict(digit) {
    const one = all(".verdicts input")[digit - 1];
    if (one) { one.checked = true; one.focus(); one.dispatchEvent(new Event("change", { bubbles: true })); }
    return Boolean(one);
  }
  const help = () => { const dialog = document.getElementById("keys"); if (dialog && !dialog.open) dialog.showModal(); };
  const open = () => rows()[here()]?.querySelector("a")?.click();
  const search = () => document.querySelector("[data-search]")?.focus();
  const filter = () => document.querySelector(".filters select, .filters input")?.focus();

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form") || document.querySelector("form[data-decision]");
      if (form && !document.querySelector("dialog[open]")) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog, [contenteditable]");
    if (!on || typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (key === "enter") { if (event.target === document.body) open(); return; }
    const acts = { j: () => move(1), k: () => move(-1), "/": search, f: filter, "?": help, x: () => pick(event.shiftKey) };
    if (acts[key]) { event.preventDefault(); acts[key](); }
    else if (/^[1-9]$/.test(key) && verdict(Number(key))) event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys]")) { on = event.target.checked; localStorage.setItem("desk-keys", on ? "on" : "off"); }
    if (event.target.matches("[data-pick-all]")) rows().forEach((row) => { if (box(row)) box(row).checked = event.target.checked; });
    if (event.target.matches("[data-worklist] input[type=checkbox], [data-rows] input[type=checkbox]")) count();
    if (event.target.matches(".verdicts input")) reveal();
  });

  // Fields that belong to one kind of verdict: .only-<effect> (supplement, pause …). Without this file all are shown.
  function reveal() {
    const chosen = document.querySelector(".verdicts input:checked");
    all("[class*=only-]").forEach((part) => {
      const wanted = Boolean(chosen) && part.classList.contains(`only-${chosen.dataset.effect}`);
      part.hidden = !wanted;
      part.querySelectorAll("input, select, textarea").forEach((field) => { field.disabled = !wanted; });
    });
  }

  // A masked value: ask for the purpose, the server writes the record and sends the value, 60 seconds later it is gone.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dialog]"), dialog = button && document.getElementById(button.dataset.dialog);
    if (!dialog) return;
    dialog.querySelectorAll("[data-field-slot]").forEach((slot) => { slot.value = button.dataset.field; });
    dialog.querySelectorAll("#revealed").forEach((place) => place.replaceChildren());
    if (!dialog.open) dialog.showModal();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const place = event.target;
    if (place.id === "rows") count();
    if (place.id !== "revealed") return;
    const shown = place.firstElementChild;
    setTimeout(() => { if (shown?.isConnected) place.replaceChildren(); }, 60000);
  });
  document.addEventListener("close", (event) => event.target.querySelector?.("#revealed")?.replaceChildren(), true);

  all("[data-keys]").forEach((one) => { one.checked = on; });
  reveal();
  count();
})();
