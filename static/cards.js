/* The card of a row as a picture: drawn on a canvas from the words and colours of the poster on the page (data-card),
   so that both say the same; saved, or handed to another program of the phone. */
(function () {
  "use strict";
  var WIDTH = 1080, EDGE = 72, GAP = 28; /* pixels of the picture */
  var NEVER_FIRST = /[，。、；：！？）》”’%]/;
  var poster = document.querySelector("[data-card]"), canvas = document.querySelector("[data-card-canvas]");
  var picture = document.querySelector("[data-card-picture]"), save = document.querySelector("[data-card-save]");
  var share = document.querySelector("[data-card-share]"), made = null;
  if (!poster || !canvas || !canvas.getContext || !canvas.toBlob) return;
  var context = canvas.getContext("2d"), styles = getComputedStyle(poster);

  function token(name) { return styles.getPropertyValue(name).trim(); }
  function say(button, words) { document.getElementById(button.getAttribute("data-told")).textContent = words; }
  function words(part) { return part.innerText === undefined ? part.textContent.trim() : part.innerText.trim(); }

  /* ---------- what is drawn: {text, size, weight, family, colour, after} a paragraph ---------- */
  var LOOKS = {
    from: { size: 30, weight: 400, family: "--ht-font", colour: "--ht-ink-3", after: 40, above: 0 },
    kind: { size: 64, weight: 600, family: "--ht-font-doc", colour: "--ht-red", after: 36, above: 0 },
    title: { size: 46, weight: 600, family: "--ht-font", colour: "--ht-ink", after: 30, above: 0 },
    lead: { size: 36, weight: 400, family: "--ht-font", colour: "--ht-ink-2", after: 20, above: 0 },
    label: { size: 30, weight: 400, family: "--ht-font", colour: "--ht-ink-3", after: 6, above: 22 },
    text: { size: 36, weight: 400, family: "--ht-font", colour: "--ht-ink", after: 0, above: 0 },
    way: { size: 32, weight: 600, family: "--ht-font", colour: "--ht-red", after: 0, above: 44 },
    number: { size: 28, weight: 400, family: "--ht-font", colour: "--ht-ink-3", after: 0, above: 44 }
  };
  function paragraphs() {
    return Array.prototype.slice.call(poster.querySelectorAll("[data-card-part]")).map(function (part) {
      return { look: LOOKS[part.getAttribute("data-card-part")], text: words(part) };
    });
  }
  function font(look) { context.font = look.weight + " " + look.size + "px " + token(look.family); }
  /* lines that fit: broken between Chinese characters, never inside a number or a Latin word */
  function lines(text, width) {
    var found = [];
    text.split(/\n+/).forEach(function (paragraph) {
      var pieces = paragraph.match(/[0-9A-Za-z.,:/*〔〕-]+|\s+|[\s\S]/g) || [], line = "";
      pieces.forEach(function (piece) {
        if (line && context.measureText(line + piece).width > width && !NEVER_FIRST.test(piece)) {
          found.push(line);
          line = piece.trim() ? piece : "";
        } else line += piece;
      });
      if (line) found.push(line);
    });
    return found;
  }
  function laid() {
    var top = EDGE + GAP, place = paragraphs().map(function (one) {
      font(one.look);
      var all = lines(one.text, WIDTH - 2 * EDGE), height = Math.round(one.look.size * 1.5);
      top += one.look.above;
      var begun = top;
      top += all.length * height + one.look.after;
      return { look: one.look, lines: all, top: begun, height: height };
    });
    return { place: place, height: top + EDGE };
  }
  function draw() {
    var whole = laid();
    canvas.width = WIDTH;
    canvas.height = whole.height;
    context.fillStyle = token("--ht-surface");
    context.fillRect(0, 0, WIDTH, whole.height);
    context.fillStyle = token("--ht-red-fill");
    context.fillRect(0, 0, WIDTH, 16);
    context.textBaseline = "top";
    whole.place.forEach(function (one) {
      font(one.look);
      context.fillStyle = token(one.look.colour);
      one.lines.forEach(function (line, number) { context.fillText(line, EDGE, one.top + number * one.height); });
    });
    canvas.toBlob(function (blob) {
      if (!blob) return;
      made = blob;
      picture.src = URL.createObjectURL(blob);
      picture.hidden = false;
      document.querySelector("[data-card-waits]").hidden = true;
      save.disabled = false;
      share.hidden = !canShare();
    }, "image/png");
  }

  /* ---------- what is done with it ---------- */
  function file() { return new File([made], save.getAttribute("data-name"), { type: "image/png" }); }
  function canShare() {
    try { return Boolean(navigator.share && navigator.canShare && navigator.canShare({ files: [file()] })); } catch (error) { return false; }
  }
  save.addEventListener("click", function () {
    var link = document.createElement("a");
    link.href = picture.src;
    link.download = save.getAttribute("data-name");
    document.body.appendChild(link);
    link.click();
    link.remove();
    say(save, "已保存；在微信里打开的，长按图片保存");
  });
  share.addEventListener("click", function () {
    navigator.share({ files: [file()] }).then(function () { say(share, "已交给所选的程序"); }, function (fault) {
      if (fault.name !== "AbortError") say(share, "没有发送成功，请保存图片后再发");
    });
  });
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(draw);
  else draw();
})();
