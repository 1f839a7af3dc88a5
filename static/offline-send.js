/* Sends what this device keeps (offline.js), one after the other and in one window at a time.  Each entry goes to its own
   form's address with the token it got when it was written, so that sent twice it is registered once.  The key that
   opens an entry comes from the server for the signed-in account and is forgotten afterwards. */
(function () {
  "use strict";
  var box = window.portalOffline;
  if (!box || box.send) return;
  var DAY = 86400000, going = false, said = {}; /* entry -> why it was refused: told, and kept nowhere */
  var GONE = "登录已失效，登录后上传", OTHER = "本浏览器已换成另一账号登录，由登记人登录后上传";
  var LOST = "系统的密钥已经更换，这一份打不开，请重新登记";

  /* ---------- the account's keys ---------- */
  function session() {
    return fetch(box.keysAt, { cache: "no-store", redirect: "manual" }).catch(function () { throw ""; }).then(function (answer) {
      if (answer.type === "opaqueredirect") throw GONE;
      if (!answer.ok) throw window.portal.failure(answer.status);
      return answer.json();
    }).then(function (now) {
      if (now.account !== box.account) throw OTHER;
      box.unlock();
      return now;
    });
  }
  function open(entry, now) { return opened(entry, now).then(unpacked); }
  function opened(entry, now) {
    var curve = { name: "ECDH", namedCurve: "P-256" }, given = now.keys[entry.key];
    if (!given) return Promise.reject(LOST);
    return Promise.all([
      crypto.subtle.importKey("pkcs8", box.bytesOf(given), curve, false, ["deriveBits"]),
      crypto.subtle.importKey("raw", entry.mine, curve, false, [])
    ]).then(function (found) { return box.agree(found[0], found[1], "decrypt"); }).then(function (key) {
      return crypto.subtle.decrypt({ name: "AES-GCM", iv: entry.nonce, additionalData: box.place(entry) }, key, entry.sealed);
    }).catch(function () { throw LOST; });
  }
  /* what was sealed with a key of before the last end of all access is sealed with the present one */
  function isStale(entry) { return !!box.sealsNow && entry.key !== box.sealsNow; }
  function sealAnew(entry, now) {
    if (entry.key === now.seal) return Promise.resolve();
    return opened(entry, now).then(function (content) { return box.seal(entry, now.seal, content); }).then(box.update, function (why) { if (why !== LOST) throw why; });
  }
  function unpacked(bytes) {
    var length = new Uint32Array(bytes.slice(0, 4))[0], at = 4 + length;
    var found = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
    found.files = found.files.map(function (told) {
      var file = new File([bytes.slice(at, at + told.size)], told.name, { type: told.type });
      at += told.size;
      return [told.field, file];
    });
    return found;
  }

  /* ---------- one entry ---------- */
  /* resolves when the entry has its answer; throws a sentence where all that follow must wait */
  function sendOne(entry, now) {
    return open(entry, now).then(function (found) {
      var data = new FormData();
      found.fields.forEach(function (pair) { data.append(pair[0], pair[1]); });
      found.files.forEach(function (pair) { data.append(pair[0], pair[1], pair[1].name); });
      data.append("_submission", entry.id);
      return fetch(found.address, {
        method: "POST", body: data, redirect: "manual", headers: { "X-CSRFToken": now.token, "X-Kept-By": entry.account }
      }).catch(function () { throw ""; });
    }, function (why) { return refuse(entry, why); }).then(function (answer) { return answer && judge(entry, answer); });
  }
  function judge(entry, answer) {
    if (answer.type === "opaqueredirect") throw GONE;
    if (answer.ok) return answer.json().then(function (row) {
      delete said[entry.id];
      return box.update({ id: entry.id, account: entry.account, kind: entry.kind, at: entry.at, sentAt: Date.now(), number: row.number, address: row.address, state: "sent" });
    });
    if (answer.status === 403 && answer.headers.get("X-Refused")) throw OTHER;
    if ([409, 422, 428].indexOf(answer.status) >= 0) return answer.json().then(function (told) { return refuse(entry, told.refused.join("；")); });
    if ([400, 403, 404, 413].indexOf(answer.status) >= 0) return refuse(entry, window.portal.failure(answer.status));
    if (answer.status === 500) { said[entry.id] = window.portal.failure(500); return null; } /* waits, and holds up no other */
    throw window.portal.failure(answer.status);
  }
  function refuse(entry, why) {
    said[entry.id] = why;
    entry.state = "refused";
    return box.update(entry).then(function () { return null; });
  }

  /* ---------- all of them ---------- */
  function sendThem() {
    return box.own().then(function (kept) {
      var stale = kept.filter(isStale), waiting = kept.filter(function (entry) { return entry.state === "waiting"; });
      waiting.sort(function (one, other) { return one.at - other.at; });
      var ids = waiting.map(function (entry) { return entry.id; });
      if (!waiting.length && !stale.length) return null;
      return session().then(function (now) {
        return Promise.all(stale.map(function (entry) { return sealAnew(entry, now); })).then(function () { return now; });
      }).then(function (now) {
        return waiting.reduce(function (sofar, entry, n) {
          return sofar.then(function () {
            box.tell("正在上传 " + (n + 1) + " / " + waiting.length);
            return sendOne(entry, now);
          });
        }, Promise.resolve());
      }).then(function () {
        return box.own().then(function (left) {
          if (left.some(function (one) { return one.state === "waiting" && ids.indexOf(one.id) < 0; })) return sendThem(); /* kept meanwhile */
          var n = waiting.length - left.filter(function (entry) { return said[entry.id]; }).length;
          return n > 0 && !left.length ? [n + " 份已上传", "ok"] : null;
        });
      });
    });
  }
  /* in one window at a time; with `now` not at all while another window sends */
  function alone(act, now) {
    if (!navigator.locks) return act();
    return navigator.locks.request("portal-offline", { ifAvailable: !!now }, function (lock) { return lock && act(); });
  }
  function prune() {
    return box.entries().then(function (found) {
      return Promise.all(found.filter(function (entry) {
        return entry.state === "sent" && Date.now() - entry.sentAt > DAY;
      }).map(function (entry) { return box.drop(entry.id); }));
    });
  }
  function send() {
    if (box.cannot || going || navigator.onLine === false) return Promise.resolve();
    going = true;
    function run() { return prune().then(sendThem); }
    return alone(run, true).catch(function (why) { return typeof why === "string" ? [why] : Promise.reject(why); }).then(function (words) {
      going = false;
      box.gone = !!words && words[0] === GONE;
      return box.show().then(function () { if (words && words[0]) box.tell(words[0], words[1]); });
    }, function (error) { going = false; throw error; });
  }

  /* ---------- a refused one is mended on the page of its form, which shows what is wrong; its files go along ---------- */
  /* it is sent once more before: what was taken meanwhile, or would be taken now, needs no mending */
  function mend(entry) {
    return alone(function () {
      return session().then(function (now) {
        return sendOne(entry, now).then(box.entries).then(function (found) {
          var is = found.filter(function (one) { return one.id === entry.id; })[0];
          if (is && is.state === "refused") return open(entry, now).then(function (content) { put(content, entry, now); });
        });
      });
    }).then(box.show);
  }
  function put(content, entry, now) {
    var form = document.createElement("form");
    form.method = "post";
    form.enctype = "multipart/form-data";
    form.action = content.address;
    form.hidden = true;
    content.fields.concat([["_submission", entry.id], ["csrfmiddlewaretoken", now.token]]).forEach(function (pair) {
      var field = document.createElement("textarea"); /* keeps the lines of what was typed */
      field.name = pair[0];
      field.value = pair[1];
      form.appendChild(field);
    });
    content.files.forEach(function (pair) {
      var chooser = document.createElement("input"), carrier = new DataTransfer();
      chooser.type = "file";
      chooser.name = pair[0];
      carrier.items.add(pair[1]);
      chooser.files = carrier.files;
      form.appendChild(chooser);
    });
    document.body.appendChild(form);
    form.submit();
  }
  function forget(entry) { return session().then(function () { return box.drop(entry.id); }); }

  box.send = send;
  box.open = function (entry) { return session().then(function (now) { return opened(entry, now); }); };
  box.mend = mend;
  box.forget = forget;
  box.why = function (entry) { return said[entry.id] || ""; };
})();
