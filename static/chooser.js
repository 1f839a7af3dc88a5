/* Choices found by a word: what kernel/pages/selects.py marks with data-chooser becomes a searchable field.
   A select holds all its choices; for a text field (data-suggest) the form's own page suggests them. */
(function () {
  "use strict";
  var HINT = "输入名称、拼音或代码查找", LIST = "输入名称查找";
  function read(element, name) { return JSON.parse(element.getAttribute(name) || "[]"); }
  function words(text) { return document.createTextNode(text); }

  /* the address of the form's page, which answers with what the field offers */
  function address(field, typed) {
    var form = field.form, page = form.getAttribute("hx-post") || form.getAttribute("action") || location.href;
    var found = new URL(page, location.href);
    found.searchParams.set("_suggest", field.getAttribute("data-suggest"));
    found.searchParams.set("_words", typed);
    return found;
  }

  function below(field, wrapper) {
    var row = document.createElement("div");
    row.className = "ht-chooser-below";
    wrapper.after(row);
    return row;
  }
  function button(label, describes, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-plain btn-sm";
    made.appendChild(words(label));
    made.setAttribute("aria-label", describes);
    made.addEventListener("click", act);
    return made;
  }

  function ready(field) {
    if (field.tomselect) return;
    var suggests = field.hasAttribute("data-suggest"), isSelect = field.tagName === "SELECT", isMany = field.multiple, status, asked = 0, isSettled = false;
    var recent = read(field, "data-recent"), me = read(field, "data-me")[0], chosen = read(field, "data-chosen");
    var label = document.querySelector('label[for="' + field.id + '"]'), name = label ? label.textContent.replace("*", "").trim() : field.getAttribute("aria-label");
    var empty = isSelect && field.querySelector('option[value=""]');
    var settings = {
      maxItems: isMany ? null : 1, maxOptions: null, create: false, valueField: "value", labelField: "text", searchField: ["text"],
      placeholder: (empty && empty.textContent.trim()) || (suggests ? HINT : LIST),
      optgroupField: "group", lockOptgroupOrder: true, closeAfterSelect: true, loadThrottle: null, refreshThrottle: 0,
      optgroups: recent.length ? [{ value: "recent", label: "最近选过" }, { value: "all", label: "全部" }] : [],
      render: {
        no_results: function () { return '<div class="no-results">没有找到，请换一个词</div>'; },
        loading: function () { return '<div class="no-results">正在查找…</div>'; }
      },
      onType: function () { isSettled = false; },
      onDropdownOpen: function () { isSettled = false; },
      onItemAdd: function (value) {
        isSettled = !isMany; /* the list closes, and is not asked for again */
        if (status) status.textContent = "";
        var option = this.options[value];
        if (option && option.key) field.setAttribute("data-key", option.key);
        else field.removeAttribute("data-key");
      }
    };
    function grouped(option) {
      var lately = recent.some(function (one) { return one.value === option.value; });
      return Object.assign({}, option, { group: !recent.length ? undefined : lately ? ["recent", "all"] : "all" });
    }
    if (suggests) {
      if (!isSelect) {
        settings.options = recent.concat(chosen).map(grouped);
        settings.items = chosen.map(function (one) { return one.value; });
      }
      settings.delimiter = "\u0000";
      settings.preload = "focus";
      settings.shouldLoad = function (typed) { return typed !== "" || !isSettled; };
      settings.score = function () { return function () { return 1; }; }; /* the server has searched already */
      settings.sortField = [{ field: "$order" }];
      settings.load = function (typed, done) {
        var chooser = this, mine = ++asked;
        function finish(options) {
          var chosenMeanwhile = isSettled;
          done(options);
          if (chosenMeanwhile) chooser.close();
        }
        setTimeout(function () { /* when the typing pauses; the package's own delay would open a list that has closed */
          if (mine !== asked || isSettled) return finish();
          fetch(address(field, typed), { headers: { Accept: "application/json" }, redirect: "manual" }).then(function (answer) {
            if (answer.type === "opaqueredirect") throw new Error("signed out");
            return answer.json();
          }).then(function (found) {
            if (mine !== asked || isSettled) return finish();
            chooser.clearOptions();
            status.textContent = found.left;
            finish((typed ? [] : recent).concat(found.options).map(grouped));
          }).catch(function () {
            status.textContent = "没有查到，请检查网络后再试";
            finish();
          });
        }, typed ? 250 : 0);
      };
    }
    if (isMany) Array.prototype.forEach.call(field.querySelectorAll("option:disabled"), function (told) { told.remove(); });
    var made = new TomSelect(field, settings), row = below(field, made.wrapper);
    made.control_input.addEventListener("keydown", function (event) {
      if (event.key === "Enter") event.preventDefault(); /* chooses, does not send */
    });
    made.hook("instead", "onKeyDown", (function (act) {
      return function (event) { if (!event.isComposing && event.keyCode !== 229) act.call(made, event); };
    })(made.onKeyDown)); /* the key belongs to the input method */
    if (!label) made.control_input.setAttribute("aria-label", name);
    field.setAttribute("aria-hidden", "true"); /* the combobox speaks for it */
    field.addEventListener("focus", function () { made.focus(); });
    ["aria-describedby", "aria-invalid", "aria-required"].forEach(function (name) {
      if (field.hasAttribute(name)) made.control_input.setAttribute(name, field.getAttribute(name));
    });
    if (isSelect && recent.length) {
      Object.keys(made.options).forEach(function (value) { made.updateOption(value, grouped(made.options[value])); });
    }
    function choose(option) {
      if (!made.options[option.value]) made.addOption(grouped(option));
      made.setValue(option.value);
    }
    if (me) row.appendChild(button("我", name + "：我", function () { choose(me); }));
    if (!isMany && !(label && label.querySelector(".req"))) row.appendChild(button("清除", "清除" + name, function () { made.clear(); }));
    status = document.createElement("span");
    status.className = "form-text";
    status.setAttribute("role", "status");
    row.appendChild(status);
  }

  window.portalChooser = function (scope) {
    Array.prototype.forEach.call(scope.querySelectorAll("[data-chooser]"), ready);
  };
})();
