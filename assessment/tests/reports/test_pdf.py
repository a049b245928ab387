"""The PDF of a report: pages, marks, sameness, and that nothing is ever fetched."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from pypdf import PdfReader

from assessment.reports import content, pdf
from assessment.tests.reports import sample

CONSTRUCTS = (
    '<img src="{url}">',
    '<img srcset="{url} 1x">',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<link rel="icon" href="{url}">',
    '<a rel="attachment" href="{url}">x</a>',
    "<style>@import url({url});</style>",
    "<style>body{{background:url({url})}}</style>",
    "<style>@font-face{{font-family:x;src:url({url})}} *{{font-family:x}}</style>",
    "<style>li{{list-style-image:url({url})}}</style><ul><li>x</ul>",
    "<style>p::before{{content:url({url})}}</style><p>x</p>",
    "<style>@page{{background:url({url})}}</style>",
    "<style>*{{border-image-source:url({url})}}</style>",
    "<style>*{{mask-image:url({url})}}</style>",
    '<p style="background-image:url({url})">x</p>',
    '<div style="content:url({url})">x</div>',
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<iframe src="{url}"></iframe>',
    '<video poster="{url}" src="{url}"></video>',
    '<audio src="{url}"></audio>',
    '<source src="{url}">',
    '<script src="{url}"></script>',
    '<base href="{url}"><img src="x.png">',
    '<meta http-equiv="refresh" content="0;url={url}">',
    '<svg><image href="{url}" width="9" height="9"/></svg>',
    '<svg><image xlink:href="{url}" width="9" height="9"/></svg>',
    '<svg><use href="{url}#a"/></svg>',
    "<svg><style>@import url({url});</style></svg>",
    '<svg><rect fill="url({url}#a)" width="9" height="9"/></svg>',
    '<input type="image" src="{url}">',
    '<?xml-stylesheet href="{url}"?><img src="data:image/svg+xml,%3Csvg/%3E">',
    '</p></td></table><img src="{url}">',
    '"><img src="{url}"><!--',
    "{{% include '{url}' %}}",
)


@pytest.fixture
def listener():
    """A server on this machine that counts who asks."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args):
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/x", asked
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def snapshot():
    return sample.trimmed(sample.full(12), clusters=2)


@pytest.fixture(scope="module")
def made(snapshot):
    return pdf.render(content.build(snapshot, sha256=sample.SHA256))


def texts(data):
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


def test_render_is_the_same_to_the_byte(snapshot, made):
    assert pdf.render(content.build(snapshot, sha256=sample.SHA256)) == made


def test_render_fixes_metadata_from_the_snapshot(made):
    reader = PdfReader(BytesIO(made))

    metadata = {key: str(value) for key, value in reader.metadata.items()}

    metadata.pop("/Producer")
    assert metadata == {
        "/Title": "Laporan Evaluasi Mandiri Kota Layak Anak: Kota Bima, tahun 2026",
        "/Author": "Kota Bima",
        "/Subject": "Kota Bima, tahun 2026, rekaman nomor 3",
        "/Keywords": "KLA, evaluasi mandiri, Kota Bima, kla-2024",
        "/Creator": "KLA",
        "/CreationDate": "D:20261221011530Z",
        "/ModDate": "D:20261221011530Z",
    }
    assert reader.trailer["/Root"]["/Lang"] == "id"


def test_every_page_carries_snapshot_and_page_number(made):
    pages = texts(made)

    assert len(pages) > 8
    for number, text in enumerate(pages, 1):
        assert "Rekaman nomor 3 · sidik jari 9f2c4b7a1d3e" in text
        assert f"halaman {number} dari {len(pages)}" in text


def test_bookmarks_and_contents_follow_the_sections(made):
    reader = PdfReader(BytesIO(made))

    top = reader.outline[0]
    chapters = [entry.title for entry in reader.outline[1] if not isinstance(entry, list)]

    assert top.title == "Laporan Evaluasi Mandiri Kota Layak Anak"
    assert chapters == [
        "Daftar isi",
        "Daftar tabel",
        "Daftar gambar",
        "Ringkasan",
        "Kelembagaan",
        "Klaster I - Hak Sipil dan Kebebasan",
        "Lampiran A Matriks kegiatan",
        "Lampiran B Perangkat daerah dan kelengkapan",
        "Lampiran C Indeks bukti",
        "Lampiran D Mitra dan perjanjian",
        "Lampiran E Rekap anggaran terkait anak",
        "Lampiran F Berita acara",
        "Pengesahan",
    ]
    last = reader.get_destination_page_number(
        next(entry for entry in reader.outline[1][::-1] if not isinstance(entry, list))
    )
    assert f"Pengesahan{last + 1}" in texts(made)[1].replace(".", "").replace(" ", "")


def test_summary_prints_points_for_people_and_for_machines(snapshot, made):
    totals = snapshot["totals"]

    text = "\n".join(texts(made))

    assert f"Klaim {totals['claimed']} · Terbukti {totals['proven']}" in text
    assert totals["claimed"].replace(".", ",") in text


def test_annex_of_programs_lies_across(made):
    boxes = [page.mediabox for page in PdfReader(BytesIO(made)).pages]

    across = [number for number, box in enumerate(boxes) if box.width > box.height]

    pages = texts(made)
    assert across
    assert all("Kegiatan" in pages[number] for number in across)


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_hostile_texts_fetch_and_embed_nothing(listener, tmp_path, caplog, scheme):
    url, asked = listener
    secret = tmp_path / "rahasia.txt"
    secret.write_text("RAHASIA-SERVER", encoding="utf-8")
    target = url if scheme == "http" else secret.as_uri()
    wanted = [construct.format(url=target) for construct in CONSTRUCTS]

    made = pdf.render(content.build(sample.hostile(wanted), sha256=sample.SHA256))

    assert asked == []
    assert "Failed to load" not in caplog.text
    assert PdfReader(BytesIO(made)).attachments == {}
    shown = "".join(texts(made))
    assert "RAHASIA-SERVER" not in shown
    assert "<iframe" in shown


def test_fetcher_refuses_what_an_unescaped_text_would_fetch(listener, monkeypatch):
    """The second wall: were escaping ever lost, the fetcher still refuses. First: it could leak."""
    from weasyprint import HTML

    url, asked = listener
    page = "".join(construct.format(url=url) for construct in CONSTRUCTS[:31])
    HTML(string=page).write_pdf()
    assert asked
    asked.clear()
    monkeypatch.setattr(pdf.html, "render", lambda report: page)

    pdf.render(content.build(sample.trimmed(sample.full(0)), sha256=sample.SHA256))

    assert asked == []


def test_awkward_texts_do_not_break_the_page():
    long = "Kata" * 400 + " مرحبا بالعالم 😀 \u202eterbalik\u202c " + "kalimat panjang " * 310
    snapshot = sample.trimmed(sample.full(3))
    question = snapshot["clusters"][0]["indicators"][0]["questions"][0]
    question |= {"narrative": long[:5000], "answer": long[:5000]}
    snapshot["programs"][0] |= {"title": long[:5000], "place": "P" * 300}
    snapshot["city"]["signatory"]["name"] = "Nama" * 60

    pages = texts(pdf.render(content.build(snapshot, sha256=sample.SHA256)))

    assert "kalimat panjang" in "".join(pages)
    assert all(f"dari {len(pages)}" in text for text in pages)
    assert min(len(text) for text in pages) > 150


def test_empty_city_has_a_whole_report():
    snapshot = sample.trimmed(sample.empty())

    text = "\n".join(texts(pdf.render(content.build(snapshot, sha256=sample.SHA256))))

    assert "Belum dijawab" in text
    assert "Belum ada kegiatan yang diterima." in text
    assert "Klaim 0 · Terbukti 0" in text
