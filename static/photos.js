/* Photographs: shown in full over the page, and before they are sent shrunk, shown and gathered from several choices.
   The marks are drawn by templatetags/details.py (data-full) and generic/_files.html (data-gathers). */
(function () {
  "use strict";
  var LONGEST = 2560, LARGE = 1000000, QUALITY = 0.85, NAMED = 3; /* pixels, bytes, of a JPEG, names in a sentence */
  var SENT_AS_THEY_ARE = /^image\/(jpeg|png|webp)$/;

  function all(selector, scope) { return Array.prototype.slice.call((scope || document).querySelectorAll(selector)); }
  function make(tag, css, words) {
    var made = document.createElement(tag);
    if (css) made.className = css;
    if (words) made.textContent = words;
    return made;
  }
  function button(css, words, name, act) {
    var made = make("button", css, words);
    made.type = "button";
    if (name) made.setAttribute("aria-label", name);
    made.addEventListener("click", act);
    return made;
  }
  function size(bytes) {
    return bytes >= 1048576 ? (bytes / 1048576).toFixed(1) + " MB" : Math.max(1, Math.round(bytes / 1024)) + " KB";
  }

  /* ---------- one picture over the page ---------- */
  var viewer, shown = [], at = 0;
  function build() {
    viewer = make("dialog", "ht-viewer");
    viewer.setAttribute("aria-label", "照片");
    var bar = make("div", "bar"), words = make("p"), stage = make("div", "stage"), picture = make("img");
    words.setAttribute("aria-live", "polite");
    bar.appendChild(words);
    var load = make("a", "btn btn-sm", "下载");
    bar.appendChild(load);
    bar.appendChild(button("btn btn-sm", "关闭", "", function () { viewer.close(); }));
    stage.appendChild(picture);
    stage.appendChild(button("prev", "‹", "上一张", function () { show(at - 1); }));
    stage.appendChild(button("next", "›", "下一张", function () { show(at + 1); }));
    viewer.appendChild(bar);
    viewer.appendChild(stage);
    picture.addEventListener("click", function () { stage.classList.toggle("is-whole"); });
    viewer.addEventListener("keydown", function (event) {
      if (event.key === "ArrowLeft") show(at - 1);
      if (event.key === "ArrowRight") show(at + 1);
    });
    var begun = null;
    stage.addEventListener("touchstart", function (event) { begun = event.touches.length === 1 ? event.touches[0].clientX : null; }, { passive: true });
    stage.addEventListener("touchend", function (event) {
      var gone = begun === null ? 0 : event.changedTouches[0].clientX - begun;
      if (Math.abs(gone) > 60 && !stage.classList.contains("is-whole")) show(at + (gone < 0 ? 1 : -1));
    });
    document.body.appendChild(viewer);
  }
  function show(number) {
    if (number < 0 || number >= shown.length) return;
    at = number;
    var link = shown[at], picture = viewer.querySelector("img"), words = link.getAttribute("data-full");
    viewer.querySelector(".stage").classList.remove("is-whole");
    picture.src = link.href;
    picture.alt = words;
    viewer.querySelector("p").textContent = (shown.length > 1 ? at + 1 + " / " + shown.length + "　" : "") + words;
    viewer.querySelector("a").href = link.getAttribute("data-download") || link.href;
    viewer.querySelector("a").setAttribute("download", "");
    viewer.querySelector(".prev").hidden = at === 0;
    viewer.querySelector(".next").hidden = at === shown.length - 1;
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[data-full]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || !window.HTMLDialogElement) return;
    event.preventDefault();
    if (!viewer) build();
    shown = all("a[data-full]", link.closest("[data-shots]") || link.parentNode);
    show(shown.indexOf(link));
    viewer.showModal();
  });

  /* ---------- shrinking ---------- */
  /* the parts of a JPEG before its picture: calls visit(marker, place, length); gives the place where the picture begins, or -1 */
  function parts(view, visit) {
    var place = 2;
    if (view.byteLength < 4 || view.getUint16(0) !== 0xFFD8) return -1;
    while (place + 10 < view.byteLength) {
      var marker = view.getUint16(place), length = view.getUint16(place + 2);
      if ((marker & 0xFF00) !== 0xFF00) return -1;
      if (marker === 0xFFDA) return place;
      visit(marker, place, length);
      place += 2 + length;
    }
    return -1;
  }
  /* whether a picture has its end: a browser draws half of one without a word, and the server could not tell any more */
  function isWhole(bytes) {
    var view = new DataView(bytes), octets = new Uint8Array(bytes), place = parts(view, function () {});
    if (place > 0) {
      for (; place + 1 < octets.length; place++) if (octets[place] === 0xFF && octets[place + 1] === 0xD9) return true;
      return false;
    }
    if (view.byteLength > 24 && view.getUint32(0) === 0x89504E47) {
      for (place = 8; place + 12 <= octets.length; place += 12 + view.getUint32(place)) if (view.getUint32(place + 4) === 0x49454E44) return true;
      return false;
    }
    if (view.byteLength > 12 && view.getUint32(0) === 0x52494646) return 8 + view.getUint32(4, true) <= view.byteLength;
    return true; /* of another kind: what the browser reads of it is all there is */
  }
  /* the Exif block of a JPEG, with its turn taken back, for the canvas has turned the picture; null without one */
  function exifOf(bytes) {
    var found = null;
    parts(new DataView(bytes), function (marker, place, length) {
      if (found || marker !== 0xFFE1 || place + 2 + length > bytes.byteLength || new DataView(bytes).getUint32(place + 4) !== 0x45786966) return;
      var block = bytes.slice(place, place + 2 + length);
      if (straight(new DataView(block))) found = block;
    });
    return found;
  }
  function straight(view) {
    try {
      var start = 10, little = view.getUint16(start) === 0x4949, table = start + view.getUint32(start + 4, little);
      for (var n = view.getUint16(table, little), entry = table + 2; n > 0; n--, entry += 12) {
        if (view.getUint16(entry, little) === 0x0112) view.setUint16(entry + 8, 1, little);
      }
      return true;
    } catch (error) { return false; } /* beyond the end of the block: it is left out */
  }
  function read(blob) {
    return new Promise(function (done, failed) {
      var reader = new FileReader();
      reader.onload = function () { done(reader.result); };
      reader.onerror = failed;
      reader.readAsArrayBuffer(blob);
    });
  }
  function decode(file) {
    return new Promise(function (done, failed) {
      var picture = new Image(), address = URL.createObjectURL(file);
      picture.onload = function () { URL.revokeObjectURL(address); done(picture); };
      picture.onerror = function () { URL.revokeObjectURL(address); failed(); };
      picture.src = address;
    });
  }
  function drawn(picture, scale) {
    return new Promise(function (done) {
      var canvas = make("canvas"), context = canvas.getContext("2d");
      canvas.width = Math.round(picture.naturalWidth * scale);
      canvas.height = Math.round(picture.naturalHeight * scale);
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(done, "image/jpeg", QUALITY);
    });
  }
  /* the file as it is sent: what the browser cannot read, and what is small already, stays as it is */
  function shrunk(file) {
    var known = SENT_AS_THEY_ARE.test(file.type);
    if (!/^image\//.test(file.type) || file.type === "image/gif" || (known && file.size <= LARGE)) return Promise.resolve(file);
    return read(file).then(function (bytes) {
      if (!isWhole(bytes)) throw new Error("a part is missing");
      return Promise.all([decode(file), exifOf(bytes)]);
    }).then(function (found) {
      var scale = Math.min(1, LONGEST / Math.max(found[0].naturalWidth, found[0].naturalHeight));
      return Promise.all([drawn(found[0], scale), found[1]]);
    }).then(function (made) {
      var blob = made[0], exif = made[1];
      if (!blob || (known && blob.size > file.size * 0.9)) return file;
      var parts = exif ? [blob.slice(0, 2), exif, blob.slice(2)] : [blob];
      return new File(parts, file.name, { type: "image/jpeg", lastModified: file.lastModified });
    }).catch(function () { return file; });
  }

  /* ---------- choosers: what is chosen joins what was, each shown and taken away by itself ---------- */
  var gathered = new WeakMap(); /* chooser -> [{file, was}] */
  function put(chooser, files) {
    var carrier = new DataTransfer();
    files.forEach(function (one) { carrier.items.add(one.file); });
    chooser.files = carrier.files;
    gathered.set(chooser, files);
  }
  function draw(chooser, note) {
    var files = gathered.get(chooser) || [], drop = chooser.closest(".ht-drop"), list = drop.parentNode.querySelector(".ht-shots[data-chosen]");
    if (!list) {
      list = make("ul", "ht-shots");
      list.setAttribute("data-chosen", "");
      list.setAttribute("aria-label", "已选文件");
      drop.after(list);
    }
    all("img", list).forEach(function (picture) { URL.revokeObjectURL(picture.src); });
    list.textContent = "";
    files.forEach(function (one, number) {
      var item = make("li"), face = make("span", "ht-shot");
      if (/^image\/(jpeg|png|webp|gif)$/.test(one.file.type)) {
        var picture = make("img");
        picture.src = URL.createObjectURL(one.file);
        picture.alt = "";
        face.appendChild(picture);
      } else face.appendChild(make("span", "kind", (one.file.name.split(".").pop() || "文件").slice(0, 4).toUpperCase()));
      item.appendChild(face);
      item.appendChild(make("span", "n", one.file.name + "，" + size(one.file.size) + (one.was > one.file.size ? "（原 " + size(one.was) + "）" : "")));
      item.appendChild(button("btn btn-text btn-sm", "移除", "移除 " + one.file.name, function () {
        put(chooser, files.filter(function (other) { return other !== one; }));
        draw(chooser);
        chooser.dispatchEvent(new CustomEvent("gathered", { bubbles: true }));
        chooser.focus();
      }));
      list.appendChild(item);
    });
    say(chooser, note || (files.length && +chooser.getAttribute("data-gathers") > 1 ? "已选 " + files.length + " 个，合计 " + size(files.reduce(function (sum, one) { return sum + one.file.size; }, 0)) : ""));
  }
  function say(chooser, words) {
    var drop = chooser.closest(".ht-drop"), place = drop.parentNode.querySelector("[data-gathered]");
    if (!place) {
      place = make("p", "form-text mb-0");
      place.setAttribute("data-gathered", "");
      place.setAttribute("role", "status");
      drop.after(place);
    }
    place.textContent = words;
  }
  /* the files that were chosen and do not come along, by their names, and why */
  function leftOut(why, files) {
    var names = files.slice(0, NAMED).map(function (file) { return file.name; }).join("、");
    return files.length ? why + "，" + names + (files.length > NAMED ? " 等 " + files.length + " 个" : " ") + "没有加入" : "";
  }
  function gather(chooser, said) {
    var most = +chooser.getAttribute("data-gathers") || 1, limit = +chooser.getAttribute("data-limit") || Infinity;
    var before = most > 1 ? gathered.get(chooser) || [] : [], chosen = Array.prototype.slice.call(chooser.files);
    var room = Math.max(0, most - before.length - held(chooser)), left = chosen.slice(room);
    if (!chosen.length && before.length) { put(chooser, before); return; } /* the choice was broken off */
    chosen = chosen.slice(0, room);
    window.portal.hold(chooser.form);
    say(chooser, "正在准备 " + chosen.length + " 个文件…");
    chosen.reduce(function (sofar, file) { /* one after the other: a phone has little memory */
      return sofar.then(function (done) {
        return shrunk(file).then(function (made) { return done.concat({ file: made, was: file.size }); });
      });
    }, Promise.resolve([])).then(function (done) {
      var large = done.filter(function (one) { return one.file.size > limit; });
      var notes = [said, leftOut("最多 " + most + " 个", left), leftOut("每个不超过 " + size(limit).replace(".0 ", " "), large.map(function (one) { return one.file; }))];
      put(chooser, before.concat(done.filter(function (one) { return large.indexOf(one) < 0; })));
      draw(chooser, notes.filter(Boolean).join("；"));
      window.portal.letGo(chooser.form);
      chooser.dispatchEvent(new CustomEvent("gathered", { bubbles: true }));
    });
  }
  /* several files chosen in one row of a table go into this row and those below that have none; says which found none */
  function spread(chooser) {
    var name = chooser.getAttribute("data-spread"), chosen = Array.prototype.slice.call(chooser.files);
    if (!name || chosen.length < 2) return "";
    var fields = all('input[data-spread="' + name + '"]', chooser.closest("[data-rows]"));
    var free = fields.slice(fields.indexOf(chooser) + 1).filter(function (field) {
      return !field.files.length && !field.closest("td").querySelector("input:checked");
    });
    put(chooser, [{ file: chosen[0], was: chosen[0].size }]);
    chosen.slice(1, 1 + free.length).forEach(function (file, number) {
      put(free[number], [{ file: file, was: file.size }]);
      free[number].dispatchEvent(new Event("change", { bubbles: true }));
    });
    return leftOut("每行一个，下面没有空行", chosen.slice(1 + free.length));
  }
  function held(chooser) {
    return +chooser.getAttribute("data-gathers") > 1 ? all('input[name="' + chooser.name + '-held"]:checked', chooser.form).length : 0;
  }
  document.addEventListener("reset", function (event) { /* an emptied form takes no photograph along */
    all("input[data-gathers]", event.target).forEach(function (chooser) { if (gathered.delete(chooser)) draw(chooser); });
  });
  document.addEventListener("change", function (event) {
    if (event.target.type === "file" && event.target.hasAttribute("data-gathers") && window.DataTransfer && window.portal) {
      gather(event.target, spread(event.target));
    }
  });
})();
