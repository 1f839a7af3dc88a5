/* Sums a budget while one types: subtotals of lines, sources by account, and whether they agree. */
(function () {
  "use strict";
  var lines, sources, box;
  var ACCOUNTS = { fiscal: "fei", fund: "jin", charity: "jin", market: "jin", resident: "qian", labour: "qian", public_revenue: "qian" };
  /* also for a form that came back */
  function begin() {
    var template = document.getElementById("budget-sums");
    lines = document.querySelector('[data-lines="lines"]');
    sources = document.querySelector('[data-lines="sources"]');
    if (!lines || !sources || !template || sources.querySelector("[data-sums]")) return;
    sources.appendChild(template.content.cloneNode(true));
    box = sources.querySelector("[data-sums]");
    show();
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
  document.addEventListener("input", show);
  document.addEventListener("change", show);
  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("[data-line-add], [data-line-remove]")) setTimeout(show, 0);
  });
  document.addEventListener("htmx:afterSettle", begin);
  begin();
})();
