// Passkeys: turns what the server asks into what the browser's keeper of keys understands, and its answer back into a form.
// A page with such a form works without this file too: the form is hidden then, and the other ways stay.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function asked(options) {
    const wanted = { ...options, challenge: bytes(options.challenge) };
    if (wanted.user) wanted.user = { ...wanted.user, id: bytes(wanted.user.id) };
    for (const list of ["excludeCredentials", "allowCredentials"]) {
      if (wanted[list]) wanted[list] = wanted[list].map((one) => ({ ...one, id: bytes(one.id) }));
    }
    return wanted;
  }

  function answer(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return {
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  async function challenge(form) {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const reply = await fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    return (await reply.json()).request_options;
  }

  async function go(form) {
    const { publicKey } = await challenge(form);
    const way = form.dataset.passkey === "create" ? "create" : "get";
    const credential = await navigator.credentials[way]({ publicKey: asked(publicKey) });
    form.elements.credential.value = JSON.stringify(answer(credential));
    form.submit();
  }

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = form.querySelector("[data-passkey-says]");
      if (said) said.hidden = true;
      go(form).catch(() => { if (said) { said.hidden = false; said.focus(); } });
    });
  });
})();
