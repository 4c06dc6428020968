// The phone app's helper. Pages are always asked for anew: what is personal is never kept on the device. Kept are the
// parts that are the same for everybody (styles, scripts, icons: their names change with their content) and one page
// that says that there is no network.
const KEPT = "yiwang-1";
const OFFLINE = "/offline/";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.add(new Request(OFFLINE, { credentials: "omit" }))));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))))
  );
});

self.addEventListener("fetch", (event) => {
  const asked = event.request;
  if (asked.method !== "GET" || new URL(asked.url).origin !== location.origin) return;
  if (asked.mode === "navigate") {
    event.respondWith(fetch(asked).catch(() => caches.match(OFFLINE)));
  } else if (new URL(asked.url).pathname.startsWith("/static/")) {
    event.respondWith(part(asked));
  }
});

async function part(asked) {
  const there = await caches.match(asked);
  if (there) return there;
  const found = await fetch(asked);
  if (found.ok) (await caches.open(KEPT)).put(asked, found.clone());
  return found;
}
