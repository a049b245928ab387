/* Paste from a spreadsheet into the table of territories: cells are filled from where the caret
   stands, or row by row when the first column names the territories. The textarea does the same. */
(function () {
  "use strict";
  function normal(text) {
    return text.trim().toLowerCase().replace(/\s+/g, " ")
      .replace(/^(kecamatan|kelurahan|desa|kec\.?|kel\.?) /, "");
  }
  function inputs(row) {
    return Array.prototype.slice.call(row.querySelectorAll("td input:not([type=hidden]), td select"));
  }
  function put(input, text) {
    if (!input) return;
    var value = text.trim();
    if (input.tagName === "SELECT") {
      var wanted = value.toLowerCase();
      Array.prototype.forEach.call(input.options, function (option) {
        if (wanted && option.text.toLowerCase().indexOf(wanted) === 0) input.value = option.value;
      });
    } else input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.addEventListener("paste", function (event) {
    var table = event.target.closest("[data-tabel-wilayah]");
    var text = (event.clipboardData || window.clipboardData).getData("text");
    if (!table || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    var names = {};
    rows.forEach(function (row) { names[normal(row.cells[0].textContent)] = row; });
    var first = event.target.closest("tr");
    var column = inputs(first).indexOf(event.target);
    var at = rows.indexOf(first);
    text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").forEach(function (line, number) {
      var parts = line.split("\t");
      var named = names[normal(parts[0])];
      if (named) {
        parts.slice(1).forEach(function (part, index) { put(inputs(named)[index], part); });
      } else if (rows[at + number]) {
        parts.forEach(function (part, index) { put(inputs(rows[at + number])[column + index], part); });
      }
    });
  });
})();
