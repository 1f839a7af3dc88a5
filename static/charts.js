/* Charts: options from JSON blocks, colours from the tokens.  Canvas and richText tooltips keep the strict policy
   (the HTML tooltip writes style="" and is blocked).  Mounted again after swaps and when the theme changes. */
(function () {
  "use strict";
  if (!window.echarts) return;
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
      bar: { barMaxWidth: 22, itemStyle: { borderRadius: [2, 2, 0, 0] } },
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
  function mount(host) {
    var source = document.getElementById(host.getAttribute("data-chart"));
    if (!source || charts.has(host)) return;
    var option = resolve(JSON.parse(source.textContent)), label = host.getAttribute("aria-label");
    option.animation = !still && option.animation !== false;
    option.aria = { enabled: true, decal: { show: contrast } };
    var chart = window.echarts.init(host, "ht", { renderer: "canvas" });
    chart.setOption(option);
    if (label) host.setAttribute("aria-label", label); /* ECharts would write its own English sentence */
    charts.set(host, chart);
  }
  function mountAll() {
    charts.forEach(function (chart, host) {
      if (!document.contains(host)) { chart.dispose(); charts.delete(host); }
    });
    Array.prototype.forEach.call(document.querySelectorAll("[data-chart]"), mount);
  }
  function repaint() {
    charts.forEach(function (chart) { chart.dispose(); });
    charts.clear();
    window.echarts.registerTheme("ht", theme());
    mountAll();
  }
  function fit() { charts.forEach(function (chart) { chart.resize(); }); }

  repaint();
  document.addEventListener("htmx:afterSettle", mountAll);
  addEventListener("resize", fit);
  addEventListener("beforeprint", fit);
  new MutationObserver(repaint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-chart-table]");
    if (!button) return;
    var figure = document.getElementById("figure-" + button.getAttribute("data-chart-table"));
    var table = figure.querySelector(".ht-chart-table"), picture = figure.querySelector(".ht-chart");
    var show = table.hidden;
    table.hidden = !show;
    picture.hidden = show;
    button.setAttribute("aria-expanded", String(show));
    button.textContent = show ? "看图表" : "看表格";
    fit();
  });
})();
