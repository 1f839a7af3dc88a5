/* Behaviour of every page: theme, htmx settings, dialog of steps, guarded forms, child rows, section list.
   No inline script anywhere: elements say what they want by data- attributes. */
(function () {
  "use strict";
  var root = document.documentElement;
  function all(selector, scope) { return Array.prototype.slice.call((scope || document).querySelectorAll(selector)); }
  function closest(event, selector) { return event.target.closest ? event.target.closest(selector) : null; }
  function announce(words) {
    var live = document.getElementById("live");
    if (!live || !words) return;
    live.textContent = "";
    setTimeout(function () { live.textContent = words; }, 50);
  }
  function cookie(name) {
    var found = document.cookie.match(new RegExp("(?:^|; )" + name + "=([^;]*)"));
    return found ? decodeURIComponent(found[1]) : "";
  }

  /* ---------- theme ---------- */
  function setTheme(theme) {
    var dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.setAttribute("data-theme", theme);
    root.setAttribute("data-bs-theme", dark ? "dark" : "light");
    document.cookie = "theme=" + theme + "; path=/; max-age=31536000; samesite=lax" + (location.protocol === "https:" ? "; secure" : "");
  }
  function showTheme() {
    var dark = root.getAttribute("data-bs-theme") === "dark";
    all("[data-theme-toggle]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(dark));
    });
    all("[data-theme-set]").forEach(function (button) {
      var on = button.getAttribute("data-theme-set") === root.getAttribute("data-theme");
      button.setAttribute("aria-pressed", String(on));
    });
  }
  function setLarge(on) {
    root.classList.toggle("ht-large", on);
    document.cookie = "large=" + (on ? 1 : 0) + "; path=/; max-age=31536000; samesite=lax";
    showLarge();
  }
  function showLarge() {
    all("[data-large]").forEach(function (button) { button.setAttribute("aria-pressed", String(root.classList.contains("ht-large"))); });
  }
  new MutationObserver(showTheme).observe(root, { attributes: true, attributeFilter: ["data-theme", "data-bs-theme"] });

  /* ---------- htmx ---------- */
  document.addEventListener("htmx:configRequest", function (event) {
    var meta = document.querySelector('meta[name="csrf-token"]');
    var token = (meta && meta.content) || cookie("csrftoken");
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
    if (event.detail.verb === "get" && event.detail.elt.matches && event.detail.elt.matches("form")) {
      Object.keys(event.detail.parameters).forEach(function (name) {
        if (event.detail.parameters[name] === "") delete event.detail.parameters[name];
      });
    }
  });
  /* the token of the present session: "fresh", "gone" (nobody is signed in), "other" (somebody else is) or "away" */
  function renew() {
    var meta = document.querySelector('meta[name="csrf-token"]');
    return fetch(meta.getAttribute("data-renew"), { redirect: "manual" }).then(function (answer) {
      if (answer.status === 204 || answer.type === "opaqueredirect") return "gone";
      if (!answer.ok) return "away";
      return answer.json().then(function (now) {
        if (String(now.account) !== meta.getAttribute("data-account")) return "other";
        meta.content = now.token;
        all('input[name="csrfmiddlewaretoken"]').forEach(function (field) { field.value = now.token; });
        return "fresh";
      });
    }).catch(function () { return "away"; });
  }
  var REFUSED = {
    fresh: "您在另一页重新登录过，内容没有提交，还在这里；请核对后再提交一次。",
    gone: "登录已失效，内容没有提交，还在这里；请另开一页重新登录后再提交一次。",
    other: "本浏览器已换成另一账号登录，内容没有提交。",
    address: "您打开的网址不是本系统登记的访问地址，内容没有提交；请用登记的地址打开，或联系系统管理员。"
  };
  /* tell why a form was not taken: `why` is the answer's header X-Refused, see kernel/pages/comebacks.py */
  function explain(status, why, tell) {
    if (status !== 403 || !why) tell(failure(status));
    else if (why === "address") tell(REFUSED.address);
    else renew().then(function (found) { tell(REFUSED[found] || failure(0)); });
  }
  /* one word for a failed request, by status; the page stays as it was */
  function failure(status) {
    if (status === 403) return "您没有权限办理这一项，请联系本街道管理员核对岗位。";
    if (status === 404) return "没有找到这条记录，可能已被移走，请刷新页面。";
    if (status === 409) return "这条记录刚刚被他人办理过，请刷新页面查看最新情况。";
    if (status === 408) return "上传得太慢或中断了，内容没有提交，请换个网络再试。";
    if (status === 413) return "文件太大，没有上传，请压缩或分几次上传。";
    if (status === 429) return "操作太频繁，请稍等一分钟再试。";
    if (status === 503) return "系统暂时没有应答，请稍后重试，本页内容还在。";
    if (status === 507) return "服务器磁盘已满，请联系系统管理员。";
    if (status === 0) return "网络没有连上，内容没有提交，请检查网络后重试。";
    return "服务器没有办成这件事，内容没有保存，请稍后重试。";
  }
  function failed(event) {
    var xhr = event.detail.xhr, target = event.detail.target;
    explain(xhr ? xhr.status : 0, xhr && xhr.getResponseHeader("X-Refused"), function (words) {
      var inDialog = target && target.id === "modal-body";
      if (!inDialog) complain(document.getElementById("messages"), words);
      else if (target.querySelector("form")) complain(target.querySelector(".modal-body"), words);
      else {
        var empty = document.getElementById("modal-failure").content.cloneNode(true);
        empty.querySelector("[data-words]").textContent = words;
        target.textContent = "";
        target.appendChild(empty);
        openModal();
      }
    });
  }
  function complain(place, words) {
    if (!place) return;
    all("[data-complaint]", place).forEach(function (old) { old.remove(); });
    var source = document.getElementById("modal-failure").content.querySelector(".ht-callout").cloneNode(true);
    source.classList.remove("mb-0");
    source.setAttribute("data-complaint", "");
    source.querySelector("[data-words]").textContent = words;
    place.insertBefore(source, place.firstChild);
    source.scrollIntoView({ block: "nearest" });
  }
  /* a whole page came where a part was asked for (signed out meanwhile, first password): show it as a page */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var detail = event.detail;
    if (!detail.shouldSwap || detail.requestConfig.elt.hasAttribute("hx-select") || !/^\s*<!doctype/i.test(detail.serverResponse)) return;
    detail.shouldSwap = false;
    location.assign(detail.xhr.responseURL);
  });
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:afterSettle", function (event) {
    var target = event.detail.elt;
    all("[data-announce]", target.parentNode || document).forEach(function (place) {
      if (place === target || target.contains(place)) announce(place.getAttribute("data-announce"));
    });
    var table = document.getElementById("table"), link = document.getElementById("export");
    if (table && link && table.getAttribute("data-export")) link.href = table.getAttribute("data-export");
    if (target.id === "table" && document.activeElement === document.body) target.focus({ preventScroll: true });
    prepare(target);
  });

  /* ---------- dialog of steps: links with data-modal open here, and as pages without JavaScript ---------- */
  var opener = null;
  function openModal() {
    var box = document.getElementById("modal");
    window.bootstrap.Modal.getOrCreateInstance(box).show();
  }
  function focusFirst(box) {
    var place = box.querySelector("[data-focus]") || box.querySelector(".modal-body input:not([type=hidden]):not([readonly]), .modal-body select, .modal-body textarea") || box.querySelector(".modal-footer .btn:not(.btn-plain), .btn-close");
    if (place) place.focus();
  }
  document.addEventListener("click", function (event) {
    var link = closest(event, "a[data-modal]");
    if (!link || !window.htmx || !window.bootstrap || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.hasAttribute("data-busy")) return;
    link.setAttribute("data-busy", "");
    opener = link;
    document.getElementById("modal-body").textContent = "";
    document.getElementById("wait").classList.add("htmx-request");
    window.htmx.ajax("GET", link.getAttribute("href"), { target: "#modal-body", swap: "innerHTML" }).then(release, release);
    function release() {
      link.removeAttribute("data-busy");
      document.getElementById("wait").classList.remove("htmx-request");
    }
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target.id !== "modal-body") return;
    var box = document.getElementById("modal");
    box.querySelector(".modal-dialog").classList.toggle("modal-xl", !!box.querySelector('[data-size="xl"]'));
    if (box.classList.contains("show")) focusFirst(box);
    else openModal();
  });
  document.addEventListener("shown.bs.modal", function (event) { focusFirst(event.target); });
  document.addEventListener("hidden.bs.modal", function (event) {
    if (event.target.id !== "modal") return;
    document.getElementById("modal-body").textContent = "";
    if (opener && document.contains(opener)) opener.focus();
  });

  /* the list of work leads to the row with the deed that is next already open (#act) */
  function openAct() {
    if (location.hash !== "#act") return;
    history.replaceState(history.state, "", location.pathname + location.search);
    var found = all("main .ht-acts a.btn-primary[data-modal], main .ht-sticky-act a.btn-primary[data-modal]").filter(function (link) {
      return link.getClientRects().length;
    });
    if (found.length) found[0].click();
  }

  /* ---------- a form is sent once ---------- */
  function hold(form) {
    form.setAttribute("aria-busy", "true");
    all("button[type=submit], button:not([type])", form).forEach(function (button) { button.disabled = true; });
  }
  function letGo(form) {
    form.removeAttribute("aria-busy");
    all("button[type=submit], button:not([type])", form).forEach(function (button) { button.disabled = false; });
  }
  window.portal = {
    failure: failure,
    explain: explain,
    renew: renew,
    fetchRest: fetchRest,
    hold: hold,
    letGo: letGo,
    appendLine: appendLine,
    nameRows: nameRows,
    complainAt: complain,
    complain: function (words) { complain(document.getElementById("messages"), words); }
  };
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if ((form.getAttribute("method") || "get").toLowerCase() !== "post" || form.hasAttribute("data-no-guard")) return;
    if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.setAttribute("aria-busy", "true");
    setTimeout(function () { hold(form); }, 0); /* after the browser has read which button was pressed */
    setTimeout(function () { letGo(form); }, 20000); /* the answer was a download, or never came */
  }, true);
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.detail.elt;
    if (form.matches && form.matches("form") && !(event.detail.xhr && event.detail.xhr.getResponseHeader("HX-Redirect"))) setTimeout(function () { letGo(form); }, 0);
  });
  addEventListener("pageshow", function (event) { if (event.persisted) all("form[aria-busy]").forEach(letGo); });

  /* ---------- paper: what is folded on the screen, or not yet there, is printed all the same ---------- */
  function fetchNow(place) { /* the print dialog waits for no answer */
    var asked = new XMLHttpRequest(), around = place.parentNode;
    asked.open("GET", place.getAttribute("hx-get"), false);
    asked.setRequestHeader("HX-Request", "true");
    try { asked.send(); } catch (lost) { return; } /* its link is printed */
    if (asked.status !== 200 || /^\s*<!doctype/i.test(asked.responseText)) return;
    place.outerHTML = asked.responseText;
    if (!window.htmx) return;
    window.htmx.process(around);
    window.htmx.trigger(around, "htmx:afterSettle", { elt: around });
  }
  function fetchRest() { all("[data-later]").forEach(fetchNow); }
  addEventListener("beforeprint", function () {
    fetchRest();
    all("main details:not([open])").forEach(function (part) { part.open = true; part.setAttribute("data-folded", ""); });
  });
  addEventListener("afterprint", function () {
    all("[data-folded]").forEach(function (part) { part.open = false; part.removeAttribute("data-folded"); });
  });

  /* ---------- clicks ---------- */
  document.addEventListener("click", function (event) {
    var button;
    if (closest(event, "[data-print]")) { window.print(); return; }
    if (closest(event, "[data-theme-toggle]")) { setTheme(root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark"); return; }
    if ((button = closest(event, "[data-theme-set]"))) { setTheme(button.getAttribute("data-theme-set")); return; }
    if (closest(event, "[data-large]")) { setLarge(!root.classList.contains("ht-large")); return; }
    if ((button = closest(event, "[data-reveal]"))) { reveal(button); return; }
    if ((button = closest(event, "[data-copy]"))) { copy(button); return; }
    if ((button = closest(event, "[data-copy-table]"))) { copyTable(button); return; }
    if (closest(event, "[data-pick-none]")) { pickAll(false); return; }
    if ((button = closest(event, "[data-line-add]"))) { addLine(button.closest("[data-lines]")); return; }
    if ((button = closest(event, "[data-fill]"))) { fillBlank(button); return; }
    if ((button = closest(event, "[data-tick-all]"))) { tickAll(button); return; }
    if ((button = closest(event, ".ht-tick input"))) { untick(button); return; }
    if ((button = closest(event, "[data-line-remove]"))) { removeLine(button.closest("[data-row]")); return; }
    if ((button = closest(event, "#form-errors a"))) {
      var field = document.getElementById(button.getAttribute("href").slice(1));
      if (field && !field.matches("input, select, textarea")) field = field.querySelector(".is-invalid") || field.querySelector("input, select, textarea") || field;
      if (field) { event.preventDefault(); field.focus(); field.scrollIntoView({ block: "center" }); }
    }
  });
  /* One file is asked for: what is chosen now takes the place of the kept one, which comes back when the choice is undone. */
  function replaceHeld(chooser) {
    all("[data-replaced-by]", chooser.form).forEach(function (list) {
      if (list.getAttribute("data-replaced-by") !== chooser.id) return;
      all("input", list).forEach(function (kept) { kept.checked = !chooser.files.length; });
      list.hidden = !!chooser.files.length;
    });
  }
  document.addEventListener("gathered", function (event) { replaceHeld(event.target); }); /* photos.js */
  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (form && form.hasAttribute("data-filters") && event.target.matches("select") && form.requestSubmit) form.requestSubmit();
    if (form) followOthers(form);
    if (event.target.hasAttribute("data-row-of")) rowChosen(event.target);
    else if (event.target.closest("[data-lines]")) nameRows(form);
    if (event.target.type === "file") replaceHeld(event.target);
    if (event.target.name === "pick") showPicks();
    if (event.target.hasAttribute("data-pick-all")) pickAll(event.target.checked);
    if (event.target.hasAttribute("data-go")) location.assign(event.target.value);
    if (/^(decimal|numeric)$/.test(event.target.inputMode) && event.target.type === "text") {
      event.target.value = event.target.value.replace(/[,，\s]/g, ""); /* 12,528.00 from a sheet */
    }
  });
  function reveal(button) {
    var field = document.getElementById(button.getAttribute("data-reveal"));
    var hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.setAttribute("aria-pressed", String(hidden));
    button.textContent = hidden ? "隐藏密码" : "显示密码";
  }
  /* the clipboard of a page without https is the old one */
  function toClipboard(words, done) {
    function old() {
      var box = document.createElement("textarea"), focused = document.activeElement;
      box.value = words;
      box.className = "visually-hidden";
      box.setAttribute("aria-hidden", "true");
      document.body.appendChild(box);
      box.select();
      try { done(document.execCommand("copy")); } catch (error) { done(false); }
      box.remove();
      if (focused) focused.focus({ preventScroll: true });
    }
    if (navigator.clipboard && navigator.clipboard.writeText) navigator.clipboard.writeText(words).then(function () { done(true); }, old);
    else old();
  }
  function copy(button) {
    var from = document.getElementById(button.getAttribute("data-copy-from")), told = document.getElementById(button.getAttribute("data-copied"));
    toClipboard((from && from.value) || button.getAttribute("data-copy") || location.href, function (went) {
      if (told) told.textContent = went ? "已复制，到聊天里粘贴即可" : "没有复制成功，请在文字框里全选后复制";
      else if (went) announce("已复制");
    });
  }
  /* a table as a sheet takes it: cells parted by tabs; words that a sheet would calculate are marked as words */
  function sheetText(cell) {
    var parts = all("[data-part]", cell); /* a cell of several values is as many cells of the sheet */
    if (parts.length) return parts.map(sheetText).join("\t");
    var words = cell.textContent.replace(/[▴▾]/g, "").replace(/\s+/g, " ").trim();
    return /^[=@＝＠]|^[-+＋－](?![\d.])/.test(words) ? "'" + words : words;
  }
  function copyTable(button) {
    var table = document.getElementById(button.getAttribute("data-copy-table"));
    var lines = all("tr", table).map(function (row) { return all("th, td", row).map(sheetText).join("\t"); });
    toClipboard(lines.join("\r\n"), function (went) {
      announce(went ? "已复制 " + lines.length + " 行，可粘贴到 Excel 或 WPS 表格" : "浏览器没有允许复制，请改用导出");
      if (!went) return;
      var words = button.getAttribute("data-words") || button.textContent;
      button.setAttribute("data-words", words);
      button.textContent = "已复制，可粘贴";
      setTimeout(function () { button.textContent = words; }, 3000);
    });
  }

  /* ---------- child rows ---------- */
  function rowsOf(box) { return all("[data-rows] > [data-row]", box); }
  function renumber(box) {
    var prefix = box.getAttribute("data-lines") + "-";
    rowsOf(box).forEach(function (row, index) {
      all("[name], [id], [aria-label], [aria-describedby]", row).forEach(function (part) {
        ["name", "id", "aria-describedby"].forEach(function (attribute) {
          var old = part.getAttribute(attribute);
          if (!old) return;
          var at = old.indexOf(prefix);
          if (at < 0) return;
          part.setAttribute(attribute, old.slice(0, at) + prefix + old.slice(at + prefix.length).replace(/^(\d+|__prefix__)/, index));
        });
        var label = part.getAttribute("aria-label");
        if (label) part.setAttribute("aria-label", label.replace(/第 (\d+|__number__) 行/, "第 " + (index + 1) + " 行"));
      });
    });
  }
  function amountOf(input) {
    var value = parseFloat(input.value.replace(/[,，\s]/g, ""));
    return isFinite(value) ? value : 0;
  }
  function sum(box) {
    var totals = {};
    all("[data-sum]", box).forEach(function (input) {
      var column = input.getAttribute("data-sum");
      totals[column] = (totals[column] || 0) + amountOf(input);
    });
    all("[data-total]", box).forEach(function (cell) {
      cell.textContent = (totals[cell.getAttribute("data-total")] || 0).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    });
  }
  function appendLine(box) {
    if (rowsOf(box).length >= +box.getAttribute("data-max-rows")) { announce("最多 " + box.getAttribute("data-max-rows") + " 行"); return null; }
    var row = box.querySelector("template[data-empty-row]").content.firstElementChild.cloneNode(true);
    box.querySelector("[data-rows]").appendChild(row);
    renumber(box);
    prepare(row);
    ready(box);
    return row;
  }
  function addLine(box) {
    var row = appendLine(box), first = row && row.querySelector("input:not([type=hidden]), select, textarea");
    if (first) first.focus();
  }
  function removeLine(row) {
    var box = row.closest("[data-lines]"), least = +box.getAttribute("data-min-rows") || 0;
    var next = row.nextElementSibling || row.previousElementSibling;
    if (rowsOf(box).length > Math.max(least, 1)) row.remove();
    else all("input, select, textarea", row).forEach(function (field) { field.value = ""; next = row; });
    renumber(box);
    ready(box);
    nameRows(box.closest("form"));
    var place = next && next.querySelector("[data-line-remove]");
    (place || box.querySelector("[data-line-add]")).focus();
    announce("已删除一行");
  }
  /* a second tap takes a tick away: not voted is an answer too */
  document.addEventListener("pointerdown", function (event) {
    var tick = closest(event, ".ht-tick");
    if (tick) tick.portalWas = tick.querySelector("input").checked;
  });
  function untick(radio) {
    var tick = radio.closest(".ht-tick");
    if (tick.portalWas) { radio.checked = false; radio.dispatchEvent(new Event("change", { bubbles: true })); }
    tick.portalWas = false;
  }

  /* what is left blank in one column gets one value, after a question that says how many */
  function fillBlank(button) {
    var name = "-" + button.getAttribute("data-fill"), value = button.getAttribute("data-value");
    var blank = all("[data-row] select, [data-row] input", button.closest("[data-lines]")).filter(function (field) {
      if (field.name.slice(-name.length) !== name || field.closest("[data-row]").hidden) return false; /* only what is shown */
      return field.type === "radio" ? field.value === value && !field.form.elements[field.name].value : !field.value;
    });
    if (!blank.length || !window.confirm(button.textContent.trim() + "：" + blank.length + " 行还没有填写，确定都这样登记吗？")) return;
    blank.forEach(function (field) {
      if (field.type === "radio") field.checked = true;
      else field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    announce("已填写 " + blank.length + " 行");
  }
  /* every box of one question is ticked, after a question that says how many */
  function tickAll(button) {
    var blank = all('input[type="checkbox"]', button.previousElementSibling).filter(function (box) { return !box.checked && !box.disabled; });
    if (!blank.length || !window.confirm(button.textContent.trim() + "：" + blank.length + " 项还没有勾选，确定都勾选吗？")) return;
    blank.forEach(function (box) { box.checked = true; box.dispatchEvent(new Event("change", { bubbles: true })); });
    announce("已勾选 " + blank.length + " 项");
  }
  /* a row of another list is chosen by its name; without scripts its number is typed */
  function nameRows(form) {
    if (!form) return;
    all("[data-row-of]", form).forEach(function (field) {
      var others = form.querySelector('[data-lines="' + field.getAttribute("data-row-of") + '"]');
      if (!others) return;
      var rows = rowsOf(others), ending = "-" + field.getAttribute("data-row-by"), select = field;
      if (field.tagName !== "SELECT") {
        select = document.createElement("select");
        ["name", "id", "aria-label", "aria-invalid", "aria-describedby", "data-row-of", "data-row-by"].forEach(function (name) {
          if (field.hasAttribute(name)) select.setAttribute(name, field.getAttribute(name));
        });
        select.className = field.className.replace("form-control", "form-select");
        select.portalRow = rows[+field.value - 1] || null;
        field.parentNode.replaceChild(select, field);
      }
      var chosen = select.portalRow && document.contains(select.portalRow) ? select.portalRow : null;
      select.textContent = "";
      select.appendChild(new Option(select.closest("td").getAttribute("data-empty") || "不指定", ""));
      rows.forEach(function (row, index) {
        var name = all("input", row).filter(function (input) { return input.name.slice(-ending.length) === ending; })[0];
        if (!name || (!name.value.trim() && row !== chosen)) return;
        var option = new Option(name.value.trim() || "第 " + (index + 1) + " 行", index + 1);
        option.selected = row === chosen;
        select.appendChild(option);
      });
    });
  }
  function rowChosen(select) {
    var others = select.form.querySelector('[data-lines="' + select.getAttribute("data-row-of") + '"]');
    select.portalRow = rowsOf(others)[+select.value - 1] || null;
  }
  function ready(box) {
    all("[data-spare]", box).forEach(function (row) { row.remove(); }); /* they serve without JavaScript */
    all("input[data-spread]", box).forEach(function (chooser) { chooser.multiple = true; });
    all("[data-line-add], [data-line-remove], [data-fill]", box).forEach(function (button) { button.hidden = false; });
    all("tfoot", box).forEach(function (foot) { foot.hidden = !foot.querySelector("[data-total]"); });
    sum(box);
  }
  document.addEventListener("input", function (event) {
    if (event.target.hasAttribute("data-sum")) sum(event.target.closest("[data-lines]"));
    if (event.target.matches("textarea[maxlength]")) count(event.target);
    if (event.target.hasAttribute("data-find")) find(event.target);
  });
  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229) return; /* the key belongs to the input method */
    if (event.key === "Enter" && event.target.hasAttribute("data-find")) event.preventDefault(); /* finds, does not send */
    var row = event.key === "Enter" && event.target.matches("input") && event.target.closest("[data-row]");
    if (!row) return;
    event.preventDefault(); /* Enter goes down, as in a sheet; on the last row it adds one */
    var at = all("input, select, textarea", row).indexOf(event.target), below = row.nextElementSibling;
    if (!below) { addLine(row.closest("[data-lines]")); return; }
    var field = all("input, select, textarea", below)[at];
    if (field) field.focus();
  });

  function count(area) {
    var place = document.querySelector('[data-count="' + area.id + '"]');
    if (place) place.textContent = area.value.length + " / " + area.getAttribute("maxlength");
  }

  /* ---------- choices and fields that follow other fields of their form (kernel/steps/following.py) ---------- */
  function keyOf(form, name) {
    var field = form.elements[name], option = field && field.options && field.options[field.selectedIndex];
    if (field && field.type === "checkbox") return field.checked ? field.value : "";
    if (field && !option && field.hasAttribute("data-key")) return field.getAttribute("data-key");
    return (option && option.getAttribute("data-key")) || (field && field.value) || "";
  }
  function narrow(select) {
    var keys = select.getAttribute("data-follows").split(" ").map(function (name) { return keyOf(select.form, name); });
    all("option[data-fits]", select).forEach(function (option) {
      var fits = option.getAttribute("data-fits").split(" ").some(function (fit) {
        return fit.split("/").every(function (part, at) { return !keys[at] || part === keys[at]; });
      });
      option.hidden = option.disabled = !fits;
      if (!fits && option.selected) select.value = "";
    });
    sayWhy(select, JSON.parse(select.getAttribute("data-nothing") || "{}")[keys.join("/")] || "");
  }
  /* a box to tick that does not fit is hidden and not sent; its tick is there again when it fits again */
  function sift(box) {
    var key = keyOf(box.form, box.getAttribute("data-sifted-by")), cell = box.closest(".form-check");
    box.disabled = !!key && key !== box.getAttribute("data-fits");
    if (cell) cell.hidden = box.disabled;
  }
  function sayWhy(select, words) {
    var id = select.id + "_nothing", place = document.getElementById(id), told = document.getElementById(select.id + "_error");
    if (told && told.textContent.indexOf(words) >= 0) words = "";
    if (!place && words) {
      place = document.createElement("div");
      place.id = id;
      place.className = "invalid-feedback d-block";
      place.setAttribute("role", "status");
      select.after(place);
    }
    if (place) place.textContent = words;
  }
  function showWith(input) {
    var parts = input.getAttribute("data-shown-with").split(":"), cell = input.closest(".ht-fields > *");
    if (cell) cell.hidden = parts[1].split(",").indexOf(keyOf(input.form, parts[0])) < 0;
  }
  /* the form's own page says what a select offers once other fields have changed; many choices are found by a word */
  function askAgain(select) {
    var form = select.form, cell = select.closest(".ht-fields > *"), page = form.getAttribute("hx-post") || form.getAttribute("action") || location.href;
    var parts = select.getAttribute("data-asks-with").split(" ").map(function (name) {
      return encodeURIComponent(name) + "=" + encodeURIComponent(form.elements[name] ? form.elements[name].value : "");
    });
    var wanted = ["_suggest=" + encodeURIComponent(select.name)].concat(parts).join("&"), known = select.getAttribute("data-asked");
    if (known === wanted || (cell && cell.hidden)) return;
    select.setAttribute("data-asked", wanted);
    if (known === null && select.options.length > 1) return; /* as the page was drawn */
    var request = new XMLHttpRequest(), bare = page.split("#")[0].split("?")[0];
    request.open("GET", bare + "?" + wanted);
    request.setRequestHeader("Accept", "application/json");
    request.addEventListener("load", function () {
      if (request.status === 200 && select.getAttribute("data-asked") === wanted) offer(select, JSON.parse(request.responseText));
    });
    request.send();
  }
  function offer(select, found) {
    var chosen = select.value;
    if (select.tomselect) select.tomselect.destroy();
    select.removeAttribute("data-chooser");
    select.textContent = "";
    [{ value: "", text: found.empty }].concat(found.options).forEach(function (one) {
      select.appendChild(new Option(one.text, one.value, false, one.value === chosen));
    });
    if (found.options.length > +select.getAttribute("data-chooser-above")) {
      select.setAttribute("data-chooser", select.getAttribute("data-chooser-files"));
      loadChooser(select.form);
    }
  }
  function followOthers(scope) {
    all("select[data-follows]", scope).forEach(narrow);
    all("[data-sifted-by]", scope).forEach(sift);
    all("[data-shown-with]", scope).forEach(showWith);
    all("select[data-asks-with]", scope).forEach(askAgain);
  }

  /* ---------- choices found by a word: their script is loaded where a form has any (chooser.js) ---------- */
  var chooserAsked = false;
  function loadChooser(scope) {
    var first = scope.querySelector("[data-chooser]");
    if (first && window.portalChooser) window.portalChooser(scope);
    if (!first || chooserAsked) return;
    chooserAsked = true;
    var files = first.getAttribute("data-chooser").split(" "), sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = files[0];
    document.head.appendChild(sheet);
    files.slice(1).forEach(function (file) {
      var script = document.createElement("script");
      script.src = file;
      script.async = false; /* in their order */
      script.addEventListener("load", function () { if (window.portalChooser) window.portalChooser(document); });
      document.head.appendChild(script);
    });
  }

  /* ---------- scripts of some parts only: loaded once, where one is in the page ---------- */
  function loadScripts(scope) {
    all("[data-script]", scope).forEach(function (part) {
      var address = part.getAttribute("data-script");
      if (document.querySelector('script[src="' + address + '"]')) return;
      var script = document.createElement("script");
      script.src = address;
      document.head.appendChild(script);
    });
  }

  /* ---------- what the rows of a list do not say themselves ---------- */
  function wordsOf(cell) {
    return cell.title || Array.prototype.map.call(cell.childNodes, function (part) { return part.textContent.trim(); }).join(" ");
  }
  /* the box by which a row is chosen, named after the first words of the row */
  function addBox(cell) {
    var box = document.createElement("input"), first = cell.nextElementSibling;
    box.type = "checkbox";
    box.name = "pick";
    box.value = cell.getAttribute("data-pick");
    box.className = "form-check-input";
    box.setAttribute("form", "picks");
    box.setAttribute("aria-label", "选择 " + (wordsOf(first) || box.value));
    cell.className = "check no-phone";
    cell.appendChild(box);
  }
  /* the small line of a card: the words of other cells, which a phone does not show */
  function addLines(table) {
    var numbers = table.getAttribute("data-below").split(" ");
    all("tbody > tr", table).forEach(function (row) {
      var link = row.querySelector("a.main"), line = document.createElement("span");
      if (!link || link.parentNode.querySelector(".sub")) return;
      line.className = "sub";
      line.textContent = numbers.map(function (number) {
        var first = row.cells[number - 1].firstChild;
        return first ? first.textContent.trim() : "";
      }).filter(function (words) { return words && words !== "—"; }).join(" · ");
      link.after(line);
    });
  }

  /* ---------- chosen rows of a list ---------- */
  function boxes() { return all('input[name="pick"][type="checkbox"]'); }
  function showPicks() {
    var bar = document.getElementById("picks"), every = document.querySelector("[data-pick-all]"), rows = boxes();
    var n = rows.filter(function (box) { return box.checked; }).length;
    if (!bar) return;
    bar.hidden = !n;
    bar.querySelector("[data-picked]").textContent = "已选 " + n + " 条";
    rows.forEach(function (box) { box.closest("tr, li").classList.toggle("is-selected", box.checked); });
    if (every) { every.checked = n > 0 && n === rows.length; every.indeterminate = n > 0 && n < rows.length; }
  }
  function pickAll(on) {
    boxes().forEach(function (box) { box.checked = on; });
    showPicks();
  }
  addEventListener("pageshow", showPicks); /* gone back to: the browser ticks again what was ticked */

  /* ---------- many choices: a word hides the others ---------- */
  function find(input) {
    var words = input.value.trim().toLowerCase();
    all(".form-check", input.closest("[data-many]")).forEach(function (option) {
      option.hidden = option.textContent.toLowerCase().indexOf(words) < 0;
    });
  }

  /* ---------- section list of long forms ---------- */
  function follow(list) {
    if (!window.IntersectionObserver) return;
    var links = all("a", list);
    var watch = new IntersectionObserver(function (seen) {
      seen.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        links.forEach(function (link) {
          if (link.getAttribute("href") === "#" + entry.target.id) link.setAttribute("aria-current", "step");
          else link.removeAttribute("aria-current");
        });
      });
    }, { rootMargin: "-20% 0px -70% 0px" });
    links.forEach(function (link) {
      var section = document.getElementById(link.getAttribute("href").slice(1));
      if (section) watch.observe(section);
    });
  }

  /* ---------- login: the name, not the password, for seven days on this device ---------- */
  function remember(form) {
    var name = form.querySelector("[name=username]"), tick = form.querySelector("[data-remember]"), key = "login-name";
    if (!name || !tick) return;
    try {
      var kept = JSON.parse(localStorage.getItem(key) || "null");
      if (kept && kept.until > Date.now()) { tick.checked = true; if (!name.value) name.value = kept.name; }
      form.addEventListener("submit", function () {
        if (tick.checked) localStorage.setItem(key, JSON.stringify({ name: name.value, until: Date.now() + 7 * 864e5 }));
        else localStorage.removeItem(key);
      });
      tick.closest("[hidden]") && (tick.closest("[hidden]").hidden = false);
    } catch (error) { /* storage is switched off: nothing is kept */ }
  }

  /* ---------- start, and again for every swapped part ---------- */
  function prepare(scope) {
    all("table[data-below]", scope).forEach(addLines);
    all("td[data-pick]:empty", scope).forEach(addBox);
    all("[data-lines]", scope).forEach(ready);
    var named = scope.querySelector("[data-row-of]");
    if (named) nameRows(named.form);
    all("[data-toc]", scope).forEach(follow);
    all("textarea[maxlength]", scope).forEach(count);
    all("form[data-login]", scope).forEach(remember);
    followOthers(scope);
    loadChooser(scope);
    loadScripts(scope);
    all("[data-needs-js]", scope).forEach(function (part) { part.hidden = false; });
  }
  /* a page that found the database away asks again until it is back */
  function tryAgain(place) {
    setTimeout(function () {
      fetch(location.href, { cache: "no-store" }).then(function (answer) {
        if (answer.status === 503) tryAgain(place);
        else location.reload();
      }, function () { tryAgain(place); });
    }, 1000 * place.getAttribute("data-retry"));
  }
  all("[data-retry]").forEach(tryAgain);

  showTheme();
  showLarge();
  prepare(document);
  var summary = document.querySelector("main [data-focus]");
  if (summary) summary.focus();
  document.addEventListener("DOMContentLoaded", openAct); /* Bootstrap's dialog comes behind this file */
})();
