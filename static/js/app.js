/* Progressive enhancement only: every page works without this file. No network calls of its own. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  /* One submission per press: the second is swallowed, the idempotency token stays in the form.
     Buttons are marked, not disabled, so that their name and value are still sent. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    form.removeAttribute("data-dirty");
    rememberScroll();
    /* A download or a refused connection leaves the page as it is: open the form again. */
    window.setTimeout(function () { form.removeAttribute("aria-busy"); }, 8000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[aria-busy]").forEach(function (form) {
      form.removeAttribute("aria-busy");
    });
  });
  /* Leaving a form with something typed and not saved asks first. */
  function dirty(event) {
    var form = event.target.form;
    if (!form || !form.hasAttribute("data-warn")) return;
    form.setAttribute("data-dirty", "");
    var state = form.querySelector("[data-save-state]");
    if (state) {
      state.textContent = "Belum disimpan";
      state.classList.add("is-dirty");
    }
  }
  document.addEventListener("input", dirty);
  document.addEventListener("change", dirty);
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target.closest ? event.target.closest("form[data-warn]:not([data-simpan])") : null;
    if (form && event.detail && event.detail.successful) form.removeAttribute("data-dirty");
  });
  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("form[data-dirty]")) {
      event.preventDefault();
      event.returnValue = "";
    }
  });

  /* The folded part of the menu closes like a menu: by Escape, or when one goes on elsewhere. */
  var more = document.querySelector(".more-nav");
  if (more) {
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !more.open) return;
      more.open = false;
      more.querySelector("summary").focus();
    });
    ["click", "focusin"].forEach(function (name) {
      document.addEventListener(name, function (event) {
        if (!more.contains(event.target)) more.open = false;
      });
    });
  }

  /* A log-out leaves no typed text behind in this browser (see simpan.js). */
  document.addEventListener("submit", function (event) {
    if (!/\/keluar\/$/.test(event.target.getAttribute("action") || "")) return;
    [window.localStorage, window.sessionStorage].forEach(function (store) {
      Object.keys(store).forEach(function (key) {
        if (key.indexOf("kla-isian:") === 0) store.removeItem(key);
      });
    });
    document.dispatchEvent(new Event("kla:forget"));
  });

  /* The error summary takes the focus; its links lead into the field, also into a group of radios. */
  function focusErrors() {
    var summary = document.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-error-summary] a[href^='#']");
    if (!link) return;
    var target = document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    var selector = "input, select, textarea";
    var input = target.matches(selector) ? target : target.querySelector(selector);
    if (!input) return;
    event.preventDefault();
    (input.closest(".field") || input).scrollIntoView({ block: "center" });
    input.focus({ preventScroll: true });
  });

  /* A box with data-select-all="name" ticks every box of that name. */
  document.addEventListener("change", function (event) {
    var name = event.target.getAttribute("data-select-all");
    if (!name) return;
    document.querySelectorAll("input[type=checkbox]").forEach(function (box) {
      if (box.name === name && !box.disabled) box.checked = event.target.checked;
    });
  });

  /* Long lists are folded on a phone, but for the one that the address names. */
  var phone = window.matchMedia("(max-width: 720px)");
  function fold() {
    var lists = document.querySelectorAll("details[data-lipat]");
    lists.forEach(function (list) {
      var named = location.hash && document.getElementById(location.hash.slice(1));
      var isShort = list.querySelectorAll("tbody > tr").length < 4;
      var isWanted = isShort || (named && list.parentElement.contains(named));
      list.open = !phone.matches || Boolean(isWanted);
    });
  }
  phone.addEventListener("change", fold);
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details[data-lipat], details[data-cetak]").forEach(function (list) {
      list.open = true;
    });
  });
  fold();

  /* A filter form with data-auto is sent when a choice changes. */
  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (form && form.hasAttribute("data-auto")) form.requestSubmit();
  });

  /* After saving, the page that comes back to the same address stays where it was. */
  var key = "kla-scroll";
  function rememberScroll() {
    try {
      sessionStorage.setItem(key, JSON.stringify([location.pathname, window.scrollY]));
    } catch (error) { /* storage is off: the page begins at its top */ }
  }
  function restoreScroll() {
    try {
      var kept = JSON.parse(sessionStorage.getItem(key) || "null");
      sessionStorage.removeItem(key);
      var isSame = kept && kept[0] === location.pathname && !location.hash;
      if (isSame && !document.querySelector("[data-error-summary]")) window.scrollTo(0, kept[1]);
    } catch (error) { /* as above */ }
  }

  /* Demo accounts on the log-in page fill the form. */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-fill-username]");
    if (!button) return;
    document.getElementById("id_username").value = button.getAttribute("data-fill-username");
    var password = document.getElementById("id_password");
    password.value = button.getAttribute("data-fill-password");
    password.focus();
  });

  /* The sheet of the phone's bar closes with Escape and with a press outside. */
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var sheet = document.querySelector(".tabbar details[open]");
    if (sheet) {
      sheet.open = false;
      sheet.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", function (event) {
    var sheet = document.querySelector(".tabbar details[open]");
    if (sheet && !sheet.contains(event.target)) sheet.open = false;
  });

  document.addEventListener("htmx:afterSettle", focusErrors);
  restoreScroll();
  focusErrors();

  /* Long sections stand open; on a phone they are folded until they are asked for. */
  if (window.matchMedia("(max-width: 720px)").matches) {
    document.querySelectorAll("details[data-fold]").forEach(function (part) {
      if (!location.hash || !part.querySelector(location.hash)) part.open = false;
    });
  }

  /* Each minute the countdowns are written anew, by the server's clock and the time that the page
     has been open: the clock of this computer may be wrong. Nobody is interrupted by it. */
  var clock = document.querySelector("[data-waktu-server]");
  var started = clock ? Date.parse(clock.getAttribute("datetime")) - performance.now() : 0;
  function span(minutes) {
    var units = [
      [Math.floor(minutes / 1440), "hari"],
      [Math.floor((minutes % 1440) / 60), "jam"],
      [minutes % 60, "menit"]
    ];
    var first = units.findIndex(function (unit) { return unit[0] > 0; });
    if (first < 0) return "kurang dari 1 menit";
    return units.slice(first, first + 2).filter(function (unit) { return unit[0] > 0; })
      .map(function (unit) { return unit.join(" "); }).join(" ");
  }
  function countDown() {
    document.querySelectorAll("[data-hitung-mundur]").forEach(function (place) {
      var until = Date.parse(place.getAttribute("data-hitung-mundur"));
      var left = until - started - performance.now();
      if (isNaN(left)) return;
      var words = span(Math.floor(Math.abs(left) / 60000));
      place.textContent = left > 0 ? words + " lagi" : "lewat " + words;
    });
  }
  if (clock) window.setInterval(countDown, 60000);

  /* Copy the text of the field that a button names; without script the field is there to select. */
  document.querySelectorAll("button[data-copy]").forEach(function (button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      var field = document.getElementById(button.getAttribute("data-copy"));
      navigator.clipboard.writeText(field.value).then(function () {
        button.textContent = "Tersalin";
      });
    });
  });
})();
