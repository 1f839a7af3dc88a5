/* A long list of people to tick: found by name, those left over alone, and how far it is.
   The bar is drawn with the rows (data-tick-bar); without this script it stays hidden. */
(function () {
  "use strict";
  function all(selector, scope) { return Array.prototype.slice.call((scope || document).querySelectorAll(selector)); }
  function boxOf(part) { return part.closest ? part.closest("[data-lines]") : null; }
  function rowsOf(box) { return all("[data-rows] > [data-row]", box); }
  function chosen(row) { return row.querySelector(".ht-ticks .ht-tick input:checked"); } /* of its first question */
  function words(row) {
    return all("td", row).filter(function (cell) { return !cell.querySelector(".ht-ticks"); })
      .map(function (cell) { return cell.textContent; }).join(" ").toLowerCase();
  }

  function count(box) {
    var rows = rowsOf(box), told = {}, order = [], done = 0, parts;
    rows.forEach(function (row) {
      var tick = chosen(row), label = tick && tick.parentNode.textContent.trim();
      if (!tick) return;
      done += 1;
      if (!told[label]) { told[label] = 0; order.push(label); }
      told[label] += 1;
    });
    parts = order.map(function (label) { return label + " " + told[label]; });
    box.querySelector("[data-tick-count]").textContent = ["已登记 " + done + " / " + rows.length].concat(parts).join(" · ");
  }
  function show(box) {
    var find = box.querySelector("[data-tick-find]"), wanted = find.value.trim().toLowerCase();
    var left = box.querySelector("[data-tick-left]").getAttribute("aria-pressed") === "true", shown = 0;
    rowsOf(box).forEach(function (row) {
      var fits = (!wanted || words(row).indexOf(wanted) >= 0) && !(left && chosen(row));
      row.hidden = !fits;
      if (fits) shown += 1;
    });
    box.querySelector("[data-tick-none]").hidden = shown > 0;
  }
  function ready(scope) {
    all("[data-tick-bar][hidden]", scope).forEach(function (bar) { bar.hidden = false; count(boxOf(bar)); });
  }

  document.addEventListener("input", function (event) {
    if (event.target.hasAttribute("data-tick-find")) show(boxOf(event.target));
  });
  document.addEventListener("keydown", function (event) { /* Enter finds, it does not send */
    if (event.key === "Enter" && event.target.hasAttribute("data-tick-find")) event.preventDefault();
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-tick-left]") : null;
    if (!button) return;
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    show(boxOf(button));
  });
  document.addEventListener("change", function (event) { /* a row that was just ticked stays where the finger is */
    var box = boxOf(event.target);
    if (box && box.querySelector("[data-tick-bar]")) count(box);
  });
  document.addEventListener("htmx:afterSwap", function (event) { ready(event.target); });
  ready(document);
})();
