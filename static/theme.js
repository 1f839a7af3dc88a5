/* Before the first paint: "auto" follows the system.  Loaded blocking in the head; everything else is in portal.js. */
(function () {
  "use strict";
  var root = document.documentElement;
  if (root.getAttribute("data-theme") !== "auto") return;
  var dark = matchMedia("(prefers-color-scheme: dark)");
  function follow() {
    if (root.getAttribute("data-theme") === "auto") root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  }
  follow();
  if (dark.addEventListener) dark.addEventListener("change", follow);
})();
