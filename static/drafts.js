/* Keeps what is typed into a step's form as a draft on the server: half a minute after a change, when a field is
   left, and when the page is hidden.  Opened again, the form comes back as it was typed (kernel/drafts.py). */
(function () {
  "use strict";
  var EVERY = 30000, MOST_WHEN_HIDDEN = 60000; /* bytes a request may carry that outlives its page */
  var LOST = "登录已失效，内容没有保存；请另开一页重新登录", FAILED = "草稿没有保存，请检查网络和登录状态";
  var sent = new WeakMap(); /* form -> what the server has */
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
  function keep(form, hiding) {
    var values = typed(form), now = values.toString(), before = sent.get(form);
    if (before === undefined || before === now || form.getAttribute("aria-busy") === "true") return;
    if (going.has(form) && !hiding) { going.set(form, true); return; }
    sent.set(form, now);
    going.set(form, false);
    values.append("_draft", "1");
    fetch(form.getAttribute("action"), {
      method: "POST",
      body: values,
      headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content },
      keepalive: !!hiding && now.length < MOST_WHEN_HIDDEN
    }).then(function (answer) {
      if (answer.redirected) throw LOST;
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
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") forms().forEach(function (form) { keep(form, true); });
  });
  document.addEventListener("htmx:afterSettle", begin);
  setInterval(function () { forms().forEach(function (form) { keep(form); }); }, EVERY);
  begin();
})();
