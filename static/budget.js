/* Sums a budget while one types: subtotals of lines, sources by account, and whether they agree. */
(function () {
  "use strict";
  var lines, sources, quotes, box, above, needed;
  var ACCOUNTS = { fiscal: "fei", fund: "jin", charity: "jin", market: "jin", resident: "qian", labour: "qian", public_revenue: "qian" };
  /* also for a form that came back */
  function begin() {
    var template = document.getElementById("budget-sums");
    lines = document.querySelector('[data-lines="lines"]');
    sources = document.querySelector('[data-lines="sources"]');
    quotes = document.querySelector('[data-lines="quotes"]');
    if (!lines || !sources || !template || sources.querySelector("[data-sums]")) return;
    sources.appendChild(template.content.cloneNode(true));
    box = sources.querySelector("[data-sums]");
    above = parseFloat(template.getAttribute("data-above")) * 100;
    needed = +template.getAttribute("data-needed");
    show();
    ask();
  }

  function cents(text) {
    var value = parseFloat(String(text || "").replace(/[,，\s]/g, ""));
    return isFinite(value) ? Math.round(value * 100) : 0;
  }
  function money(amount) {
    return (amount / 100).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  }
  function field(row, name) {
    return row.querySelector('[name$="-' + name + '"]');
  }
  function subtotal(row) {
    var quantity = field(row, "quantity"), price = field(row, "unit_price");
    if (!quantity || !price) return 0;
    var amount = Math.round(cents(quantity.value) * cents(price.value) / 100);
    var note = row.querySelector("[data-subtotal]");
    if (!note) {
      note = document.createElement("div");
      note.className = "form-text ht-num";
      note.setAttribute("data-subtotal", "");
      price.parentNode.appendChild(note);
    }
    note.textContent = amount ? "小计 " + money(amount) : "";
    return amount;
  }
  function rows(part) {
    return Array.prototype.slice.call(part.querySelectorAll("[data-rows] > [data-row]"));
  }
  function show() {
    if (!box || !document.contains(box)) return;
    var spent = 0, totals = { fei: 0, jin: 0, qian: 0 }, given = 0, x = 0;
    rows(lines).forEach(function (row) { spent += subtotal(row); });
    rows(sources).forEach(function (row) {
      var kind = field(row, "kind"), amount = cents((field(row, "amount") || {}).value);
      if (!kind || !ACCOUNTS[kind.value]) return;
      totals[ACCOUNTS[kind.value]] += amount;
      given += amount;
    });
    Object.keys(totals).forEach(function (account) {
      var width = given ? totals[account] * 100 / given : 0, bar = box.querySelector('[data-bar="' + account + '"]');
      box.querySelector('[data-account="' + account + '"]').textContent = money(totals[account]);
      bar.setAttribute("x", x + "%");
      bar.setAttribute("width", width + "%");
      x += width;
    });
    box.querySelector("[data-spent]").textContent = money(spent);
    var verdict = box.querySelector("[data-verdict]");
    verdict.className = given === spent ? "txt-ok" : "txt-danger";
    verdict.textContent = !given && !spent ? "" : given === spent ? "来源与支出一致" : given > spent ? "来源多出 " + money(given - spent) + " 元" : "来源还差 " + money(spent - given) + " 元";
  }
  /* a line above the limit gets its empty rows for quotes, and loses them when it is cheaper again */
  function ask() {
    if (!quotes || !document.contains(quotes) || !window.portal) return;
    rows(lines).forEach(function (line) {
      var name = field(line, "name"), own = rows(quotes).filter(function (row) { return field(row, "line_no").portalRow === line; });
      var isAsked = name && name.value.trim() && subtotal(line) > above;
      own.forEach(function (row) { if (!isAsked && isEmpty(row)) remove(row); });
      for (var n = own.length; isAsked && n < needed; n++) {
        var row = rows(quotes).filter(function (one) { return !field(one, "line_no").portalRow && isEmpty(one); })[0] || window.portal.appendLine(quotes);
        if (row) field(row, "line_no").portalRow = line;
      }
    });
    window.portal.nameRows(quotes.closest("form"));
  }
  function isEmpty(row) {
    return !field(row, "supplier").value && !field(row, "amount").value && !field(row, "paper").value && !field(row, "quote").value;
  }
  function remove(row) {
    field(row, "line_no").portalRow = null;
    if (rows(quotes).length > 1) row.querySelector("[data-line-remove]").click();
  }
  /* a source that is chosen without an amount takes what the others leave, and follows it until one is typed */
  function fill(event) {
    if (/^sources-\d+-amount$/.test(event.target.name || "")) { event.target.portalFilled = ""; return; }
    var open = rows(sources).filter(function (row) {
      var kind = field(row, "kind"), amount = field(row, "amount");
      return kind && kind.value && amount && (!amount.value || amount.value === amount.portalFilled);
    })[0];
    if (!open) return;
    var amount = field(open, "amount"), left = 0, filled;
    rows(lines).forEach(function (line) { left += subtotal(line); });
    rows(sources).forEach(function (other) { if (other !== open) left -= cents(field(other, "amount").value); });
    filled = left > 0 ? (left / 100).toFixed(2) : "";
    amount.portalFilled = filled;
    if (amount.value !== filled) amount.value = filled; /* else what is selected in it would be lost */
  }
  document.addEventListener("change", function (event) {
    if (!box || !document.contains(box)) return;
    fill(event);
    if (event.target.closest && event.target.closest('[data-lines="lines"]')) ask();
  });
  document.addEventListener("input", show);
  document.addEventListener("change", show);
  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("[data-line-add], [data-line-remove]")) setTimeout(show, 0);
  });
  document.addEventListener("htmx:afterSettle", begin);
  begin();
})();
