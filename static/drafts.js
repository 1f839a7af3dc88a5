/* Nothing typed into a step's form is lost.  It is kept as a draft on the server: half a minute after a change, when
   a field is left, and when the page is hidden (kernel/steps/drafts.py).  After signing in again in another tab the
   form gets the new session's token.  A form of a whole page is sent by script, so that it stays where it is while
   the network is away, the file is too large or the portal asks to wait. */
(function () {
  "use strict";
  var EVERY = 30000, MOST_WHEN_HIDDEN = 60000; /* bytes a request may carry that outlives its page */
  var LOST = "登录已失效，请另开一页重新登录；内容还在这里", OTHER = "本浏览器已换成另一账号登录，内容没有保存";
  var FAILED = "草稿没有保存，请检查网络和登录状态", AWAY = 60000; /* hidden so long, the session may be another */
  var meta = document.querySelector('meta[name="csrf-token"]');
  var sent = new WeakMap(); /* form -> what the server has */
  var count = new WeakMap(); /* form -> requests so far: a newer one that arrives before an older stays */
  var going = new WeakMap(); /* form with a request under way -> whether another waits: the older never comes last */

  function forms() { return Array.prototype.slice.call(document.querySelectorAll("form[data-draft]")); }
  function typed(form) {
    var kept = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      var field = form.elements[name];
      if (typeof value !== "string" || name === "csrfmiddlewaretoken" || (field && field.type === "password")) return;
      kept.append(name, value);
    });
    return kept;
  }
  function begin() {
    forms().forEach(function (form) {
      if (!sent.has(form)) sent.set(form, form.hasAttribute("data-changed") ? "" : typed(form).toString());
    });
  }
  function say(form, words, failed) {
    var note = form.querySelector("[data-draft-note]");
    if (!note || !words) return;
    note.hidden = false;
    note.querySelector("i").className = "bi bi-" + (failed ? "exclamation-triangle" : "cloud-check");
    note.querySelector("span").textContent = words;
  }
  function keep(form, hiding, again) {
    var values = typed(form), now = values.toString(), before = sent.get(form);
    if (before === undefined || before === now || form.getAttribute("aria-busy") === "true") return;
    if (going.has(form) && !hiding) { going.set(form, true); return; }
    sent.set(form, now);
    going.set(form, false);
    count.set(form, (count.get(form) || 0) + 1);
    values.append("_draft", count.get(form));
    fetch(form.getAttribute("action"), {
      method: "POST",
      body: values,
      headers: { "X-CSRFToken": meta.content },
      redirect: "manual",
      keepalive: !!hiding && now.length < MOST_WHEN_HIDDEN
    }).then(function (answer) {
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        return window.portal.renew().then(function (found) {
          if (found !== "fresh" || again) throw found === "other" ? OTHER : found === "away" ? FAILED : LOST;
          going.delete(form);
          sent.set(form, before);
          keep(form, hiding, true);
        });
      }
      return answer.text().then(function (words) {
        if (!answer.ok) throw /^text\/plain/.test(answer.headers.get("Content-Type") || "") ? words : FAILED;
        say(form, words);
        var another = going.get(form);
        going.delete(form);
        if (another) keep(form);
      });
    }).catch(function (why) {
      going.delete(form);
      if (sent.get(form) === now) sent.set(form, before); /* tried again in half a minute */
      say(form, typeof why === "string" ? why : FAILED, true);
    });
  }

  document.addEventListener("focusout", function (event) {
    var form = event.target.form;
    if (form && form.hasAttribute("data-draft")) keep(form);
  });
  var hiddenAt = 0;
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") {
      hiddenAt = Date.now();
      forms().forEach(function (form) { keep(form, true); });
    } else if (forms().length && Date.now() - hiddenAt > AWAY) {
      window.portal.renew(); /* that the network is away is said by the next draft */
    }
  });

  /* ---------- the form of a whole page ---------- */
  function send(form, button) {
    var data = new FormData(form), kept = form.hasAttribute("data-offline") && window.portalOffline, wait = document.getElementById("wait"), main = document.getElementById("main");
    if (button && button.name) data.append(button.name, button.value);
    wait.classList.add("htmx-request");
    fetch(form.getAttribute("action"), {
      method: "POST",
      body: data,
      redirect: "manual",
      headers: { "X-CSRFToken": meta.content, "X-Whole-Page": "1" }
    }).catch(function () {
      if (!kept || kept.cannot) throw new Error("away");
      return kept.keepInstead(form, data, window.portal.complain);
    }).then(function (answer) {
      if (!answer) return; /* kept on this device */
      var address = answer.headers.get("HX-Redirect");
      if (address || answer.type === "opaqueredirect") { /* the way to sign in leads back to the form and its draft */
        sent.set(form, typed(form).toString());
        var go = function () { location.assign(address || form.getAttribute("action")); };
        if (address && kept) kept.drop(data.get("_submission")).then(go, go); /* mended here, it is not sent again */
        else go();
        return;
      }
      if (answer.ok || [409, 422, 428].indexOf(answer.status) >= 0) {
        return answer.text().then(function (page) {
          window.htmx.swap(main, page, { swapStyle: "outerHTML" }, { select: "#main", eventInfo: { target: main } });
          var first = document.querySelector("#main [data-focus]");
          scrollTo(0, 0);
          if (first) first.focus();
        });
      }
      window.portal.explain(answer.status, answer.headers.get("X-Refused"), window.portal.complain);
    }).catch(function () {
      window.portal.complain(window.portal.failure(0));
    }).then(function () {
      wait.classList.remove("htmx-request");
      window.portal.letGo(form);
    });
  }
  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented || !window.htmx || !event.target.matches("form[data-draft]:not([hx-post])")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener("htmx:afterSettle", begin);
  setInterval(function () { forms().forEach(function (form) { keep(form); }); }, EVERY);
  begin();
})();
