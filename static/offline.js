/* Work without a network: a form that cannot be sent is sealed and kept on this device until it can (offline-send.js).
   Each entry belongs to an account and is sealed with the key in the form; only that account, signed in, gets the key
   that opens it (kernel/upkeep/devices.py).  In the clear an entry says what kind of form it is, when it was written
   and how large it is. */
(function () {
  "use strict";
  var STORE = "portal-shell", REFRESH = 3600000, INFO = "portal: what a device keeps";
  var WRAPPING = ["csrfmiddlewaretoken", "_author"]; /* of the present session, which the sending one need not be */
  var CANNOT = {
    plain: "本站没有启用 HTTPS，浏览器不允许离线保存；没有网络时请先记在纸上。",
    old: "这个浏览器不能离线保存；没有网络时请先记在纸上，或换用手机自带浏览器。"
  };
  var FULL = "手机存储已满，这一份没有存下，填写的内容和照片还在本页，请不要关闭。请到有网络的地方提交，或清理手机空间后再点一次。";
  var KEPT = "没有网络，已存在本机，联网后上传。还没有登记，编号以上传成功后为准。";
  var LARGE = "照片和文件太大，上传时不会被接收，没有存下，内容还在本页；请减少照片，分几份登记。";
  var meta = document.querySelector('meta[name="offline"]');
  if (!meta) return;
  var account = meta.getAttribute("data-account"), page = meta.getAttribute("data-page"), listeners = [], opened = null;
  var cannot = !window.isSecureContext ? CANNOT.plain
    : !window.indexedDB || !window.crypto || !crypto.subtle || !window.TextEncoder ? CANNOT.old : "";

  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }
  function remember(name, value) { try { localStorage.setItem(name, value); } catch (error) { /* storage is switched off */ } }
  function isLocked() { return Date.now() - (+recall("offline-seen") || 0) > meta.getAttribute("data-minutes") * 60000; }
  function unlock() { remember("offline-seen", Date.now()); }
  function recall(name) { try { return localStorage.getItem(name); } catch (error) { return null; } }

  /* ---------- the store ---------- */
  function database() {
    if (!opened) opened = new Promise(function (done, failed) {
      var asked = indexedDB.open("portal-offline", 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore("entries", { keyPath: "id" }); };
      asked.onsuccess = function () { done(asked.result); };
      asked.onerror = function () { opened = null; failed(asked.error); };
    });
    return opened;
  }
  function within(mode, act) {
    return database().then(function (found) {
      return new Promise(function (done, failed) {
        var work = found.transaction("entries", mode), asked = act(work.objectStore("entries"));
        work.oncomplete = function () { done(asked.result); };
        work.onabort = work.onerror = function () { failed(work.error || asked.error || new Error("not kept")); };
      });
    });
  }
  function entries() { return cannot ? Promise.resolve([]) : within("readonly", function (store) { return store.getAll(); }); }
  /* the other windows tell of it too */
  var windows = window.BroadcastChannel ? new BroadcastChannel("portal-offline") : null;
  function changed(found) { if (windows) windows.postMessage("changed"); return found; }
  if (windows) windows.onmessage = function () { show(); };
  function put(entry) { return within("readwrite", function (store) { return store.put(entry); }).then(changed); }
  /* what became of an entry, unless it was mended, kept anew or taken away meanwhile */
  function update(entry) {
    return within("readwrite", function (store) {
      var asked = store.get(entry.id);
      asked.onsuccess = function () { if (asked.result && isWaiting(asked.result) && asked.result.at === entry.at) store.put(entry); };
      return asked;
    }).then(changed);
  }
  function drop(id) { return cannot || !id ? Promise.resolve() : within("readwrite", function (store) { return store.delete(id); }).then(changed).then(show); }
  function isWaiting(entry) { return entry.state !== "sent" && entry.state !== "draft"; }
  function own() {
    return entries().then(function (found) {
      return found.filter(function (entry) { return isWaiting(entry) && entry.account === account; });
    });
  }

  /* ---------- sealing: a key of its own for each entry, agreed with the account's key ---------- */
  function bytesOf(text) {
    var raw = atob(text), found = new Uint8Array(raw.length);
    for (var at = 0; at < raw.length; at++) found[at] = raw.charCodeAt(at);
    return found;
  }
  function agree(privateKey, publicKey, use) {
    return crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, privateKey, 256).then(function (bits) {
      return crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
    }).then(function (secret) {
      var by = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: new TextEncoder().encode(INFO) };
      return crypto.subtle.deriveKey(by, secret, { name: "AES-GCM", length: 256 }, false, [use]);
    });
  }
  function place(entry) { return new TextEncoder().encode(entry.account + " " + entry.id); }
  function seal(entry, key, content) {
    var curve = { name: "ECDH", namedCurve: "P-256" };
    return Promise.all([
      crypto.subtle.generateKey(curve, false, ["deriveBits"]),
      crypto.subtle.importKey("raw", bytesOf(key), curve, false, [])
    ]).then(function (found) {
      return Promise.all([agree(found[0].privateKey, found[1], "encrypt"), crypto.subtle.exportKey("raw", found[0].publicKey)]);
    }).then(function (found) {
      entry.key = key;
      entry.mine = found[1];
      entry.nonce = crypto.getRandomValues(new Uint8Array(12));
      return crypto.subtle.encrypt({ name: "AES-GCM", iv: entry.nonce, additionalData: place(entry) }, found[0], content);
    }).then(function (sealed) {
      entry.sealed = sealed;
      return entry;
    });
  }
  /* what a form holds as one piece: the length of the head, the head (address, fields, files), the files */
  function packed(address, fields, files) {
    var told = files.map(function (file) { return { field: file[0], name: file[1].name, type: file[1].type, size: file[1].size }; });
    var head = new TextEncoder().encode(JSON.stringify({ address: address, fields: fields, files: told }));
    var parts = [new Uint32Array([head.length]), head].concat(files.map(function (file) { return file[1]; }));
    return new Response(new Blob(parts)).arrayBuffer();
  }

  /* ---------- a form is kept ---------- */
  /* resolves when it is there; is refused with the sentence that says why it is not */
  function keep(form, data) {
    var fields = [], files = [], size = 0, id = "";
    if (cannot) return Promise.reject(cannot);
    data.forEach(function (value, name) {
      if (name === "_submission") id = value;
      else if (value instanceof File && !value.name && !value.size) fields.push([name, ""]); /* none chosen: as a form sends it */
      else if (value instanceof File) { files.push([name, value]); size += value.size; }
      else if (WRAPPING.indexOf(name) < 0) { fields.push([name, value]); size += value.length * 3; }
    });
    if (size > +form.getAttribute("data-most")) return Promise.reject(LARGE);
    var entry = { id: id, account: form.getAttribute("data-offline"), kind: form.getAttribute("data-kind"), at: Date.now(), files: files.length, size: size, state: "waiting" };
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    return packed(form.getAttribute("action"), fields, files).then(function (content) {
      return seal(entry, form.getAttribute("data-seal"), content);
    }).then(put).then(function () {
      if (!isLocked()) unlock();
      return show();
    }, function () { throw FULL; });
  }
  /* a form of an ordinary page, whose network went away: its place says where it is now */
  function keepInstead(form, data, complain) {
    return keep(form, data).then(function () {
      var told = document.createElement("div"), again = document.createElement("a"), words = document.createElement("p");
      words.textContent = KEPT;
      again.href = form.getAttribute("action");
      again.textContent = "再记一份";
      told.className = "ht-callout is-warn";
      told.setAttribute("role", "status");
      told.setAttribute("data-kept", "");
      told.tabIndex = -1;
      words.className = "mb-0 grow";
      told.appendChild(words);
      told.appendChild(again);
      form.parentNode.replaceChild(told, form);
      scrollTo(0, 0);
      told.focus();
    }, complain);
  }

  /* a form in the dialog: the dialog closes, the page says where it is now */
  document.addEventListener("htmx:sendError", function (event) {
    var form = event.detail.elt, body = document.getElementById("modal-body");
    if (!form.matches("form[data-offline]") || cannot) return;
    keep(form, new FormData(form)).then(function () {
      window.bootstrap.Modal.getOrCreateInstance(document.getElementById("modal")).hide();
      window.portal.complain(KEPT);
    }, function (why) { if (body.contains(form)) window.portal.complainAt(body.querySelector(".modal-body"), why); });
  });

  /* ---------- the line under the head ---------- */
  function tell(words, tone) {
    var bar = document.querySelector("[data-net]");
    if (!bar) return;
    var place = bar.querySelector("[data-net-words]"), state = /^[^，。]*/.exec(words)[0];
    bar.classList.toggle("is-ok", tone === "ok");
    bar.querySelector("i").className = "bi bi-" + (navigator.onLine === false ? "wifi-off" : tone === "ok" ? "cloud-check" : "cloud-arrow-up");
    if (place.textContent !== words) {
      place.textContent = words.slice(state.length);
      place.insertBefore(part("b", "", state), place.firstChild);
    }
    bar.hidden = !words;
  }
  function show() {
    return own().then(function (waiting) {
      var link = document.querySelector("[data-net-waiting]"), n = waiting.length, may = !!document.querySelector("form[data-offline]");
      var refused = waiting.filter(function (entry) { return entry.state === "refused"; }).length;
      if (link) { link.hidden = !n; link.textContent = "待上传 " + n; }
      if (navigator.onLine === false) {
        tell(cannot && may ? "没有网络。" + cannot : may ? "没有网络，可以照常填写，存在本机" : "没有网络" + (n ? "，联网后自动上传" : "，内容可能不是最新的"));
      } else tell(!n ? "" : refused ? "有 " + refused + " 份没有通过，需要修改" : "存在本机，还没有登记");
      listeners.forEach(function (act) { act(); });
      return waiting;
    }).catch(function () { return []; }); /* the browser refuses its store: nothing was kept in it */
  }

  /* ---------- the page for later, and the script that brings it ---------- */
  function refresh() {
    var known = (recall("offline-page") || "").split(" ");
    if (cannot || !account || !window.caches || !navigator.serviceWorker) return Promise.resolve();
    if (known[0] && known[0] !== account) return forgetPage().then(refresh); /* nobody writes on the page of another account */
    if (!page) return Promise.resolve();
    var serving = navigator.serviceWorker.register(meta.getAttribute("data-worker")).then(function () { return navigator.serviceWorker.ready; });
    var version = document.querySelector('script[src*="offline"]').src;
    if (known[0] === account && known[1] === version && Date.now() - known[2] < REFRESH) return serving;
    return fetch(page, { cache: "no-store", redirect: "manual" }).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) {
      var found = new DOMParser().parseFromString(text, "text/html"), told = found.querySelector('meta[name="offline"]');
      if (!told || told.getAttribute("data-account") !== account) return null;
      var files = told.getAttribute("data-files").split(" ");
      ["script[src]", 'link[rel="stylesheet"]', "link[rel=icon]"].forEach(function (kind) {
        Array.prototype.forEach.call(found.querySelectorAll(kind), function (part) { files.push(part.getAttribute("src") || part.getAttribute("href")); });
      });
      return caches.open(STORE).then(function (store) {
        return store.keys().then(function (kept) {
          var names = kept.map(function (request) { return new URL(request.url).pathname; });
          var old = kept.filter(function (request, at) { return names[at] !== page && files.indexOf(names[at]) < 0; });
          return store.addAll(files.filter(function (file, at) { return files.indexOf(file) === at && names.indexOf(file) < 0; }))
            .then(function () { return store.put(page, new Response(text, { headers: { "Content-Type": "text/html; charset=utf-8" } })); })
            .then(function () { return Promise.all(old.map(function (request) { return store.delete(request); })); })
            .then(function () { remember("offline-page", [account, version, Date.now()].join(" ")); return serving; });
        });
      });
    }).catch(function () { /* no network just now, or no room: the next page tries again */ });
  }

  /* ---------- signing out ---------- */
  function forgetPage() {
    remember("offline-page", "");
    return window.caches ? caches.delete(STORE).catch(function () { /* none was kept */ }) : Promise.resolve();
  }
  function leave(form) {
    remember("offline-seen", 0);
    try { sessionStorage.removeItem("offline-window"); } catch (error) { /* nothing was kept there */ }
    forgetPage().then(function () { form.submit(); });
  }
  function part(tag, css, words) {
    var made = document.createElement(tag);
    made.className = css;
    if (words) made.textContent = words;
    if (tag === "button") made.type = "button";
    return made;
  }
  function ask(form, n) {
    var box = document.getElementById("modal"), body = document.getElementById("modal-body"), head = part("div", "modal-header"), foot = part("div", "modal-footer");
    var title = part("h2", "modal-title", "还有没上传的内容"), first = part("a", "btn btn-primary", "先去上传"), out = part("button", "btn btn-refuse", "仍然退出"), stay = part("button", "btn btn-plain", "取消");
    title.id = "modal-title";
    first.href = page || "/offline/";
    stay.setAttribute("data-bs-dismiss", "modal");
    out.addEventListener("click", function () { leave(form); });
    head.appendChild(title);
    [first, out, stay].forEach(function (one) { foot.appendChild(one); });
    body.textContent = "";
    body.appendChild(head);
    body.appendChild(part("div", "modal-body", "本机还有 " + n + " 份没有上传，还没有登记。退出后它们加密留在本机，您下次在这部手机（电脑）上登录后才能上传。"));
    body.appendChild(foot);
    window.bootstrap.Modal.getOrCreateInstance(box).show();
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (cannot || !form.matches("form[data-signs-out]")) return;
    event.preventDefault();
    own().catch(function () { return []; }).then(function (waiting) {
      if (!waiting.length) { leave(form); return; }
      ask(form, waiting.length);
      setTimeout(function () { window.portal.letGo(form); }, 0);
    });
  });

  /* ---------- start ---------- */
  function send() { if (window.portalOffline.send) window.portalOffline.send(); }
  function start() {
    all("[data-cannot-keep]").forEach(function (told) {
      told.textContent = cannot;
      told.hidden = !cannot || !document.querySelector("form[data-offline]");
    });
    if (cannot) { show(); return; }
    if (!document.querySelector("[data-list]")) unlock(); /* a page of a session that lasts */
    show().then(function (waiting) {
      if (!waiting.length || window.portalOffline.send) return send();
      var script = document.createElement("script");
      script.src = meta.getAttribute("data-send");
      script.addEventListener("load", send);
      document.head.appendChild(script);
    });
    refresh().then(function () { meta.setAttribute("data-ready", ""); });
  }
  window.portalOffline = {
    cannot: cannot, account: account, isLocked: isLocked, unlock: unlock, keysAt: meta.getAttribute("data-keys"),
    entries: entries, own: own, update: update, drop: drop, keep: keep, keepInstead: keepInstead, agree: agree, bytesOf: bytesOf,
    place: place, seal: seal, put: put, sealsNow: meta.getAttribute("data-seal"), tell: tell, show: show, isWaiting: isWaiting, refresh: refresh,
    changed: function (act) { listeners.push(act); }
  };
  addEventListener("online", function () { show().then(start); });
  addEventListener("offline", show);
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "visible") show(); });
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
})();
