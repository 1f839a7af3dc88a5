/* The page /offline/: which form is shown, what a form begins with, and the list of what waits on this device.
   It may stand at any address that could not be reached: at a form's own address it opens that form, filled in. */
(function () {
  "use strict";
  var box = window.portalOffline, meta = document.querySelector('meta[name="offline"]'), drawnOn = meta.getAttribute("data-drawn-on");
  var SHOWN = 5, isWhole = false; /* rows of the list before the forms, until all are asked for */
  var MISSING = "请填写或更正：", KEPT = "已存在本机，联网后上传。还没有登记，编号以上传成功后为准。";
  function all(selector, scope) { return Array.prototype.slice.call((scope || document).querySelectorAll(selector)); }
  function make(tag, css, words) {
    var made = document.createElement(tag);
    if (css) made.className = css;
    if (words) made.textContent = words;
    return made;
  }
  function two(number) { return (number < 10 ? "0" : "") + number; }
  function today() {
    var now = new Date();
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }
  function moment(at) {
    var then = new Date(at), day = then.toDateString() === new Date().toDateString() ? "今天" : (then.getMonth() + 1) + "月" + then.getDate() + "日";
    return day + " " + two(then.getHours()) + ":" + two(then.getMinutes());
  }
  function token() {
    if (crypto.randomUUID) return crypto.randomUUID();
    return Array.prototype.map.call(crypto.getRandomValues(new Uint8Array(16)), function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
  }

  /* ---------- forms ---------- */
  function forms() { return all("form[data-here]"); }
  function begin(form) {
    form.elements._submission.value = token();
    all('input[type="date"]', form).forEach(function (field) { /* the page may be some days old */
      if (field.getAttribute("max") === drawnOn) field.max = today();
      if (field.value === drawnOn) field.value = today();
    });
  }
  function choose(name) {
    forms().forEach(function (form) { form.hidden = form.id !== name; });
    all("[data-show]").forEach(function (button) { button.setAttribute("aria-pressed", String(button.getAttribute("data-show") === name)); });
  }
  function fill(form, given) {
    given.forEach(function (value, name) {
      var field = form.elements[name];
      if (!field || name.charAt(0) === "_") return;
      if (field.tomselect) field.tomselect.setValue(value);
      else field.value = value;
    });
  }
  function wrong(form) {
    return Array.prototype.filter.call(form.elements, function (field) {
      var needed = field.getAttribute("aria-required") === "true" && !field.value && field.parentNode.closest("[hidden]") === null;
      return field.name && field.willValidate && (needed || !field.checkValidity()); /* a combobox only speaks for its field */
    });
  }
  function label(field) {
    var found = document.querySelector('label[for="' + field.id + '"]');
    return found ? found.textContent.replace("*", "").trim() : field.name;
  }
  function empty(form) {
    form.reset();
    all("textarea", form).forEach(function (field) { field.dispatchEvent(new Event("input", { bubbles: true })); }); /* its count */
    all("select, input", form).forEach(function (field) { if (field.tomselect) field.tomselect.clear(); });
    begin(form);
    form.dispatchEvent(new Event("begun", { bubbles: true }));
  }
  document.addEventListener("submit", function (event) {
    var form = event.target, faults;
    if (!form.hasAttribute("data-here")) return;
    event.preventDefault();
    faults = wrong(form);
    if (faults.length) {
      window.portal.complain(MISSING + faults.map(label).join("、"));
      (faults[0].tomselect || faults[0]).focus();
      return;
    }
    window.portal.hold(form);
    box.keep(form, new FormData(form)).then(function () {
      empty(form);
      done(KEPT);
      return box.send();
    }, window.portal.complain).then(function () { window.portal.letGo(form); });
  });
  function done(words) {
    var place = document.getElementById("messages"), told = make("div", "ht-callout is-warn", words);
    place.textContent = "";
    told.setAttribute("data-kept", "");
    place.appendChild(told);
    scrollTo(0, 0);
  }

  /* ---------- the list ---------- */
  function act(words, css, work) {
    var button = make("button", "btn btn-sm " + css, words);
    button.type = "button";
    button.addEventListener("click", function () { work().catch(function (why) { window.portal.complain(why || window.portal.failure(0)); }); });
    return button;
  }
  function rank(entry) { return entry.state === "refused" ? 0 : entry.state === "sent" ? 2 : 1; }
  function item(entry, n) {
    var row = make("li"), words = make("div", "grow"), sub = moment(entry.at), title;
    if (entry.state === "sent") {
      title = make("a", "ttl", entry.kind + "：已登记 " + entry.number);
      title.href = entry.address;
    } else title = make("span", "ttl", entry.kind);
    row.hidden = n >= SHOWN && !isWhole;
    if (entry.files) sub += "，" + entry.files + " 个照片或文件";
    if (entry.state === "refused") sub += "，没有通过" + (box.why(entry) ? "：" + box.why(entry) : "，点“修改”看原因");
    else if (box.why(entry)) sub += "，" + box.why(entry);
    words.appendChild(title);
    words.appendChild(make("span", "sub text-wrap", sub));
    row.appendChild(words);
    if (entry.state === "refused") {
      row.appendChild(act("修改", "btn-primary", function () { return box.mend(entry); }));
      row.appendChild(act("删除", "btn-plain", function () {
        return window.confirm("删除后不能找回，确定不再上传这一份吗？") ? box.forget(entry) : Promise.resolve();
      }));
    }
    return row;
  }
  function draw() {
    return box.entries().then(function (found) {
      var waiting = found.filter(box.isWaiting), own = found.filter(function (entry) { return entry.account === box.account; });
      own = own.filter(function (entry) { return entry.state !== "draft"; });
      var mine = own.filter(box.isWaiting).length, others = waiting.length - mine, locked = box.isLocked(), list = document.querySelector("[data-list]");
      var words = [], whole = document.querySelector("[data-list-all]"), body = document.querySelector("[data-list-body]"), count = document.querySelector("[data-list-count]"), away = navigator.onLine === false;
      list.textContent = "";
      own.sort(function (one, other) { return rank(one) - rank(other) || other.at - one.at; });
      if (!locked) own.forEach(function (entry, n) { list.appendChild(item(entry, n)); });
      whole.hidden = locked || isWhole || own.length <= SHOWN;
      whole.textContent = "全部 " + own.length + " 份";
      if (mine && locked) words.push("本机有 " + mine + " 份待上传，已锁定，登录后上传");
      if (others) words.push((box.account ? "另有 " : "本机有 ") + others + " 份属于" + (box.account ? "其他账号，由登记人" : "登记人，") + "登录后上传");
      if (!words.length && !own.length) words.push("本机没有待上传的内容");
      document.querySelector("[data-list-words]").textContent = words.join("。");
      document.querySelector("[data-list-words]").hidden = !words.length;
      count.hidden = !mine;
      count.textContent = mine;
      var goes = own.some(function (entry) { return entry.state === "waiting"; }), told = document.querySelector("#messages [data-kept]");
      if (told && !goes) told.remove(); /* what it says is over */
      document.querySelector("[data-send-now]").hidden = !goes || away || !!box.gone;
      document.querySelector("[data-sign-in]").hidden = away || !(box.gone || (!box.account && waiting.length));
      body.hidden = !Array.prototype.some.call(body.children, function (part) { return !part.hidden; });
    });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-show]");
    if (button) choose(button.getAttribute("data-show"));
    if (event.target.closest("[data-list-all]")) { isWhole = true; draw(); }
    if (event.target.closest("[data-send-now]")) box.send();
    if (event.target.closest("[data-again]")) { event.preventDefault(); location.reload(); }
  });

  /* ---------- start ---------- */
  addEventListener("load", function () {
    var here = forms().filter(function (form) { return form.getAttribute("action").split("?")[0] === location.pathname; })[0];
    var first = here || forms()[0], isOwn = location.pathname === meta.getAttribute("data-page");
    document.querySelector("[data-elsewhere]").hidden = isOwn || !!here;
    forms().forEach(begin);
    if (first && !box.cannot) choose((document.getElementById(location.hash.slice(1)) || first).id);
    if (here) fill(here, new URLSearchParams(location.search));
    box.changed(draw);
    draw();
    setInterval(draw, 60000); /* locks what an idle session leaves open */
  });
})();
