/* Keys of the secretariat's pages: one letter leads to a link, button or form; nothing is sent by a
   letter alone. Only outside of fields, and a person may switch them off (WCAG 2.1.4). */
(function () {
  "use strict";
  var key = "kla-pintasan";
  var help = document.querySelector("[data-pintasan-bantuan]");
  var box = document.querySelector("[data-pintasan-aktif]");
  if (!help || !box) return;
  var here = -1;

  function stored() {
    try { return localStorage.getItem(key) !== "mati"; } catch (error) { return true; }
  }
  help.hidden = false;
  box.checked = stored();
  box.addEventListener("change", function () {
    try { localStorage.setItem(key, box.checked ? "hidup" : "mati"); } catch (error) { /* until the page closes */ }
  });

  function isTyping(target) {
    return target.closest && target.closest("input, textarea, select, [contenteditable]") !== null;
  }
  function lead(element) {
    if (element.tagName === "A") { element.click(); return; }
    var details = element.tagName === "SUMMARY" ? element.parentElement : null;
    if (details) details.open = true;
    var field = details && details.querySelector("select, textarea");
    (field || element).focus();
    (field || element).scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", function (event) {
    if (!box.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.key.length !== 1 || isTyping(event.target)) return;
    var letter = event.key.toLowerCase();
    if (!/^[a-z]$/.test(letter)) return;
    var found = document.querySelectorAll("[data-pintasan='" + letter + "']");
    if (!found.length) return;
    event.preventDefault();
    here = found.length > 1 ? (here + 1) % found.length : 0;
    lead(found[here]);
  });
})();
