/* Before the first paint: "auto" follows the system, large type is kept, what only works with JavaScript may show.  Loaded blocking in the head; everything else is in portal.js. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("has-js");
  if (/(?:^|; )large=1/.test(document.cookie)) root.classList.add("ht-large");
  if (root.getAttribute("data-theme") !== "auto") return;
  var dark = matchMedia("(prefers-color-scheme: dark)");
  function follow() {
    if (root.getAttribute("data-theme") === "auto") root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  }
  follow();
  if (dark.addEventListener) dark.addEventListener("change", follow);
})();
