/* Uploads with progress, a second try without typing anew, and smaller photos.
   Progressive enhancement only: forms with data-upload work without this file. */
(function () {
  "use strict";
  var MAX_SIDE = 2400;
  var QUALITY = 0.85;
  var PICTURES = ["image/jpeg", "image/png"];
  if (!window.FormData || !window.XMLHttpRequest || !window.DOMParser) return;

  /* Before the bubbling listeners of the page, which then see the event as handled. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute || !form.hasAttribute("data-upload")) return;
    if (!chosen(form).length) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    prepare(form).then(function (data) { send(form, data); });
  }, true);

  function chosen(form) {
    var inputs = Array.prototype.slice.call(form.querySelectorAll("input[type=file]"));
    return inputs.filter(function (input) { return input.files.length; });
  }

  /* The form's own fields (with its idempotency key), photos made smaller where possible. */
  function prepare(form) {
    var data = new FormData(form);
    say(form, "Menyiapkan berkas", null);
    var jobs = chosen(form).map(function (input) {
      var files = Array.prototype.slice.call(input.files);
      return Promise.all(files.map(function (file) {
        return smaller(file).catch(function () { return null; /* the original goes as it is */ });
      })).then(function (blobs) {
        data.delete(input.name);
        files.forEach(function (file, index) {
          data.append(input.name, blobs[index] || file, file.name);
        });
      });
    });
    return Promise.all(jobs).then(function () { return data; });
  }

  /* Several files: a title for each, made from its name and open to be changed. */
  document.addEventListener("change", function (event) {
    var input = event.target;
    if (!input.matches || !input.matches("input[type=file][data-judul]")) return;
    var old = document.getElementById("judul-berkas");
    if (old) old.remove();
    if (!input.files.length) return;
    var group = document.createElement("fieldset");
    group.className = "field";
    group.id = "judul-berkas";
    group.innerHTML = "<legend>Judul tiap dokumen</legend>";
    Array.prototype.forEach.call(input.files, function (file, index) {
      var label = document.createElement("label");
      label.className = "d-block small";
      label.htmlFor = "judul-" + index;
      label.textContent = file.name;
      var title = document.createElement("input");
      title.className = "form-control mb-2";
      title.id = label.htmlFor;
      title.name = "judul";
      title.maxLength = 300;
      title.value = file.name.replace(/\.[^.]*$/, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
      group.append(label, title);
    });
    input.closest(".field").after(group);
  });

  function smaller(file) {
    if (PICTURES.indexOf(file.type) < 0 || !window.createImageBitmap) return Promise.resolve(null);
    return createImageBitmap(file, { imageOrientation: "from-image" }).then(function (bitmap) {
      var longest = Math.max(bitmap.width, bitmap.height);
      if (longest <= MAX_SIDE) return null;
      var canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(bitmap.width * MAX_SIDE / longest));
      canvas.height = Math.max(1, Math.round(bitmap.height * MAX_SIDE / longest));
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      bitmap.close();
      return new Promise(function (resolve) {
        canvas.toBlob(function (blob) {
          resolve(blob && blob.type === file.type && blob.size < file.size ? blob : null);
        }, file.type, QUALITY);
      });
    });
  }

  function send(form, data) {
    var request = new XMLHttpRequest();
    var address = form.action || location.href;
    request.open("POST", address);
    request.setRequestHeader("Accept", "text/html");
    request.upload.addEventListener("progress", function (event) {
      if (!event.lengthComputable) return;
      var percent = Math.floor(event.loaded * 100 / event.total);
      say(form, percent < 100 ? "Mengunggah" : "Terkirim, sedang diperiksa", percent);
    });
    request.addEventListener("load", function () {
      if (request.status >= 500 || !show(form, request)) broken(form, "Server belum dapat menerima berkas ini.");
    });
    request.addEventListener("error", function () { broken(form, "Sambungan terputus."); });
    request.addEventListener("timeout", function () { broken(form, "Sambungan terlalu lambat."); });
    request.addEventListener("abort", function () { broken(form, "Pengunggahan dihentikan."); });
    request.send(data);
  }

  /* The server's page takes the place of this one, with its address and its messages. */
  function show(form, request) {
    var page = new DOMParser().parseFromString(request.responseText, "text/html");
    var fresh = page.querySelector("main");
    var old = document.querySelector("main");
    if (!fresh || !old) return false;
    form.removeAttribute("data-dirty");
    var files = chosen(form).map(function (input) {
      var titles = Array.prototype.map.call(form.querySelectorAll("#judul-berkas input"), function (title) {
        return title.value;
      });
      return [input.name, input.files, titles];
    });
    old.replaceWith(document.adoptNode(fresh));
    loadAssets(page);
    if (window.htmx) window.htmx.process(fresh);
    document.title = page.title;
    var isElsewhere = request.responseURL && request.responseURL !== location.href.split("#")[0];
    if (request.status < 300 && isElsewhere) {
      history.pushState(null, "", request.responseURL);
      document.documentElement.setAttribute("data-uploaded", "");
      window.scrollTo(0, 0);
      fresh.focus({ preventScroll: true });
    } else {
      keepFiles(fresh, files);
      var summary = fresh.querySelector("[data-error-summary], .notice[role=alert]");
      if (summary) {
        summary.setAttribute("tabindex", "-1");
        summary.focus();
      }
    }
    return true;
  }

  /* A refused form keeps the chosen file too: only what was wrong is to be repaired. */
  function keepFiles(page, files) {
    files.forEach(function (pair) {
      page.querySelectorAll("form[data-upload] input[type=file]").forEach(function (input) {
        if (input.name !== pair[0] || input.form.hasAttribute("data-sebagian")) return;
        input.files = pair[1];
        input.dispatchEvent(new Event("change", { bubbles: true }));
        page.querySelectorAll("#judul-berkas input").forEach(function (title, index) {
          title.value = pair[2][index];
        });
      });
    });
  }

  /* Sheets and scripts that the new page has and this one lacks. */
  function loadAssets(page) {
    page.querySelectorAll("head link[rel=stylesheet], head script[src]").forEach(function (found) {
      var name = found.tagName === "LINK" ? "href" : "src";
      var address = found.getAttribute(name);
      var selector = "head " + found.tagName + "[" + name + "]";
      var isKnown = Array.prototype.some.call(document.querySelectorAll(selector), function (own) {
        return own.getAttribute(name) === address;
      });
      if (isKnown) return;
      var fresh = document.createElement(found.tagName);
      if (name === "href") fresh.rel = "stylesheet";
      fresh[name] = address;
      document.head.appendChild(fresh);
    });
  }

  window.addEventListener("popstate", function () {
    if (document.documentElement.hasAttribute("data-uploaded")) location.reload();
  });

  function broken(form, reason) {
    form.removeAttribute("aria-busy");
    form.setAttribute("data-dirty", "");
    var state = say(form, reason + " Isian dan berkas Anda masih di sini.", null);
    state.classList.add("is-broken");
    var button = document.createElement("button");
    button.type = "submit";
    button.className = "btn btn-primary";
    button.textContent = "Coba lagi";
    state.appendChild(button);
    button.focus();
  }

  /* The state below the form's buttons; `percent` null: no measure yet. */
  function say(form, text, percent) {
    var state = form.querySelector(".upload-state");
    if (!state) {
      state = document.createElement("div");
      state.className = "upload-state";
      state.innerHTML = "<p role=\"status\"></p>";
      form.appendChild(state);
    }
    state.classList.remove("is-broken");
    var old = state.querySelector("button");
    if (old) old.remove();
    var words = state.querySelector("p");
    if (words.textContent !== text) words.textContent = text;
    var bar = state.querySelector("progress");
    if (percent === null) {
      if (bar) bar.remove();
      return state;
    }
    if (!bar) {
      bar = document.createElement("progress");
      bar.className = "progress-k";
      bar.max = 100;
      bar.setAttribute("aria-label", "Kemajuan pengunggahan");
      state.appendChild(bar);
    }
    bar.value = percent;
    return state;
  }
})();
