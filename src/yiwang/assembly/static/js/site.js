// Every page works without this file. It remembers the reader's sizes, opens dialogs, names chosen files,
// says when the network is gone and keeps a form from being sent twice.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const said = (name) => document.getElementById("words")?.dataset[name] || "";
  const keep = (name, value) => {
    document.cookie = `${name}=${value};path=/;max-age=${value ? 31536000 : 0};samesite=lax`;
  };

  // One polite voice: window.say("找到 23 件")
  let pending = 0;
  function say(text) {
    const live = document.getElementById("live");
    if (!live || !text) return;
    live.textContent = "";
    clearTimeout(pending);
    pending = setTimeout(() => { live.textContent = text; }, 60);
  }
  window.say = say;

  // Text size and elder version. The server reads the same cookies, so the next page comes without a jump.
  function show() {
    const size = root.dataset.text || "";
    all("[data-elder-switch]").forEach((one) => one.setAttribute("aria-pressed", root.hasAttribute("data-elder")));
    all("[data-text-size]").forEach((one) => one.setAttribute("aria-pressed", one.dataset.textSize === size));
  }
  function setText(size) {
    if (size) root.dataset.text = size; else delete root.dataset.text;
    keep("text", size);
  }
  function setElder(on) {
    root.toggleAttribute("data-elder", on);
    keep("elder", on ? "1" : "");
    setText(on ? "l" : "");
  }

  // Dialogs: data-open="id" opens, data-close closes; Esc and the return of focus are the browser's work.
  function openDialog(id) {
    const dialog = document.getElementById(id);
    if (dialog && typeof dialog.showModal === "function" && !dialog.open) dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    const hit = (selector) => event.target.closest(selector);
    let one;
    if ((one = hit("[data-elder-switch]"))) { setElder(!root.hasAttribute("data-elder")); show(); say(said(root.hasAttribute("data-elder") ? "elderOn" : "elderOff")); }
    else if ((one = hit("[data-text-size]"))) { setText(one.dataset.textSize); show(); say(one.textContent.trim()); }
    else if ((one = hit("[data-open]"))) { event.preventDefault(); openDialog(one.dataset.open); }
    else if ((one = hit("[data-close]"))) one.closest("dialog")?.close();
    else if ((one = hit("[data-back]"))) history.back();
    else if ((one = hit("[data-print]"))) window.print();
    else if ((one = hit("[data-fill]"))) fill(one);
    else if ((one = hit("[data-copy]"))) navigator.clipboard?.writeText(one.dataset.copy).then(() => say(said("copied")));
  });

  // data-fill="#field" data-value="…": a sample fills the field, the reader still presses the button
  function fill(button) {
    const field = document.querySelector(button.dataset.fill);
    if (!field) return;
    field.value = button.dataset.value;
    (document.querySelector(button.dataset.next || "") || field).focus();
  }

  // A form sent once stays sent: the second press only says so. The server's key is what makes it safe.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-submit-once]");
    if (!form || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); say(said("sending")); return; }
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) setTimeout(() => { button.setAttribute("aria-disabled", "true"); button.dataset.words = button.textContent; button.textContent = said("sending"); }, 300);
    setTimeout(() => unsend(form), 20000);
  });
  function unsend(form) {
    delete form.dataset.sent;
    all("[data-words]", form).forEach((one) => { one.textContent = one.dataset.words; delete one.dataset.words; one.removeAttribute("aria-disabled"); });
  }
  window.addEventListener("pageshow", (event) => { if (event.persisted) all("form[data-sent]").forEach(unsend); });

  // Chosen files: name and size in words, and too large ones before they travel.
  const megabytes = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
    const box = input.closest(".upload, .field");
    let list = box?.querySelector("[data-chosen]");
    if (!list && box) { list = document.createElement("ul"); list.className = "files"; list.dataset.chosen = ""; input.after(list); }
    if (!list) return;
    list.replaceChildren(...[...input.files].map((file) => {
      const row = document.createElement("li"), most = Number(input.dataset.maxMb || 0);
      const large = most && file.size > most * 1048576;
      row.append(Object.assign(document.createElement("span"), { textContent: file.name }), Object.assign(document.createElement("span"), {
        textContent: large ? `${megabytes(file.size)}，${said("tooLarge").replace("%s", most)}` : megabytes(file.size), className: large ? "state state-bad" : "muted" }));
      return row;
    }));
  });
  all(".upload").forEach((box) => {
    const input = box.querySelector('input[type="file"]');
    if (!input) return;
    ["dragover", "dragleave", "drop"].forEach((kind) => box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; input.dispatchEvent(new Event("change", { bubbles: true })); }
    }));
  });

  // Length of a text while it is written: <textarea maxlength> with <p data-count="id">
  document.addEventListener("input", (event) => {
    const field = event.target;
    const place = field.id && document.querySelector(`[data-count="${CSS.escape(field.id)}"]`);
    if (place) place.textContent = `${field.value.length} / ${field.maxLength}`;
  });

  // No network: a banner says so; what was typed stays in the page.
  function network() {
    const banner = document.getElementById("offline");
    if (banner) banner.hidden = navigator.onLine;
  }
  addEventListener("online", () => { network(); say(said("online")); });
  addEventListener("offline", network);

  // htmx: what cannot be fetched is said in words; a region may announce itself by data-say.
  document.addEventListener("htmx:afterSwap", (event) => say(event.target.querySelector?.("[data-say]")?.dataset.say || event.target.dataset?.say));
  ["htmx:sendError", "htmx:timeout"].forEach((kind) => document.addEventListener(kind, () => say(said("unsent"))));

  all("[data-needs-script]").forEach((one) => { one.hidden = false; });
  show();
  network();
  if (!/^#./.test(location.hash)) document.querySelector("[data-focus], .error-summary[tabindex], .error-box[tabindex]")?.focus();
})();

// The portal can be put on a phone's first page. Only there: a desk is not installed, a kiosk forgets.
if ("serviceWorker" in navigator && document.querySelector('link[rel="manifest"]')) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
}
