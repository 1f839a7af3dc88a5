/* Charts: options from JSON blocks, colours from the tokens.  Canvas and richText tooltips keep the strict policy
   (the HTML tooltip writes style="" and is blocked).  Mounted again after swaps and when the theme changes.
   The package is as heavy as the rest of the page: it is fetched when a chart comes near or the reader begins to move. */
(function () {
  "use strict";
  var address = document.currentScript.getAttribute("data-package"), waiting = [], isAsked = false;
  var charts = new Map();
  var wall = document.body.classList.contains("ht-wall");
  var still = wall || matchMedia("(prefers-reduced-motion: reduce)").matches;
  var contrast = matchMedia("(prefers-contrast: more)").matches;

  function token(name) { return getComputedStyle(document.body).getPropertyValue(name).trim(); }
  function theme() {
    var size = wall ? 15 : 12, text = token("--ht-ink-2"), ink = token("--ht-ink");
    var axis = {
      axisLine: { lineStyle: { color: token("--ht-line-2") } },
      axisTick: { show: false },
      axisLabel: { color: text, fontSize: size },
      nameTextStyle: { color: token("--ht-ink-3"), fontSize: size },
      splitLine: { lineStyle: { color: token("--ht-line") } }
    };
    return {
      color: ["--ht-c1", "--ht-c2", "--ht-c3", "--ht-c4", "--ht-c5", "--ht-c6"].map(token),
      textStyle: { fontFamily: token("--ht-font"), fontSize: size, color: text },
      grid: { left: 8, right: 12, top: 34, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8, itemGap: 18, icon: "roundRect", textStyle: { color: text, fontSize: size } },
      tooltip: {
        renderMode: "richText", confine: true, backgroundColor: token("--ht-surface"), borderColor: token("--ht-line-2"), borderWidth: 1,
        padding: [8, 12], textStyle: { color: ink, fontSize: size + 1 },
        axisPointer: { lineStyle: { color: token("--ht-field") }, shadowStyle: { color: token("--ht-axis-shade") } }
      },
      categoryAxis: axis, valueAxis: axis, timeAxis: axis,
      bar: { barMaxWidth: 22, itemStyle: { borderRadius: [2, 2, 0, 0] }, label: { color: text, fontSize: size } },
      line: { symbol: "circle", symbolSize: 5, lineStyle: { width: 2 } },
      sankey: { label: { color: ink, fontSize: 13 }, lineStyle: { color: "source", opacity: 0.22 } }
    };
  }
  /* "var(--ht-fei)" in an option becomes the token of the theme */
  function resolve(value) {
    if (typeof value === "string") {
      var name = /^var\((--[\w-]+)\)$/.exec(value);
      return name ? token(name[1]) : value;
    }
    if (Array.isArray(value)) return value.map(resolve);
    if (value && typeof value === "object") {
      var made = {};
      Object.keys(value).forEach(function (key) { made[key] = resolve(value[key]); });
      return made;
    }
    return value;
  }
  function draw(chart, host) {
    var source = document.getElementById(host.getAttribute("data-chart")), label = host.getAttribute("aria-label");
    var option = resolve(JSON.parse(source.textContent));
    option.animation = !still && option.animation !== false;
    option.aria = { enabled: true, decal: { show: contrast } };
    chart.setOption(option, true);
    if (label) host.setAttribute("aria-label", label); /* ECharts would write its own English sentence */
  }
  function mountAll() {
    if (!window.echarts) { watch(); return; }
    charts.forEach(function (chart, host) {
      if (!document.contains(host)) { chart.dispose(); charts.delete(host); }
    });
    Array.prototype.forEach.call(document.querySelectorAll("[data-chart]"), function (host) {
      if (charts.has(host) || !document.getElementById(host.getAttribute("data-chart"))) return;
      var chart = window.echarts.init(host, theme(), { renderer: "canvas" });
      charts.set(host, chart);
      draw(chart, host);
    });
  }
  function repaint() {
    var colours = theme();
    charts.forEach(function (chart, host) {
      chart.setTheme(colours);
      draw(chart, host);
    });
  }
  function fit() { charts.forEach(function (chart) { chart.resize(); }); }

  /* fetch the package, once; `then` is called when the charts are drawn, or cannot be */
  function need(then) {
    if (then) waiting.push(then);
    if (isAsked) return;
    isAsked = true;
    var script = document.createElement("script");
    function go() { waiting.splice(0).forEach(function (act) { act(); }); }
    script.src = address;
    script.addEventListener("load", function () { mountAll(); go(); });
    script.addEventListener("error", function () { isAsked = false; go(); });
    document.head.appendChild(script);
  }
  function begin() { need(); }
  var near = window.IntersectionObserver && new IntersectionObserver(function (seen) {
    if (seen.some(function (entry) { return entry.isIntersecting; })) need();
  }, { rootMargin: "0px 0px 50% 0px" });
  function watch() {
    Array.prototype.forEach.call(document.querySelectorAll("[data-chart]"), function (host) {
      if (near) near.observe(host);
      else need();
    });
  }
  ["pointermove", "keydown", "touchstart", "scroll"].forEach(function (name) {
    addEventListener(name, begin, { once: true, passive: true });
  });
  document.addEventListener("click", function (event) { /* nothing is printed without its charts */
    if (window.echarts || !event.target.closest || !event.target.closest("[data-print]")) return;
    event.stopImmediatePropagation();
    if (window.portal) window.portal.fetchRest();
    need(function () { window.print(); });
  }, true);

  mountAll();
  document.addEventListener("htmx:afterSettle", mountAll);
  addEventListener("resize", fit);
  /* paper is white: print in the light theme, without a half-run animation */
  var root = document.documentElement, onScreen = null;
  addEventListener("beforeprint", function () {
    onScreen = root.getAttribute("data-bs-theme");
    root.setAttribute("data-bs-theme", "light");
    still = true;
    repaint();
    fit();
  });
  addEventListener("afterprint", function () {
    if (onScreen) root.setAttribute("data-bs-theme", onScreen);
    onScreen = null;
    fit();
  });
  new MutationObserver(repaint).observe(root, { attributes: true, attributeFilter: ["data-bs-theme"] });

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-chart-table]");
    if (!button) return;
    var figure = document.getElementById("figure-" + button.getAttribute("data-chart-table"));
    var table = figure.querySelector(".ht-chart-table"), picture = figure.querySelector(".ht-chart");
    var show = table.hidden;
    table.hidden = !show;
    picture.hidden = show;
    button.setAttribute("aria-expanded", String(show));
    button.textContent = show ? "查看图表" : "查看数据表";
    fit();
  });
})();
