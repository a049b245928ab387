/* The open question saves by itself (form[data-simpan]); without this file its buttons do.
   One attempt at a time: what was typed with one version and one key. Until the server gives a
   receipt the same attempt is sent again; what is typed meanwhile is the next attempt. */
(function () {
  "use strict";
  var PREFIX = "kla-isian:", KEEP_FOR = 3 * 24 * 3600 * 1000;
  var QUIET = 1500, LONGEST = 8000, LEAVING = 250, FIRST_WAIT = 2000, LAST_WAIT = 60000;
  var TECHNICAL = { csrfmiddlewaretoken: 1, version: 1, kunci: 1 };

  /* Copies in the browser. What is restricted stays in the tab; app.js removes all at log-out. */
  function stores() {
    var found = [];
    ["localStorage", "sessionStorage"].forEach(function (name) {
      try { found.push(window[name]); } catch (error) { /* storage is off */ }
    });
    return found;
  }
  function forget(isOld) {
    stores().forEach(function (store) {
      for (var i = store.length - 1; i >= 0; i--) {
        var key = store.key(i);
        if (key && key.indexOf(PREFIX) === 0 && isOld(store.getItem(key))) store.removeItem(key);
      }
    });
  }
  forget(function (text) {
    try { return Date.now() - JSON.parse(text).at > KEEP_FOR; } catch (error) { return true; }
  });

  /* A page that only shows the answer still shows what this browser kept of it. */
  function showLeft() {
    var left = document.querySelector("[data-sisa]");
    if (!left) return;
    var key = PREFIX + left.getAttribute("data-sisa");
    var kept = null;
    stores().forEach(function (store) { kept = kept || store.getItem(key); });
    var fields = [];
    try { fields = kept ? JSON.parse(kept).fields : []; } catch (error) { return; }
    fields.forEach(function (pair) {
      var row = left.querySelector("[data-isian='" + pair[0] + "']");
      if (!row || !pair[1].trim()) return;
      row.querySelector("dd").textContent = pair[1] === "on" ? "Ya" : pair[1];
      row.hidden = left.hidden = false;
    });
    left.querySelector("[data-hapus-sisa]").addEventListener("click", function () {
      stores().forEach(function (store) { store.removeItem(key); });
      left.hidden = true;
    });
  }

  function start() {
    showLeft();
    var form = document.querySelector("form[data-simpan]");
    if (!form || !window.htmx) return;
    var sender = document.getElementById("pengirim");
    var copyKey = PREFIX + form.getAttribute("data-salinan");
    var saved = JSON.stringify(pairs(true));  // what the server has
    var attempt = null;         // sent, or to be sent again, without a receipt yet
    var isSending = false, isPlain = false;
    var isForgotten = false;
    var isHalted = Boolean(document.querySelector("[data-pakai-saya]"));
    var quietTimer, longTimer, retryTimer, wait = FIRST_WAIT;
    var whenDone = [];          // what waits for the end of the present attempt

    function hidden(name) { return form.querySelector("input[name=" + name + "]"); }
    /* What the fields hold, or held when the server wrote the page. */
    function pairs(isOriginal) {
      var found = [];
      inputs().forEach(function (input) {
        var isBox = /^(radio|checkbox)$/.test(input.type);
        if (isBox && !(isOriginal ? input.defaultChecked : input.checked)) return;
        var value = isOriginal && !isBox ? input.defaultValue : input.value;
        found.push([input.name, value.replace(/\r\n?/g, "\n")]);
      });
      return found;
    }
    function inputs() {
      return Array.prototype.filter.call(form.elements, function (input) {
        return input.name && !TECHNICAL[input.name] && !/^(submit|button|file)$/.test(input.type);
      });
    }
    function typed() { return JSON.stringify(pairs()); }
    function isDirty() { return attempt !== null || typed() !== saved; }

    function store() {
      return form.hasAttribute("data-rahasia") ? window.sessionStorage : window.localStorage;
    }
    function keepCopy() {
      if (isForgotten) return;
      try {
        if (!isDirty()) return store().removeItem(copyKey);
        var version = attempt ? attempt.values.version : hidden("version").value;
        store().setItem(copyKey, JSON.stringify({ at: Date.now(), version: version, fields: pairs() }));
      } catch (error) { /* storage is off or full: the page itself still holds the text */ }
    }
    function restoreCopy() {
      var copy = null;
      try { copy = JSON.parse(store().getItem(copyKey) || "null"); } catch (error) { return; }
      if (form.hasAttribute("data-belum")) { saved = ""; return mark(); }
      if (!copy || JSON.stringify(copy.fields) === saved) return keepCopy();
      fill(copy.fields);
      hidden("version").value = copy.version;
      tell("pulih");
      mark();
      soon(LEAVING);
    }
    function fill(fields) {
      var values = {};
      fields.forEach(function (pair) { values[pair[0]] = pair[1]; });
      inputs().forEach(function (input) {
        if (/^(radio|checkbox)$/.test(input.type)) input.checked = values[input.name] === input.value;
        else input.value = input.name in values ? values[input.name] : "";
        var more = input.closest("details");
        if (more && input.name in values && values[input.name]) more.open = true;
      });
      form.dispatchEvent(new Event("kla:isi"));
    }

    /* What the page says. */
    function tell(name) {
      document.querySelectorAll("[data-kabar]").forEach(function (notice) {
        notice.hidden = notice.getAttribute("data-kabar") !== name;
      });
    }
    function state(text, isOpen) {
      var element = document.getElementById("keadaan-simpan");
      if (text !== null) element.textContent = text;
      element.classList.toggle("is-dirty", isOpen);
    }
    function mark() {
      form.toggleAttribute("data-dirty", isDirty());
      if (isDirty() && !isSending) state("Belum disimpan", true);
    }
    function showErrors() {
      form.querySelectorAll("[id$='_error']").forEach(function (old) { old.remove(); });
      form.querySelectorAll("[id$='_galat']").forEach(function (slot) {
        var has = slot.textContent.trim() !== "";
        var parent = slot.parentElement;
        var field = parent.matches(".field:not(details)") ? parent : slot.previousElementSibling;
        if (has && slot.closest("details")) slot.closest("details").open = true;
        field.classList.toggle("has-error", has);
        var input = slot.nextElementSibling;
        if (!input || !input.matches("input, textarea, select")) input = field.querySelector("input");
        if (!input) return;
        input.classList.toggle("is-invalid", has && input.type !== "radio");
        if (has) {
          input.setAttribute("aria-invalid", "true");
          input.setAttribute("aria-errormessage", slot.id);
        } else {
          input.removeAttribute("aria-invalid");
          input.removeAttribute("aria-errormessage");
        }
      });
      var summary = document.querySelector("[data-error-summary]");
      if (summary) summary.remove();
    }

    /* Sending. */
    function soon(delay) {
      window.clearTimeout(quietTimer);
      quietTimer = window.setTimeout(send, delay);
    }
    function send() {
      window.clearTimeout(quietTimer);
      window.clearTimeout(longTimer);
      longTimer = 0;
      if (isSending || isHalted || retryTimer) return;
      if (!attempt) {
        if (typed() === saved) return finish("tersimpan");
        attempt = { typed: typed(), values: {}, groups: {} };
        pairs().forEach(function (pair) { attempt.values[pair[0]] = pair[1]; });
        Object.keys(TECHNICAL).forEach(function (name) { attempt.values[name] = hidden(name).value; });
      }
      isSending = true;
      state("Menyimpan…", true);
      window.htmx.ajax("POST", form.getAttribute("action"), {
        source: sender, target: sender, swap: "none", values: attempt.values
      }).catch(function () { /* answered by the events below */ });
    }
    /* `outcome` is what the server said; empty when it said nothing. */
    function finish(outcome) {
      var waiting = whenDone;
      whenDone = [];
      waiting.forEach(function (act) { act(outcome); });
    }
    function again() {
      isSending = false;
      tell("putus");
      state("Belum tersimpan", true);
      window.clearTimeout(retryTimer);
      retryTimer = window.setTimeout(retry, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LAST_WAIT);
      finish("");
    }
    function retry() {
      window.clearTimeout(retryTimer);
      retryTimer = 0;
      send();
    }
    function halt(notice) {
      isSending = false;
      isHalted = true;
      tell(notice);
      state("Belum tersimpan", true);
      finish("");
    }
    function receive(xhr) {
      var outcome = xhr.getResponseHeader("KLA-Simpan");
      if (!outcome) {
        if (xhr.status >= 500 || xhr.status === 429) return again();
        return halt(xhr.status === 401 ? "sesi" : "muat");
      }
      isSending = false;
      wait = FIRST_WAIT;
      tell("");
      showErrors();
      if (outcome === "tersimpan") {
        saved = attempt.typed;
        attempt = null;
        state(null, false);
      } else {
        attempt = null;
        state("Belum tersimpan", true);
        isHalted = outcome !== "galat";
      }
      form.removeAttribute("data-belum");
      form.toggleAttribute("data-dirty", isDirty());
      keepCopy();
      if (outcome === "tersimpan" && isDirty()) return whenDone.length ? send() : soon(LEAVING);
      finish(outcome);
    }
    sender.addEventListener("htmx:beforeSwap", function (event) {
      var isOurs = event.detail.xhr.getResponseHeader("KLA-Simpan");
      event.detail.shouldSwap = Boolean(isOurs);
      event.detail.isError = false;
    });
    /* After the pieces are in the page, so that the new version and key are there. */
    sender.addEventListener("htmx:afterOnLoad", function (event) {
      var xhr = event.detail.xhr;
      window.setTimeout(function () { receive(xhr); }, 0);
    });
    ["htmx:sendError", "htmx:timeout", "htmx:sendAbort"].forEach(function (name) {
      sender.addEventListener(name, again);
    });

    /* What people do. */
    document.addEventListener("kla:forget", function () { isForgotten = true; });
    function onTyping(event) {
      if (event.target.form !== form || !event.target.name) return;
      mark();
      keepCopy();
      soon(QUIET);
      if (!longTimer) longTimer = window.setTimeout(send, LONGEST);
    }
    form.addEventListener("input", onTyping);
    form.addEventListener("change", function (event) {
      takeSource(event.target);
      onTyping(event);
      soon(LEAVING);
    });
    form.addEventListener("focusout", function () { if (isDirty()) soon(LEAVING); });
    window.addEventListener("online", function () { if (attempt && !isSending) retry(); });

    /* A known denominator brings its source along. */
    function takeSource(input) {
      var source = form.querySelector("input[name=denominator_source]");
      if (!source || source.value || input.name !== "denominator") return;
      document.querySelectorAll("#penyebut-lama option").forEach(function (option) {
        if (!source.value && option.value === input.value) {
          source.value = option.getAttribute("data-sumber");
        }
      });
    }

    /* Buttons and links wait for what is not saved yet. */
    function afterSaving(act) {
      whenDone.push(act);
      if (retryTimer) retry(); else send();
    }
    document.addEventListener("submit", function (event) {
      if (event.target !== form) return;
      window.clearTimeout(quietTimer);
      var button = event.submitter;
      var chosen = button && button.getAttribute("data-pakai-saya");
      if (chosen) {
        event.preventDefault();
        hidden("version").value = chosen;
        isHalted = false;
        document.getElementById("pesan-simpan").textContent = "";
        return send();
      }
      if (isPlain || isHalted || !isDirty()) {
        isPlain = false;
        return;
      }
      event.preventDefault();
      afterSaving(function (outcome) {
        isPlain = Boolean(outcome);
        if (isPlain) form.requestSubmit(button);
      });
    }, true);
    document.addEventListener("click", function (event) {
      var link = event.target.closest("a[href]");
      if (!link) return;
      if (link.hasAttribute("data-pakai-tersimpan") || link.hasAttribute("data-tanpa-simpan")) {
        isHalted = true;
        try {
          var isChosen = link.hasAttribute("data-pakai-tersimpan");
          if (isChosen) store().removeItem(copyKey);
          if (isChosen || store().getItem(copyKey)) form.removeAttribute("data-dirty");
          isForgotten = isChosen;
        } catch (error) { /* storage is off: the browser asks before leaving */ }
        return;
      }
      var isPlain = !event.defaultPrevented && event.button === 0 && !event.ctrlKey &&
        !event.metaKey && !event.shiftKey && !event.altKey && !link.target;
      if (!isPlain || link.origin !== location.origin || link.getAttribute("href")[0] === "#") return;
      if (!isDirty() || isHalted || retryTimer) return;
      event.preventDefault();
      afterSaving(function (outcome) { if (outcome === "tersimpan") location.assign(link.href); });
    });
    /* The page goes away: one last try that outlives it. The same key makes a repeat harmless. */
    window.addEventListener("pagehide", function () {
      keepCopy();
      if (isForgotten || isHalted || !isDirty() || form.getAttribute("aria-busy") === "true") return;
      var body = new URLSearchParams(attempt ? attempt.values : new FormData(form));
      var headers = { "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded" };
      if (body.toString().length > 60000) return;
      try {
        window.fetch(form.getAttribute("action"), {
          method: "POST", keepalive: true, credentials: "same-origin", headers: headers, body: body
        }).catch(function () { /* the copy in the browser remains */ });
      } catch (error) { /* as above */ }
    });
    window.addEventListener("pageshow", function (event) {
      if (event.persisted) location.reload();
    });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden" && isDirty()) send();
    });

    restoreCopy();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
