"""The sheets of a workbook as data: one source for headings, instructions and the reader. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: Raised when a column changes its meaning; older workbooks are then refused.
FORMAT = "1"
IDENTITY = "_KLA"
LISTS = "_Pilihan"
#: The same identity in the hidden first row of each sheet, so that a sheet can travel alone.
STAMPED = ("kla.workbook", "city", "city_name", "year", "instrument", "agency", "agency_name")
STAMP = "kla.workbook/"
COVER = "Sampul"
HELP = "Petunjuk"
#: Rows of a sheet: field ids (hidden), headings, then the data.
FIELD_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3
#: Blank rows for new entries, where a sheet takes any.
BLANK_ROWS = 200
MOST_ROWS = 12_000
MOST_COLUMNS = 120
LONGEST_CELL = 32_000
#: Stands in a cell whose content Excel cannot hold; it means: leave what is stored.
KEPT = "[terlalu panjang untuk Excel; ubah di aplikasi]"
#: With the month in letters: no program reads it the other way round, nor a CSV saved from it.
DAY_FORMAT = "dd mmm yyyy"
YES = "Ya"
NO = "Tidak"


class Type(StrEnum):
    TEXT = "teks"
    LONG = "teks panjang"
    WHOLE = "bilangan bulat"
    NUMBER = "angka"
    DATE = "tanggal"
    YES_NO = "Ya/Tidak"


@dataclass(frozen=True, slots=True)
class Column:
    """`list_name` names the list of suggestions; a fixed column is only shown."""

    name: str
    heading: str
    type: Type = Type.TEXT
    width: int = 14
    help: str = ""
    list_name: str = ""
    is_fixed: bool = False
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """`takes_new`: people may add rows below those that were written."""

    id: str
    title: str
    purpose: str
    columns: tuple[Column, ...]
    takes_new: bool = False

    def field(self, column: Column) -> str:
        return f"{self.id}.{column.name}"

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def editable(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.is_fixed)


def _hidden(name: str, heading: str) -> Column:
    return Column(name, heading, is_fixed=True, is_hidden=True)


KEY, VERSION, DIGEST, AGENCY, CODE = "kunci", "versi", "sidik", "opd", "kode"
_SYSTEM = (_hidden(KEY, "Kunci"), _hidden(VERSION, "Versi"), _hidden(DIGEST, "Sidik"))
_WHERE = (
    Column(AGENCY, "Perangkat daerah", width=16, is_fixed=True),
    Column(CODE, "Kode", width=9, is_fixed=True),
)
_YEARS = (("kini", "tahun evaluasi"), ("lalu", "tahun sebelumnya"))


def _year(name: str, words: str) -> tuple[Column, ...]:
    return (
        Column(f"pembilang_{name}", f"Pembilang {words}", Type.WHOLE, 13),
        Column(f"penyebut_{name}", f"Penyebut {words}", Type.WHOLE, 13),
        Column(f"angka_{name}", f"Angka {words}", Type.NUMBER, 13),
    )


_ANSWER = (
    Column("pilihan", "Jawaban", width=28, help="Pilih dari daftar pada selnya."),
    Column("jumlah", "Jumlah / banyaknya butir", Type.WHOLE, 14),
    Column(
        "butir",
        "Daftar butir",
        Type.LONG,
        30,
        "Satu butir tiap baris di dalam sel (Alt+Enter): nama; keterangan. "
        "Bila diisi, jumlahnya mengikuti daftar.",
    ),
    Column("pembilang", "Pembilang", Type.WHOLE, 13, "Jumlah yang memenuhi."),
    Column("penyebut", "Penyebut", Type.WHOLE, 13, "Jumlah seluruhnya."),
    Column("sumber", "Sumber penyebut", width=20, help="Misalnya BPS, Kota Dalam Angka 2025."),
    *_year(*_YEARS[0]),
    *_year(*_YEARS[1]),
    Column("target", "Target tahun evaluasi", Type.NUMBER, 13, "Misalnya 82,5."),
    Column("tidak_berlaku", "Tidak berlaku", Type.YES_NO, 11, "Pilih Ya bila tidak berlaku."),
    Column("alasan", "Alasan tidak berlaku", Type.LONG, 28, "Wajib bila tidak berlaku."),
    Column("penjelasan", "Penjelasan untuk laporan", Type.LONG, 36),
)
_QUESTION = (
    Column("pertanyaan", "Pertanyaan", Type.LONG, 46, is_fixed=True),
    Column("jenis", "Jenis", width=14, is_fixed=True),
    Column("status", "Status bagian", width=16, is_fixed=True),
)

ANSWERS = Sheet(
    "jawaban",
    "Jawaban",
    "Jawaban setiap pertanyaan yang ditugaskan. Isi hanya sel putih.",
    (*_SYSTEM, *_WHERE, *_QUESTION, *_ANSWER),
)
PLACES = Sheet(
    "wilayah",
    "Wilayah",
    "Jawaban per kecamatan atau desa/kelurahan untuk indikator wilayah.",
    (
        *_SYSTEM,
        *_WHERE,
        Column("wilayah", "Wilayah", width=22, is_fixed=True),
        *_QUESTION,
        *_ANSWER,
    ),
)
PROGRAMS = Sheet(
    "kegiatan",
    "Kegiatan",
    "Kegiatan yang dilaksanakan. Tulis kegiatan baru di baris kosong di bawah tabel.",
    (
        *_SYSTEM,
        Column(AGENCY, "Perangkat daerah", width=16, is_fixed=True),
        Column("judul", "Nama kegiatan", width=40, help="Wajib."),
        Column("nomenklatur", "Kegiatan (nomenklatur)", width=30),
        Column("subkegiatan", "Subkegiatan", width=30),
        Column("tempat", "Tempat", width=22),
        Column("mulai", "Mulai", Type.DATE, 12),
        Column("selesai", "Selesai", Type.DATE, 12),
        Column("sasaran", "Sasaran", width=26),
        Column("perempuan", "Anak perempuan", Type.WHOLE, 12),
        Column("laki", "Anak laki-laki", Type.WHOLE, 12),
        Column("disabilitas", "Di antaranya penyandang disabilitas", Type.WHOLE, 14),
        Column("anggaran", "Anggaran (rupiah)", Type.WHOLE, 18),
        Column("realisasi", "Realisasi (rupiah)", Type.WHOLE, 18),
        Column("dana", "Sumber dana", width=16, list_name="dana"),
        Column("hasil", "Hasil", Type.LONG, 36),
        Column("kendala", "Kendala", Type.LONG, 36),
        Column("indikator", "Indikator utama", width=26, list_name="indikator"),
        Column(
            "sasaran_lain",
            "Indikator dan pertanyaan lain",
            width=26,
            help="Kode dipisahkan titik koma, misalnya 5; 7.2; 21A.",
        ),
        Column("mitra_1", "Mitra 1", width=24),
        Column("jenis_mitra_1", "Jenis mitra 1", width=18, list_name="mitra"),
        Column("mitra_2", "Mitra 2", width=24),
        Column("jenis_mitra_2", "Jenis mitra 2", width=18, list_name="mitra"),
        Column(
            "mitra_lain",
            "Mitra lain",
            Type.LONG,
            30,
            "Satu mitra tiap baris di dalam sel: nama | jenis.",
        ),
        Column(
            "perjanjian",
            "Perjanjian",
            Type.LONG,
            36,
            "Satu perjanjian tiap baris: jenis | nomor | tanggal | berlaku sampai | "
            "mitra; mitra | OPD; OPD. Bagian yang tidak diketahui dikosongkan.",
        ),
        Column(
            "opd_lain",
            "Perangkat daerah lain",
            width=24,
            help="Singkatan dipisahkan titik koma, misalnya Dinsos; Dinkes.",
        ),
        Column(
            "dokumen",
            "Dokumen",
            width=18,
            help="Kode dokumen dipisahkan titik koma, misalnya D12; D15. Kodenya ada di lembar "
            "Dokumen.",
        ),
    ),
    takes_new=True,
)
EVIDENCE = Sheet(
    "bukti",
    "Bukti",
    "Dokumen yang dipakai sebagai bukti. Berkasnya sendiri diunggah di aplikasi.",
    (
        *_SYSTEM,
        Column(AGENCY, "Perangkat daerah", width=16, is_fixed=True),
        Column("pertanyaan", "Kode pertanyaan", width=12, help="Misalnya 5.2."),
        Column("wilayah", "Wilayah", width=22, help="Hanya untuk indikator wilayah."),
        Column("butir", "Butir bukti ke-", Type.WHOLE, 10, "1 untuk butir pertama."),
        Column("dokumen", "Kode dokumen", width=12, help="Misalnya D12; lihat lembar Dokumen."),
        Column("halaman", "Halaman", width=14),
        Column("keterangan", "Keterangan", width=30),
        Column("nama_butir", "Nama butir bukti", width=36, is_fixed=True),
        Column("nama_dokumen", "Judul dokumen", width=36, is_fixed=True),
        Column("status", "Status", width=18, is_fixed=True),
    ),
    takes_new=True,
)
DOCUMENTS = Sheet(
    "dokumen",
    "Dokumen",
    "Daftar dokumen di pustaka, untuk mencari kodenya. Lembar ini tidak dibaca kembali.",
    (
        Column("kode", "Kode", width=10, is_fixed=True),
        Column("judul", "Judul", width=44, is_fixed=True),
        Column("jenis", "Jenis", width=24, is_fixed=True),
        Column("nomor", "Nomor", width=24, is_fixed=True),
        Column("tanggal", "Tanggal", Type.DATE, 12, is_fixed=True),
    ),
)
#: Sheets that are read back, in the order in which they are applied.
READ = (ANSWERS, PLACES, PROGRAMS, EVIDENCE)
WRITTEN = (*READ, DOCUMENTS)
FUND_SOURCES = ("APBD kabupaten/kota", "APBD provinsi", "APBN", "DAK", "Dana desa", "CSR", "Hibah")
