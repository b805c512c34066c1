// The page is whole without this file. It remembers the theme, copies permalinks
// and sorts tables; it formats no number and asks the network for nothing.
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
    addEventListener("hashchange", reveal);
    reveal();
  });
})();
