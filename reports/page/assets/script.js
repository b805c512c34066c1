// The page is whole without this file. It remembers the theme, copies permalinks,
// sorts and filters tables and reads drawings out beside the pointer; it formats no
// number and asks the network for nothing.
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

  // The language switch leads to the place the reader is at.
  function keepAnchor(link) {
    var plain = link.getAttribute("href").split("#")[0];
    function follow() { link.setAttribute("href", plain + location.hash); }
    addEventListener("hashchange", follow);
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
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells), body = table.tBodies[0];
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
        var rows = Array.prototype.map.call(body.rows, function (row, place) { return { row: row, place: place, v: value(row, i) }; });
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
  function readable(svg) {
    var all = Array.prototype.map.call(svg.querySelectorAll("g.spots"), places);
    if (!all.length) { return; }
    function show(event) {
      var box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
      var found = nearest(all, (event.clientX - box.left) / scale, (event.clientY - box.top) / scale);
      if (!found) { hideReading(); return; }
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
      reading.textContent = p.texts[found.i];
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

  // A long table gets a field that keeps the rows with a word in them.
  function filterable(table) {
    var body = table.tBodies[0], label = table.getAttribute("data-filter"), box = table.parentNode;
    if (!label || body.rows.length < 12) { return; }
    var wrap = document.createElement("p"), words = document.createElement("label"), field = document.createElement("input"), count = document.createElement("span");
    wrap.className = "filter";
    field.type = "search";
    words.appendChild(document.createTextNode(label + " "));
    words.appendChild(field);
    count.setAttribute("role", "status");
    wrap.appendChild(words);
    wrap.appendChild(count);
    box.parentNode.insertBefore(wrap, box);
    field.addEventListener("input", function () {
      var wanted = field.value.trim().toLocaleLowerCase(root.lang), shown = 0;
      Array.prototype.forEach.call(body.rows, function (row) {
        row.hidden = row.textContent.toLocaleLowerCase(root.lang).indexOf(wanted) < 0;
        if (!row.hidden) { shown++; }
      });
      count.textContent = wanted ? shown + " / " + body.rows.length : "";
    });
  }

  // A link to something inside closed details opens them.
  function reveal() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    for (var e = target; e; e = e.parentElement) { if (e.tagName === "DETAILS") { e.open = true; } }
  }

  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }
  document.addEventListener("DOMContentLoaded", function () {
    each("[data-theme-switch]", themeSwitch);
    each("[data-print]", function (b) { b.addEventListener("click", function () { print(); }); });
    each("[data-switch]", keepAnchor);
    each("[data-permalink]", permalink);
    each("table[data-sort]", sortable);
    each("table[data-filter]", filterable);
    each(".drawing svg", readable);
    addEventListener("scroll", hideReading, { passive: true });
    addEventListener("keydown", function (event) { if (event.key === "Escape") { hideReading(); } });
    addEventListener("hashchange", reveal);
    reveal();
  });
})();
