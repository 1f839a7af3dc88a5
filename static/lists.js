/* Lists: the order of the columns in their chooser, and how close the rows stand, kept by a cookie like the theme. */
(function () {
  "use strict";
  function near(event, selector) { return event.target.closest ? event.target.closest(selector) : null; }
  function move(button, up) {
    var line = button.closest("li"), other = up ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    line.parentNode.insertBefore(up ? line : other, up ? other : line);
    button.focus();
  }
  /* the buttons of the columns, when their chooser opens first */
  function mover(name, icon, words) {
    var button = document.createElement("button"), mark = document.createElement("i");
    button.type = "button";
    button.className = "btn btn-sm btn-icon";
    button.setAttribute("data-column-" + name, "");
    button.setAttribute("aria-label", words);
    mark.className = "bi " + icon;
    mark.setAttribute("aria-hidden", "true");
    button.appendChild(mark);
    return button;
  }
  function addMovers(list) {
    Array.prototype.forEach.call(list.children, function (line) {
      var name = line.querySelector("label").lastElementChild.lastChild.textContent.trim();
      line.appendChild(mover("up", "bi-chevron-up", name + "上移"));
      line.appendChild(mover("down", "bi-chevron-down", name + "下移"));
    });
  }
  document.addEventListener("toggle", function (event) {
    var list = event.target.querySelector("[data-columns]");
    if (list && event.target.open && !list.querySelector("button")) addMovers(list);
  }, true);
  function setDensity(button) {
    var on = button.getAttribute("aria-pressed") !== "true", secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = "density=" + (on ? "compact" : "wide") + "; path=/; max-age=31536000; samesite=lax" + secure;
    button.setAttribute("aria-pressed", String(on));
    Array.prototype.forEach.call(document.querySelectorAll("#table .ht-table"), function (table) {
      table.classList.toggle("is-compact", on);
    });
  }
  document.addEventListener("click", function (event) {
    var button, open = document.querySelector(".ht-pop[open]");
    if ((button = near(event, "[data-column-up]"))) move(button, true);
    else if ((button = near(event, "[data-column-down]"))) move(button, false);
    else if ((button = near(event, "[data-density]"))) setDensity(button);
    else if (open && !open.contains(event.target)) open.open = false;
  });
  document.addEventListener("keydown", function (event) {
    var open = document.querySelector(".ht-pop[open]");
    if (event.key !== "Escape" || !open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
})();
