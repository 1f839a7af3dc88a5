/* What is typed into a form of the page /offline/ and is not kept yet: a draft on this device, sealed like what waits
   (offline.js), and once more with a key that this window alone holds, so that a reload without a network gives it back.
   The window's key goes with the window, when the session is idle too long, and at signing out; after that only the
   account, signed in, opens its drafts.  Photographs are no part of a draft. */
(function () {
  "use strict";
  var box = window.portalOffline, PAUSE = 400, KEY = "offline-window", NAME = "offline-window-name";
  var KEPT = "没填完的内容已加密存在本机（照片除外）", BACK = "已找回没填完的内容，照片要重新选择";
  var begun = {}, last = {}, timers = {}, going = Promise.resolve();
  if (!box || box.cannot || !box.account) return;

  function all(selector, scope) { return Array.prototype.slice.call((scope || document).querySelectorAll(selector)); }
  function recall(name) { try { return sessionStorage.getItem(name); } catch (error) { return null; } }
  function remember(name, value) { try { sessionStorage.setItem(name, value); } catch (error) { /* switched off: drafts are for the account only */ } }
  function random(length) { return btoa(String.fromCharCode.apply(null, crypto.getRandomValues(new Uint8Array(length)))); }
  function own(name, length) {
    if (!recall(name)) remember(name, random(length));
    return recall(name);
  }
  function windowKey() {
    var text = own(KEY, 32);
    return text ? crypto.subtle.importKey("raw", box.bytesOf(text), "AES-GCM", false, ["encrypt", "decrypt"]) : Promise.resolve(null);
  }
  function idOf(form) { return "draft " + form.id + " " + (own(NAME + " " + form.id, 9) || ""); }
  function here() { return location.pathname + location.search; }

  /* ---------- what a form holds ---------- */
  function typed(form) {
    var found = [];
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && name.charAt(0) !== "_" && name !== "csrfmiddlewaretoken") found.push([name, value]);
    });
    return found;
  }
  function fill(form, fields) {
    Array.prototype.forEach.call(form.elements, function (field) {
      var values = fields.filter(function (pair) { return pair[0] === field.name; }).map(function (pair) { return pair[1]; });
      if (!field.name || field.name.charAt(0) === "_" || field.type === "file") return;
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.indexOf(field.value) >= 0;
      else if (field.tomselect) field.tomselect.setValue(field.multiple ? values : values[0] || "");
      else if (values.length) field.value = values[0];
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  function note(form, words) {
    var place = form.querySelector("[data-draft-here]");
    place.textContent = words;
    place.hidden = !words;
  }

  /* ---------- kept ---------- */
  function put(form, fields) {
    var entry = { id: idOf(form), account: box.account, kind: form.getAttribute("data-kind"), form: form.id, at: Date.now(), state: "draft" };
    var content = new TextEncoder().encode(JSON.stringify({ at: here(), fields: fields }));
    return box.seal(entry, form.getAttribute("data-seal"), content).then(windowKey).then(function (key) {
      if (!key) return null;
      entry.windowNonce = crypto.getRandomValues(new Uint8Array(12));
      return crypto.subtle.encrypt({ name: "AES-GCM", iv: entry.windowNonce, additionalData: box.place(entry) }, key, content);
    }).then(function (sealed) {
      if (sealed) entry.windowSealed = sealed;
      return box.put(entry);
    });
  }
  /* one after the other, so that an older text never comes last */
  function keep(form) {
    var fields = typed(form), text = JSON.stringify(fields);
    clearTimeout(timers[form.id]);
    if (!begun[form.id] || text === last[form.id]) return;
    last[form.id] = text;
    going = going.then(function () { return text === begun[form.id] ? box.drop(idOf(form)) : put(form, fields); }).then(function () {
      note(form, text === begun[form.id] ? "" : KEPT);
    }, function () { note(form, "没填完的内容没有存下，请不要关闭本页"); });
  }
  function soon(event) {
    var form = event.target.closest && event.target.closest("form[data-here]");
    if (!form) return;
    clearTimeout(timers[form.id]);
    timers[form.id] = setTimeout(function () { keep(form); }, PAUSE);
  }
  function forms() { return all("form[data-here]"); }
  /* as the form begins: what is typed from here on is a draft */
  function start(form) {
    begun[form.id] = last[form.id] = JSON.stringify(typed(form));
    note(form, "");
  }

  /* ---------- given back ---------- */
  function read(bytes) { return JSON.parse(new TextDecoder().decode(bytes)); }
  function openHere(entry) {
    if (!entry.windowSealed || !recall(KEY)) return Promise.reject();
    return windowKey().then(function (key) {
      return crypto.subtle.decrypt({ name: "AES-GCM", iv: entry.windowNonce, additionalData: box.place(entry) }, key, entry.windowSealed);
    }).then(read);
  }
  function giveBack(entry, found) {
    var form = document.getElementById(entry.form);
    fill(form, found.fields);
    last[form.id] = JSON.stringify(typed(form));
    note(form, BACK);
    all("[data-show]").forEach(function (button) { if (button.getAttribute("data-show") === form.id && form.hidden) button.click(); });
  }
  function drafts() {
    return box.entries().then(function (found) {
      return found.filter(function (entry) { return entry.state === "draft" && entry.account === box.account && document.getElementById(entry.form); });
    });
  }
  function button(words, css, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm " + css;
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }
  function when(at) {
    var then = new Date(at), minutes = then.getMinutes();
    return (then.getMonth() + 1) + "月" + then.getDate() + "日 " + then.getHours() + ":" + (minutes < 10 ? "0" : "") + minutes;
  }
  /* those of windows that are closed wait for the account to be signed in */
  function offer(entry) {
    var row = document.createElement("li"), words = document.createElement("div");
    words.className = "grow";
    words.textContent = entry.kind + "：没填完，" + when(entry.at);
    row.appendChild(words);
    row.appendChild(button("接着填", "btn-plain", function () {
      openHere(entry).catch(function () { return box.open(entry).then(read); }).then(function (found) {
        giveBack(entry, found);
        last[entry.form] = "";
        keep(document.getElementById(entry.form));
        return going.then(function () { return box.drop(entry.id); }).then(show);
      }).catch(function (why) { window.portal.complain(why || window.portal.failure(0)); });
    }));
    row.appendChild(button("删除", "btn-plain", function () {
      if (window.confirm("删除后不能找回，确定不要这份没填完的内容吗？")) box.drop(entry.id).then(show);
    }));
    return row;
  }
  function show() {
    var place = document.querySelector("[data-drafts]"), names = forms().map(idOf);
    return drafts().then(function (found) {
      var others = found.filter(function (entry) { return names.indexOf(entry.id) < 0; });
      place.textContent = "";
      if (box.isLocked()) place.textContent = others.length + " 份没填完的已锁定，登录后找回";
      else others.forEach(function (entry) { place.appendChild(offer(entry)); });
      place.parentNode.hidden = !others.length;
    });
  }
  addEventListener("load", function () {
    forms().forEach(start);
    if (box.isLocked()) try { sessionStorage.removeItem(KEY); } catch (error) { /* nothing was kept there */ }
    drafts().then(function (found) {
      var names = forms().map(idOf);
      return found.filter(function (entry) { return names.indexOf(entry.id) >= 0; }).reduce(function (sofar, entry) {
        return sofar.then(function () { return openHere(entry); }).then(function (found) {
          if (found.at !== here()) throw new Error("begun for another place");
          giveBack(entry, found);
        }).catch(function () { sessionStorage.removeItem(NAME + " " + entry.form); }); /* offered: what is typed next does not replace it */
      }, Promise.resolve());
    }).then(show);
    ["input", "change"].forEach(function (kind) { document.addEventListener(kind, soon); });
    document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") forms().forEach(keep); });
    document.addEventListener("begun", function (event) { /* it was kept, and is empty again */
      var form = event.target;
      clearTimeout(timers[form.id]);
      start(form);
      going = going.then(function () { return box.drop(idOf(form)); });
    });
  });
})();
