"""The one catalogue of reasons for refusing a file: code and what the user reads."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    EXTENSION = "extension"
    TYPE_MISMATCH = "type_mismatch"
    MIXED_CONTENT = "mixed_content"
    UNREADABLE = "unreadable"
    BUSY = "busy"
    IMAGE_DAMAGED = "image_damaged"
    IMAGE_TOO_BIG = "image_too_big"
    PDF_DAMAGED = "pdf_damaged"
    PDF_ENCRYPTED = "pdf_encrypted"
    PDF_SCRIPT = "pdf_script"
    PDF_ACTION = "pdf_action"
    PDF_LAUNCH = "pdf_launch"
    PDF_ATTACHMENT = "pdf_attachment"
    PDF_MEDIA = "pdf_media"
    PDF_FORM = "pdf_form"
    PDF_NO_PAGES = "pdf_no_pages"
    OFFICE_DAMAGED = "office_damaged"
    OFFICE_OLD = "office_old"
    OFFICE_ENCRYPTED = "office_encrypted"
    OFFICE_MACRO = "office_macro"
    OFFICE_EMBEDDED = "office_embedded"
    OFFICE_EXTERNAL = "office_external"
    OFFICE_ENTITY = "office_entity"
    OFFICE_TOO_BIG = "office_too_big"
    VIRUS = "virus"
    SCANNER_UNREACHABLE = "scanner_unreachable"
    SCANNER_FAILED = "scanner_failed"


_PRINT_AGAIN = "Cetak ulang dokumen itu ke PDF, lalu unggah hasilnya."
_SAVE_AS_PDF = "Simpan dokumen itu sebagai PDF, lalu unggah PDF tersebut."

MESSAGES: dict[Refusal, str] = {
    Refusal.EMPTY: "Berkas ini kosong. Periksa berkas aslinya, lalu unggah lagi.",
    Refusal.TOO_LARGE: (
        "Berkas ini melebihi batas {limit}. Perkecil atau bagi menjadi beberapa berkas, "
        "lalu unggah lagi."
    ),
    Refusal.EXTENSION: (
        "Jenis berkas ini tidak diterima. Ubah menjadi PDF, JPG, PNG, DOCX, atau XLSX, "
        "lalu unggah lagi."
    ),
    Refusal.TYPE_MISMATCH: (
        "Isi berkas tidak cocok dengan akhiran namanya. Buka berkas itu dengan aplikasi asalnya, "
        "simpan sebagai PDF, JPG, PNG, DOCX, atau XLSX, lalu unggah lagi."
    ),
    Refusal.MIXED_CONTENT: (
        "Berkas ini memuat berkas lain yang ditempelkan di dalamnya. "
        "Simpan ulang dokumennya saja, lalu unggah lagi."
    ),
    Refusal.UNREADABLE: (
        "Berkas ini tidak dapat diperiksa karena rusak atau terlalu rumit. "
        "Simpan ulang atau sederhanakan isinya, lalu unggah lagi."
    ),
    Refusal.BUSY: (
        "Banyak berkas sedang diperiksa sehingga berkas Anda belum diterima. "
        "Tunggu satu menit, lalu unggah lagi."
    ),
    Refusal.IMAGE_DAMAGED: (
        "Gambar ini rusak atau tidak lengkap. Salin lagi dari kamera atau ponsel, lalu unggah lagi."
    ),
    Refusal.IMAGE_TOO_BIG: (
        "Gambar ini lebih dari 50 megapiksel. Perkecil ukurannya, lalu unggah lagi."
    ),
    Refusal.PDF_DAMAGED: (
        "Berkas PDF ini rusak atau tidak mengikuti susunan PDF yang benar. " + _PRINT_AGAIN
    ),
    Refusal.PDF_ENCRYPTED: (
        "Berkas PDF ini terkunci kata sandi. Simpan ulang tanpa kata sandi, lalu unggah lagi."
    ),
    Refusal.PDF_SCRIPT: f"Berkas PDF ini memuat skrip. {_PRINT_AGAIN}",
    Refusal.PDF_ACTION: f"Berkas PDF ini memuat tindakan otomatis. {_PRINT_AGAIN}",
    Refusal.PDF_LAUNCH: f"Berkas PDF ini memuat perintah menjalankan program. {_PRINT_AGAIN}",
    Refusal.PDF_ATTACHMENT: (
        "Berkas PDF ini memuat lampiran di dalamnya. Unggah lampiran itu sebagai berkas "
        f"tersendiri. {_PRINT_AGAIN}"
    ),
    Refusal.PDF_MEDIA: f"Berkas PDF ini memuat video, suara, atau media lain. {_PRINT_AGAIN}",
    Refusal.PDF_FORM: f"Berkas PDF ini memuat formulir dinamis (XFA). {_PRINT_AGAIN}",
    Refusal.PDF_NO_PAGES: f"Berkas PDF ini tidak mempunyai halaman. {_PRINT_AGAIN}",
    Refusal.OFFICE_DAMAGED: (
        "Dokumen ini rusak atau susunannya tidak wajar. Buka dengan Word atau Excel, "
        "simpan ulang, lalu unggah lagi."
    ),
    Refusal.OFFICE_OLD: (
        "Berkas ini memakai format Office lama (.doc atau .xls). Buka dengan Word atau Excel, "
        "simpan sebagai .docx atau .xlsx, lalu unggah lagi."
    ),
    Refusal.OFFICE_ENCRYPTED: (
        "Dokumen ini terkunci kata sandi. Simpan ulang tanpa kata sandi, lalu unggah lagi."
    ),
    Refusal.OFFICE_MACRO: (
        "Dokumen ini memuat makro. Simpan ulang sebagai .docx atau .xlsx tanpa makro, "
        "lalu unggah lagi."
    ),
    Refusal.OFFICE_EMBEDDED: (
        f"Dokumen ini memuat berkas atau objek lain di dalamnya. {_SAVE_AS_PDF}"
    ),
    Refusal.OFFICE_EXTERNAL: (
        f"Dokumen ini mengambil isi dari berkas atau alamat lain. {_SAVE_AS_PDF}"
    ),
    Refusal.OFFICE_ENTITY: (
        f"Dokumen ini memuat definisi XML yang tidak diizinkan. {_SAVE_AS_PDF}"
    ),
    Refusal.OFFICE_TOO_BIG: (
        "Isi dokumen ini terlalu besar setelah dibuka. Hapus lembar dan gambar yang tidak perlu, "
        "simpan ulang, lalu unggah lagi."
    ),
    Refusal.VIRUS: (
        "Pemindai menemukan virus di berkas ini. Jangan dibuka; bersihkan komputer Anda "
        "dengan antivirus, lalu unggah berkas yang bersih."
    ),
    Refusal.SCANNER_UNREACHABLE: (
        "Berkas belum diterima: pemindai virus tidak dapat dihubungi, coba lagi beberapa menit "
        "lagi. Bila tetap gagal, hubungi admin kota Anda."
    ),
    Refusal.SCANNER_FAILED: (
        "Berkas belum diterima: pemindai virus tidak dapat memeriksa berkas ini. "
        "Perkecil berkasnya, lalu unggah lagi. Bila tetap gagal, hubungi admin kota Anda."
    ),
}


class FileRefusedError(Exception):
    """Why a file is not taken: `code` for programs, `message` for the person who uploaded it."""

    def __init__(self, code: Refusal, **values: str) -> None:
        self.code = code
        self.message = MESSAGES[code].format(**values)
        super().__init__(self.message)
