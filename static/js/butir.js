/* A list of named items (textarea[data-butir], one item a line) as rows to type or paste into.
   The text stays the truth; the number of items follows from it. Without this file the text does. */
(function () {
  "use strict";
  function clean(text) { return text.split(/\s+/).filter(Boolean).join(" "); }
  /* As core/named_items.py reads a line. */
  function parted(line) {
    if (line.indexOf("\t") < 0) {
      var at = line.indexOf(";");
      return at < 0 ? [clean(line), ""] : [clean(line.slice(0, at)), clean(line.slice(at + 1))];
    }
    var cells = line.split("\t").map(clean);
    if (/^[0-9]{1,4}[.)]?$/.test(cells[0]) && cells[1]) cells.shift();
    return [cells[0], cells.slice(1).filter(Boolean).join(", ")];
  }
  function joined(name, note) {
    if (name.indexOf(";") >= 0) return name + "\t" + note;
    return note ? name + "; " + note : name;
  }
  function lines(text) {
    return text.split(/\r\n?|\n/).filter(function (line) { return line.trim(); });
  }
  function make(tag, attributes, parent) {
    var element = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) {
      element.setAttribute(name, attributes[name]);
    });
    return parent ? parent.appendChild(element) : element;
  }

  function start(area) {
    var number = area.form.elements[area.name.replace(/rows$/, "items")];
    var list = make("div", { "class": "butir", role: "group" });
    var label = document.querySelector("label[for='" + area.id + "']");
    label.id = area.id + "_label";
    list.setAttribute("aria-labelledby", label.id);
    area.before(list);
    var more = make("details", { "class": "more" });
    make("summary", {}, more).textContent = "Tulis sebagai teks";
    area.before(more);
    more.appendChild(area);
    more.open = area.closest(".field").classList.contains("has-error");
    area.setAttribute("aria-labelledby", label.id);

    function inputs(row) { return row.querySelectorAll("input"); }
    function addRow(values) {
      var row = make("div", { "class": "butir-row" }, list);
      ["Nama", "Keterangan"].forEach(function (words, column) {
        var input = make("input", {
          type: "text", "class": "form-control", placeholder: words, autocomplete: "off",
          "aria-describedby": area.id + "_galat"
        }, row);
        input.value = values[column];
      });
      make("button", { type: "button", "class": "btn btn-line btn-sm" }, row).textContent = "Hapus";
    }
    /* An empty row stays at the end; every control says which row it belongs to. */
    function finish() {
      var last = list.lastElementChild;
      if (!last || inputs(last)[0].value || inputs(last)[1].value) addRow(["", ""]);
      Array.prototype.forEach.call(list.children, function (row, index) {
        var end = " butir " + (index + 1);
        inputs(row)[0].setAttribute("aria-label", "Nama" + end);
        inputs(row)[1].setAttribute("aria-label", "Keterangan" + end);
        row.querySelector("button").setAttribute("aria-label", "Hapus" + end);
        row.querySelector("button").hidden = row === list.lastElementChild;
      });
      var count = lines(area.value).length;
      number.readOnly = count > 0;
      if (count) number.value = String(count);
    }
    function draw() {
      list.textContent = "";
      lines(area.value).forEach(function (line) { addRow(parted(line)); });
      finish();
    }
    function write() {
      area.value = Array.prototype.map.call(list.children, function (row) {
        return joined(clean(inputs(row)[0].value), clean(inputs(row)[1].value));
      }).filter(function (line) { return line.trim(); }).join("\n");
      finish();
      area.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "butir" }));
    }
    list.addEventListener("input", write);
    list.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      event.preventDefault();
      var next = event.target.parentElement.nextElementSibling;
      if (next) inputs(next)[0].focus();
    });
    list.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) return;
      var next = button.parentElement.nextElementSibling;
      button.parentElement.remove();
      write();
      inputs(next)[0].focus();
    });
    list.addEventListener("paste", function (event) {
      var text = (event.clipboardData || window.clipboardData).getData("text");
      if (!/[\t\n]/.test(text.trim())) return;
      event.preventDefault();
      var row = event.target.closest(".butir-row");
      var isEmpty = !inputs(row)[0].value && !inputs(row)[1].value;
      var pasted = lines(text).map(parted);
      var before = row;
      pasted.forEach(function (values, index) {
        if (index === 0 && isEmpty) {
          inputs(row)[0].value = values[0];
          inputs(row)[1].value = values[1];
          return;
        }
        addRow(values);
        before.after(list.lastElementChild);
        before = before.nextElementSibling;
      });
      write();
    });
    area.addEventListener("input", function (event) {
      if (event.detail !== "butir") draw();
    });
    area.form.addEventListener("kla:isi", draw);
    draw();
  }
  document.querySelectorAll("textarea[data-butir]").forEach(start);
})();
