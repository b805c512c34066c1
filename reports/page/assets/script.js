// The page is whole without this file. It remembers the theme, copies permalinks,
// sorts, filters and searches, reads drawings out beside the pointer and ranks by
// other weights. It asks the network for nothing; the one number it writes, a score
// with one decimal, has the decimal sign that the page gives.
(function () {
  "use strict";
  var root = document.documentElement, key = "fabbisogno-theme";
  root.classList.add("js");
  function remembered() { try { return localStorage.getItem(key); } catch (e) { return null; } }
  function remember(theme) { try { localStorage.setItem(key, theme); } catch (e) { /* private window: the choice lasts for the page */ } }
  function systemDark() { return matchMedia("(prefers-color-scheme: dark)").matches; }
  function isDark() { var t = root.getAttribute("data-theme"); return t ? t === "dark" : systemDark(); }
  var saved = remembered();
  // Set before the body is drawn, so that a remembered theme does not flash.
  if (saved === "dark" || saved === "light") { root.setAttribute("data-theme", saved); }

  function themeSwitch(button) {
    function show() { button.setAttribute("aria-pressed", String(isDark())); }
    button.addEventListener("click", function () {
      var next = isDark() ? "light" : "dark";
      root.setAttribute("data-theme", next);
      remember(next);
      show();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    show();
  }

  // The language switch leads to the place the reader is at, with its weights.
  function keepAnchor(link) {
    var plain = link.getAttribute("href").split("#")[0];
    function follow() { link.setAttribute("href", plain + location.hash); }
    addEventListener("hashchange", follow);
    addEventListener("weights", follow);
    follow();
  }

  function permalink(link) {
    var label = link.textContent;
    link.addEventListener("click", function () {
      if (!navigator.clipboard) { return; }
      navigator.clipboard.writeText(link.href).then(function () {
        link.textContent = link.getAttribute("data-copied");
        link.setAttribute("aria-live", "polite");
        setTimeout(function () { link.textContent = label; }, 2000);
      }, function () { /* not allowed: the link itself still leads there */ });
    });
  }

  function value(row, i) {
    var cell = row.cells[i], v = cell.getAttribute("data-v");
    if (v === null) { v = cell.classList.contains("num") ? "" : cell.textContent.trim(); }
    return v;
  }

  // Missing values stay last whichever way a column is sorted.
  function compare(a, b, direction) {
    if (a === "" || b === "") { return a === b ? 0 : a === "" ? 1 : -1; }
    var x = Number(a), y = Number(b);
    if (!isNaN(x) && !isNaN(y)) { return direction * (x - y); }
    return direction * a.localeCompare(b, root.lang);
  }

  function sortable(table) {
    var heads = list(table.tHead.rows[0].cells), body = table.tBodies[0];
    if (body.rows.length < 3) { return; }
    heads.forEach(function (head, i) {
      var button = document.createElement("button");
      button.type = "button";
      button.title = table.getAttribute("data-sort");
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener("click", function () {
        var direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        heads.forEach(function (h) { h.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
        var rows = list(body.rows).map(function (row, place) { return { row: row, place: place, v: value(row, i) }; });
        rows.sort(function (a, b) { return compare(a.v, b.v, direction) || a.place - b.place; });
        rows.forEach(function (r) { body.appendChild(r.row); });
      });
    });
  }

  // Beside the pointer stands what the nearest place of a drawing says; a line
  // marks the place. The words come with the drawing, and its table has them too.
  var reading, cross;
  function hideReading() {
    if (reading) { reading.hidden = true; }
    if (cross && cross.parentNode) { cross.parentNode.removeChild(cross); }
  }
  function places(group) {
    var at = group.getAttribute("data-at").split(" ");
    return { down: at[0] === "y", first: +at[1], step: +at[2], from: +at[3], to: +at[4], texts: group.getAttribute("data-say").split("|") };
  }
  // The place the pointer is at, if that says something.
  function nearest(all, x, y) {
    for (var k = 0; k < all.length; k++) {
      var p = all[k], along = p.down ? y : x, across = p.down ? x : y;
      var i = Math.max(0, Math.min(p.texts.length - 1, Math.round((along - p.first) / p.step)));
      var near = Math.abs(p.first + i * p.step - along) <= Math.max(p.step / 2, 6);
      if (near && p.texts[i] && across >= p.from - 4 && across <= p.to + 4) { return { place: p, i: i }; }
    }
    return null;
  }
  // What a place says, without the series that the reader has hidden: "period: name value".
  function unhidden(text, gone) {
    var at = text.indexOf(": ") + 2, parts = text.slice(at).split(" · "), left = parts.filter(function (part) { return gone.indexOf(part.slice(0, part.lastIndexOf(" "))) < 0; });
    return left.length ? text.slice(0, at) + left.join(" · ") : "";
  }
  function readable(svg) {
    var drawing = svg.closest(".drawing"), all = Array.prototype.map.call(svg.querySelectorAll("g.spots"), places);
    if (!all.length) { return; }
    function show(event) {
      var box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
      var found = nearest(all, (event.clientX - box.left) / scale, (event.clientY - box.top) / scale);
      var words = found && unhidden(found.place.texts[found.i], drawing.gone || []);
      if (!words) { hideReading(); return; }
      if (!reading) {
        reading = document.createElement("div");
        reading.className = "reading";
        reading.setAttribute("aria-hidden", "true");
        document.body.appendChild(reading);
        cross = document.createElementNS(svg.namespaceURI, "line");
        cross.setAttribute("class", "cross");
      }
      var p = found.place, middle = p.first + found.i * p.step;
      var ends = p.down ? [p.from, middle + p.step / 2 - 2, p.to, middle + p.step / 2 - 2] : [middle, p.from, middle, p.to];
      ["x1", "y1", "x2", "y2"].forEach(function (name, k) { cross.setAttribute(name, ends[k].toFixed(1)); });
      svg.appendChild(cross);
      reading.textContent = words;
      reading.hidden = false;
      var wide = root.clientWidth, left = event.clientX + 14;
      if (left + reading.offsetWidth > wide - 4) { left = Math.max(4, Math.min(event.clientX - reading.offsetWidth - 14, wide - reading.offsetWidth - 4)); }
      var top = event.clientY - reading.offsetHeight - 12;
      if (top < 4) { top = event.clientY + 18; }
      reading.style.left = left + "px";
      reading.style.top = top + "px";
    }
    svg.addEventListener("pointermove", show);
    svg.addEventListener("pointerdown", show);
    svg.addEventListener("pointerleave", hideReading);
  }

  // Each series of a chart gets a button: pressed, it is shown. While a series shown is
  // pointed at or has the focus, the others fade. On paper all of them stand.
  function series(svg) {
    var drawing = svg.closest(".drawing"), words = document.body.dataset, box = element("div", "", "figure-tools series");
    function parts(name, holds) {
      drawing.querySelectorAll("[data-s]").forEach(function (part) { part.classList.toggle(name, holds(part.dataset.s)); });
    }
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", words.series);
    svg.dataset.series.split("|").forEach(function (name, i) {
      var k = String(i + 1), button = box.appendChild(element("button")), like = drawing.querySelector("[data-s='" + k + "']"), hidden = false;
      // The sample is drawn as the first part of the series is.
      like = like.firstElementChild || like;
      var look = function (what) { var from = like.closest("[" + what + "]"); return from ? from.getAttribute(what) : "none"; };
      var sample = document.createElementNS(svg.namespaceURI, "svg"), line = document.createElementNS(svg.namespaceURI, "path");
      var filled = look("fill") !== "none" && look("fill");
      [["width", 20], ["height", 10], ["aria-hidden", true]].forEach(function (a) { sample.setAttribute(a[0], a[1]); });
      [["d", "M0 5h20"], ["stroke", filled || look("stroke")], ["stroke-width", filled ? 10 : 3], ["stroke-dasharray", look("stroke-dasharray")]].forEach(function (a) { line.setAttribute(a[0], a[1]); });
      sample.appendChild(line);
      button.appendChild(sample);
      button.appendChild(element("span", name));
      button.type = "button";
      button.title = words.hint;
      function fade() { parts("faded", function (s) { return !hidden && s !== k; }); }
      function clear() { parts("faded", function () { return false; }); }
      button.setAttribute("aria-pressed", "true");
      button.addEventListener("click", function () {
        hidden = !hidden;
        drawing.gone = (drawing.gone || []).filter(function (other) { return other !== name; }).concat(hidden ? name : []);
        button.setAttribute("aria-pressed", String(!hidden));
        drawing.querySelectorAll("[data-s='" + k + "']").forEach(function (part) { part.classList.toggle("unseen", hidden); });
        fade();
      });
      button.addEventListener("pointerenter", fade);
      button.addEventListener("focus", fade);
      button.addEventListener("pointerleave", clear);
      button.addEventListener("blur", clear);
    });
    drawing.parentNode.insertBefore(box, drawing);
  }

  // A long table gets a field that keeps the rows with a word in them.
  function filterable(table) {
    var body = table.tBodies[0], label = table.getAttribute("data-filter"), box = table.parentNode;
    if (!label || body.rows.length < 12) { return; }
    var wrap = element("p", "", "filter"), words = element("label", label + " "), field = element("input"), count = element("span");
    field.type = "search";
    words.appendChild(field);
    count.setAttribute("role", "status");
    wrap.appendChild(words);
    wrap.appendChild(count);
    box.parentNode.insertBefore(wrap, box);
    field.addEventListener("input", function () {
      var shown = keep(body.rows, field.value);
      count.textContent = field.value.trim() ? shown + " / " + body.rows.length : "";
    });
  }

  // Buttons and fields come when a table is opened: a browser that looks for fields
  // to fill in lays out all that is folded away around every field it finds.
  function lively(table) {
    var box = table.closest("details");
    function enliven() { sortable(table); filterable(table); }
    if (box && !box.open) { box.addEventListener("toggle", enliven, { once: true }); } else { enliven(); }
  }

  // Letters without accents and capitals, so that "attivita" finds "Attività".
  function fold(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  // Leaves the elements that hold every word wanted, and counts them.
  function keep(elements, wanted) {
    var words = fold(wanted).split(/\s+/);
    return list(elements).filter(function (e) {
      var text = fold(e.textContent);
      return !(e.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; }));
    }).length;
  }

  // A field over a plain list of links, folded away until something is typed.
  function searchable(box) {
    var field = box.querySelector("input"), said = box.querySelector("[role=status]"), all = box.querySelectorAll("li"), details = box.querySelector("details");
    field.addEventListener("input", function () {
      var wanted = field.value.trim(), shown = keep(all, wanted);
      details.open = wanted !== "";
      said.textContent = !wanted ? "" : fill(shown ? box.dataset.count : box.dataset.none, { n: shown, all: all.length });
    });
  }

  function fill(text, values) { return text.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; }); }
  function element(name, text, className) {
    var e = document.createElement(name);
    if (text !== undefined) { e.textContent = text; }
    if (className) { e.className = className; }
    return e;
  }

  // A ranking by the reader's weights, beside the published one. The rule is that of
  // the published score: the mean of the indicators present, weighted; no place where
  // too much weight is missing; equal scores share the best place.
  function weighable(box) {
    var figure = box.closest("[data-figure]"), d = box.dataset, fields = list(box.querySelectorAll("input")), body = box.querySelector("tbody");
    var said = box.querySelector("[role=status]"), link = box.querySelector("a"), published = fields.map(function (f) { return f.defaultValue; }).join("-"), timer;
    var units = list(figure.querySelectorAll("tr[data-weighed]")).map(function (row) {
      var unit = { row: element("tr"), name: row.cells[0].textContent, values: row.dataset.weighed.split(" ") };
      unit.published = row.cells[+d.rank].textContent;
      var name = element("th", unit.name, "wrap");
      name.scope = "row";
      unit.row.appendChild(name);
      unit.cells = ["", unit.published, "", "", row.cells[+d.score].textContent].map(function (text) {
        return unit.row.appendChild(element("td", text, "num"));
      });
      unit.number = element("span");
      unit.strip = element("span", "", "strip");
      unit.strip.setAttribute("aria-hidden", "true");
      unit.dots = [row.cells[+d.score].dataset.v, 0].map(function (at) {
        var dot = unit.strip.appendChild(element("i"));
        dot.style.left = at + "%";
        return dot;
      });
      unit.cells[3].appendChild(unit.strip);
      unit.cells[3].appendChild(unit.number);
      return unit;
    });
    function weights() { return fields.map(function (f) { return +f.value; }); }
    function score(values, w, least) {
      var sum = 0, present = 0;
      values.forEach(function (v, j) { if (v !== "-") { sum += w[j] * v; present += w[j]; } });
      return present > 0 && present >= least ? Math.round(sum / present * 1e8) / 1e8 : -1;
    }
    // One decimal, ties away from zero on the shortest form of the number, as in the tables.
    function written(v) {
      var tenths = v < 0.001 ? 0 : Math.round(+(v + "e1"));
      return v < 0 ? d.missing : Math.floor(tenths / 10) + d.point + tenths % 10;
    }
    function rank() {
      var w = weights(), total = w.reduce(function (a, b) { return a + b; }, 0), changed = 0;
      fields.forEach(function (f, j) {
        var share = f.value + " · " + (total ? Math.round(100 * w[j] / total) : 0) + "%";
        f.setAttribute("aria-valuetext", share);
        f.closest("div").lastElementChild.textContent = share;
      });
      units.forEach(function (u) { u.score = score(u.values, w, d.least * total - 1e-9); });
      var order = units.slice().sort(function (a, b) { return b.score - a.score || units.indexOf(a) - units.indexOf(b); });
      order.forEach(function (u, i) {
        var before = order[i - 1], moved;
        u.place = u.score < 0 ? 0 : before && before.score === u.score ? before.place : i + 1;
        moved = u.place ? u.published - u.place : 0;
        if (moved) { changed++; }
        u.cells[0].textContent = u.place || d.missing;
        u.cells[2].textContent = !u.place ? d.missing : moved > 0 ? "\u2191 " + moved : moved ? "\u2193 " + -moved : "=";
        u.number.textContent = written(u.score);
        u.dots[1].hidden = u.score < 0;
        u.dots[1].style.left = u.score + "%";
        body.appendChild(u.row);
      });
      var chosen = w.join("-"), view = "#" + figure.id + (chosen === published ? "" : "?w=" + chosen);
      link.href = view;
      return { view: view, text: !total ? d.none : chosen === published ? d.same : fill(d.said, { n: changed, all: units.length, first: order[0].name }) };
    }
    // The ranking moves at once; address and announcement wait for the hand to rest.
    function change() {
      var now = rank();
      clearTimeout(timer);
      timer = setTimeout(function () {
        history.replaceState(null, "", now.view);
        dispatchEvent(new Event("weights"));
        said.textContent = now.text;
      }, 300);
    }
    function restore() {
      var found = /^#(.+)\?w=([\d-]+)$/.exec(location.hash), w = found && found[2].split("-");
      if (!found || found[1] !== figure.id || w.length !== fields.length || !w.every(function (v, j) { return /^\d{1,2}$/.test(v) && +v <= fields[j].max; })) { return; }
      fields.forEach(function (f, j) { f.value = w[j]; });
      box.open = true;
      said.textContent = rank().text;
      box.scrollIntoView();
    }
    fields.forEach(function (f) { f.addEventListener("input", change); });
    box.querySelector("[data-reset]").addEventListener("click", function () {
      fields.forEach(function (f) { f.value = f.defaultValue; });
      change();
    });
    addEventListener("hashchange", restore);
    rank();
    restore();
  }

  // A link to something inside closed details opens them.
  function reveal() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1).split("?")[0]));
    if (!target) { return; }
    for (var e = target; e; e = e.parentElement) { if (e.tagName === "DETAILS") { e.open = true; } }
  }

  function list(all) { return Array.prototype.slice.call(all); }
  function each(selector, act) { list(document.querySelectorAll(selector)).forEach(act); }
  document.addEventListener("DOMContentLoaded", function () {
    each("[data-theme-switch]", themeSwitch);
    each("[data-print]", function (b) { b.addEventListener("click", function () { print(); }); });
    each("[data-switch]", keepAnchor);
    each("[data-permalink]", permalink);
    each("table[data-sort]", lively);
    each("[data-weigh]", weighable);
    each("[data-search]", searchable);
    each(".drawing svg", readable);
    each("svg[data-series]", series);
    addEventListener("scroll", hideReading, { passive: true });
    addEventListener("keydown", function (event) { if (event.key === "Escape") { hideReading(); } });
    addEventListener("hashchange", reveal);
    reveal();
  });
})();
