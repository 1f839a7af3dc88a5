/* Serves a device without a network: a page that cannot be reached is answered with the forms kept on the device
   (/offline/), which hold nothing of a person; files with hashed names come from the device when they are there.
   Nothing else is ever kept: static/offline.js fills the store. */
(function () {
  "use strict";
  var STORE = "portal-shell", PAGE = "/offline/";
  var NOTHING = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">" +
    "<title>没有网络</title><h1>没有网络</h1><p>本机已退出登录，或还没有登录过，离线时不能登记。请联网后登录。</p></html>";

  self.addEventListener("install", function () { self.skipWaiting(); });
  self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });
  function kept(request) {
    return caches.open(STORE).then(function (store) { return store.match(request, { ignoreSearch: true }); });
  }
  self.addEventListener("fetch", function (event) {
    var request = event.request, address = new URL(request.url);
    if (request.method !== "GET" || address.origin !== self.location.origin) return;
    if (request.mode === "navigate") {
      event.respondWith(fetch(request).catch(function () {
        return kept(PAGE).then(function (page) {
          return page || new Response(NOTHING, { headers: { "Content-Type": "text/html; charset=utf-8" } });
        });
      }));
    } else if (address.pathname.indexOf("/static/") === 0) {
      event.respondWith(kept(request).then(function (file) { return file || fetch(request); }));
    }
  });
})();
