"""Filters, tags and components: the words, shapes and links a page author relies on."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from assessment.core.instrument import CategoryBand
from assessment.core.ledgers import Points

ZONE = "Asia/Makassar"
UNTIL = dt.datetime(2026, 12, 20, 15, 59, tzinfo=dt.UTC)


class ProgramForm(forms.Form):
    title = forms.CharField(label="Judul", help_text="Seperti di dokumen anggaran.")
    answer = forms.ChoiceField(
        label="Jawaban", choices=[("1", "Ya"), ("2", "Tidak")], widget=forms.RadioSelect
    )
    has_consent = forms.BooleanField(label="Ada izin", required=False)
    source = forms.ChoiceField(label="Sumber dana", choices=[("a", "APBD")], required=False)
    key = forms.CharField(widget=forms.HiddenInput)


@dataclass(frozen=True)
class Link:
    message: str
    href: str


def words(html):
    return " ".join(strip_tags(html).split())


def shown(source, **context):
    return Template("{% load kla %}" + source).render(Context(context))


def component(name, **context):
    return render_to_string(f"components/{name}.html", context)


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("{{ v|num }}", Decimal("1234.5"), "1.234,5"),
        ("{{ v|num:2 }}", Decimal("96.2"), "96,20"),
        ("{{ v|num }}", None, "\u2013"),
        ("{{ v|pts }}", Decimal("9.50"), "9,5"),
        ("{{ v|pts:2 }}", Decimal("9.5"), "9,50"),
        ("{{ v|pts }}", Decimal("0.335"), '<span title="tepatnya 0,335">0,34</span>'),
        ("{{ v|pts }}", None, "\u2013"),
        ("{{ v|rupiah }}", 1250000000, "Rp1.250.000.000"),
        ("{{ v|pct }}", Decimal("82.5"), "82,5 %"),
        ("{{ v|ukuran }}", 2_400_000, "2,4 MB"),
        ("{{ v|ukuran }}", None, "\u2013"),
        ("{{ v|tanggal }}", dt.date(2026, 3, 3), "3 Maret 2026"),
        ("{{ v|tanggal:'Asia/Jayapura' }}", UNTIL, "21 Desember 2026"),
        ("{{ v|waktu:'Asia/Makassar' }}", UNTIL, "Minggu, 20 Desember 2026 pukul 23.59 WITA"),
        ("{{ v|waktu_singkat:'Asia/Jakarta' }}", UNTIL, "20 Des 2026 22.59 WIB"),
        ("{{ v|jam:'Asia/Makassar' }}", UNTIL, "23.59.00 WITA"),
        ("{{ v|sisa }}", dt.timedelta(days=6, hours=4), "6 hari 4 jam lagi"),
        ("{{ v|sisa }}", None, "\u2013"),
        ("{{ v|sisa }}", dt.datetime(2000, 1, 1, tzinfo=dt.UTC), r"re:lewat \d+ hari.*"),
        ("{{ v|zona }}", "Asia/Jayapura", "WIT"),
        ("{{ missing|pts }}", None, "\u2013"),
    ],
)
def test_filter_words(source, value, expected):
    result = shown(source, v=value)

    if expected.startswith("re:"):
        assert re.fullmatch(expected.removeprefix("re:"), result)
    else:
        assert result == expected


def test_icon_of_an_unknown_name_is_the_plain_circle():
    assert shown("{% icon 'nothing' %}") == shown("{% icon 'circle' %}")


@pytest.mark.parametrize(
    ("status", "word", "tone"),
    [
        ("empty", "Belum diisi", "grey"),
        ("draft", "Draf", "blue"),
        ("awaiting_head", "Menunggu kepala", "violet"),
        ("submitted", "Diajukan", "amber"),
        ("returned", "Dikembalikan", "red"),
        ("accepted", "Diterima", "green"),
        ("other", "other", "grey"),
    ],
)
def test_status_chip_has_icon_word_and_colour(status, word, tone):
    html = component("status_chip", status=status)

    assert (words(html), html.count("<svg"), f"c-{tone}" in html) == (word, 1, True)


def test_status_chip_adds_the_stale_flag():
    assert words(component("status_chip", status="accepted", stale=True)) == "DiterimaUsang"


def test_ledger_bar_says_and_draws_the_three_numbers():
    points = Points(Decimal(18), Decimal(18), Decimal("9.5"), None)

    html = component("ledger_bar", points=points, target=Decimal(12), label="22B")

    assert 'aria-label="22B: terbukti 9,5, klaim 18, maksimum 18, target 12"' in html
    assert re.findall(r'<rect width="([^"]+)"', html) == ["100%", "100.00%", "52.78%"]
    assert words(html) == "9,5 terbukti · 18 klaim · dari 18"


def test_ledger_bar_of_an_unanswered_question_is_unknown_not_zero():
    html = component("ledger_bar", claimed=None, proven=Decimal(0), maximum=17)

    assert re.findall(r'<rect width="([^"]+)"', html) == ["100%", "0.00%", "0.00%"]
    assert words(html) == "belum diketahui · dari 17"


def test_ledger_bar_legend_names_marks_and_target():
    html = component(
        "ledger_bar", claimed=5, proven=4, verified=3, maximum=10, target=6, numbers="legend"
    )

    assert words(html) == "terbukti 4 klaim 5 diverifikasi 3 target 6 maksimum 10"


def test_category_scale_is_drawn_for_both_widths():
    bands = [CategoryBand("Pratama", Decimal(500), True), CategoryBand("KLA", Decimal(900), False)]

    html = component(
        "category_scale",
        categories=bands,
        maximum=Decimal(1000),
        claimed=Decimal("722.81"),
        proven=Decimal("506.2"),
        low=Decimal(515),
        high=Decimal(655),
    )

    label = 'aria-label="Skala kategori: klaim 722,81, terbukti 506,2"'
    assert (html.count(label), html.count("scale-wide"), html.count("scale-narrow")) == (2, 1, 1)
    assert "style=" not in html


@pytest.mark.parametrize(
    ("tone", "look"),
    [("error extra", "red"), ("debug", "blue"), ("", "blue"), ("success", "green")],
)
def test_notice_takes_the_colour_of_the_messages_tags(tone, look):
    html = component("notice", tone=tone, title="Judul.", text="<b>isi</b>")

    assert (f"n-{look}" in html, "&lt;b&gt;isi" in html) == (True, True)


def test_field_links_label_help_and_error():
    form = ProgramForm({"title": ""})

    html = component("field", field=form["title"])

    assert '<label for="id_title">Judul</label>' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'class="form-control is-invalid"' in html


def test_field_of_radios_is_a_group_with_a_legend():
    html = " ".join(component("field", field=ProgramForm()["answer"]).split())

    assert '<fieldset class="field" id="id_answer">' in html
    assert words(html) == "Jawaban Ya Tidak"


@pytest.mark.parametrize(
    ("name", "css"),
    [("has_consent", "form-check-input"), ("source", "form-select"), ("title", "form-control")],
)
def test_field_has_the_class_of_its_kind(name, css):
    assert f'class="{css}"' in component("field", field=ProgramForm()[name])


def test_field_hidden_is_only_its_input():
    html = component("field", field=ProgramForm()["key"])

    assert html.strip() == '<input type="hidden" name="key" id="id_key">'


def test_error_summary_leads_to_every_field_and_keeps_hidden_ones_as_text():
    html = component("error_summary", form=ProgramForm({}))

    assert re.findall(r'href="(#[^"]+)"', html) == ["#id_title", "#id_answer"]
    assert 'role="alert" tabindex="-1"' in " ".join(html.replace("\n", " ").split())
    assert words(html).count("Bidang ini tidak boleh kosong.") == 3


def test_error_summary_of_a_formset_and_of_own_errors():
    formset = forms.formset_factory(ProgramForm, extra=1)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1"}
    )

    html = component("error_summary", formset=formset, errors=[Link("Salah", "#x"), "Juga salah"])

    assert re.findall(r'href="(#[^"]+)"', html) == ["#x", "#id_form-0-title", "#id_form-0-answer"]
    assert "Juga salah" in words(html)


def test_error_summary_is_absent_without_errors():
    assert component("error_summary", form=ProgramForm()).strip() == ""


def test_pagination_keeps_the_filter():
    page = Paginator(range(1300), 20).page(2)

    html = component("pagination", page=page, query="status=returned", noun="dokumen")

    assert re.findall(r'href="([^"]+)"', html) == [
        "?status=returned&amp;page=1",
        "?status=returned&amp;page=3",
    ]
    assert words(html) == "Sebelumnya Halaman 2 dari 65 · 1.300 dokumen Berikutnya"


def test_pagination_of_one_page_is_absent():
    assert component("pagination", page=Paginator(range(3), 20).page(1)).strip() == ""


def test_breadcrumbs_mark_the_page_itself():
    html = component("breadcrumbs", parent_url="/kegiatan/", parent_label="Kegiatan", here="Baru")

    assert (words(html), 'aria-current="page">Baru' in html) == ("Kegiatan Baru", True)


def test_deadline_shows_time_left_and_the_instant_in_the_citys_zone():
    left = dt.timedelta(days=6, hours=4)

    html = component("deadline", phase="Pengisian", until=UNTIL, left=left, zone=ZONE)

    assert words(html) == (
        "Tenggat 6 hari 4 jam lagi Pengisian, sampai Minggu, 20 Desember 2026 pukul 23.59 WITA"
    )


def test_deadline_not_set_says_so():
    assert words(component("deadline", zone=ZONE)) == "Tenggat Belum ditetapkan"


def test_empty_state_gives_the_first_step():
    html = component(
        "empty_state", title="Kosong", text="Isi.", action_url="/baru/", action_label="Tambah"
    )

    assert (words(html), 'href="/baru/"' in html) == ("Kosong Isi. Tambah", True)


def test_stat_shows_value_and_words():
    assert words(component("stat", value="506,2", text="terbukti", strong="Pratama")) == (
        "506,2 terbukti Pratama"
    )


def test_confirm_posts_with_reason_and_acts_once():
    html = component(
        "confirm",
        label="Hapus",
        tone="danger",
        text="Yakin?",
        action_url="/hapus/",
        reason_label="Alasan",
        csrf_token="rahasia",
    )

    assert 'method="post" action="/hapus/"' in html
    assert re.findall(r'name="(\w+)"', html) == ["csrfmiddlewaretoken", "kunci", "reason"]


@pytest.mark.parametrize(
    ("name", "context", "expected"),
    [
        ("400", {}, "Permintaan tidak dapat dibaca"),
        ("403", {}, "Peran Anda tidak mengizinkan tindakan ini."),
        ("403", {"message": "Bukan kepala."}, "Bukan kepala."),
        ("403", {"exception": "Bukan kepala."}, "Bukan kepala."),
        ("404", {}, "Halaman tidak ditemukan"),
        ("409", {"message": "Sudah diajukan.", "back_url": "/x/"}, "Sudah diajukan."),
        ("500", {"code": "7f3a"}, "7f3a"),
    ],
)
def test_error_page_says_what_happened_even_without_a_request(name, context, expected):
    html = render_to_string(f"{name}.html", context)

    assert (expected in words(html), html.count("<h1"), "style=" in html) == (True, 1, False)


def test_login_page_offers_demo_accounts_per_city():
    account = {"username": "bima.bpbd", "password": "rahasia", "city": "Kota Bima"}

    with_demo = render_to_string(
        "registration/login.html",
        {"form": AuthenticationForm(), "next": "/x/", "demo_accounts": [account]},
    )
    without = render_to_string("registration/login.html", {"form": AuthenticationForm()})

    assert 'data-fill-username="bima.bpbd"' in " ".join(with_demo.split())
    assert 'name="next" value="/x/"' in with_demo
    assert ("Akun peragaan" in without, "hubungi admin kota" in without.lower()) == (False, True)


def test_title_of_a_page_with_errors_begins_with_galat():
    form = AuthenticationForm(data={"username": "", "password": ""})

    html = render_to_string("registration/login.html", {"form": form})

    assert "<title>Galat: Masuk - KLA</title>" in html


@pytest.mark.parametrize("value, shown", [("3", "+3"), ("-2.5", "−2,5"), ("0", "0")])
def test_gains_and_losses_carry_their_sign(value, shown):
    text = Template("{% load kla %}{{ value|selisih }}").render(Context({"value": Decimal(value)}))

    assert text == shown
