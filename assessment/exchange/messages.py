"""What can be wrong in a workbook, and what to do: for the instructions and for each cell. Pure."""

from __future__ import annotations

from enum import StrEnum


class Message(StrEnum):
    """A refusal: `{...}` is filled in where it is said."""

    NOT_WHOLE = "Isi bilangan bulat, misalnya 1250 atau 1.250."
    NOT_NUMBER = "Isi angka, misalnya 82,5."
    IS_DATE = "Sel ini berformat tanggal. Ubah formatnya menjadi angka atau teks, lalu isi lagi."
    NOT_DATE = "Tulis tanggal seperti 20-12-2026."
    YEAR = "Isi tahun dari {first} sampai {last}."
    NOT_YES = "Isi Ya, atau kosongkan."
    ERROR = "Rumus di sel ini menghasilkan galat {value}. Perbaiki rumusnya atau tulis nilainya."
    NO_RESULT = "Rumus di sel ini belum mempunyai hasil. Buka di Excel, simpan, lalu unggah lagi."
    MERGED = "Sel ini tergabung dengan sel lain. Pisahkan (Unmerge), lalu isi setiap baris."
    UNUSED = "Kolom ini tidak dipakai untuk pertanyaan jenis {kind}. Kosongkan sel ini."
    NOT_OPTION = "Pilih salah satu dari daftar: {options}."
    REASON = "Tulis alasan mengapa pertanyaan ini tidak berlaku."
    UNUSED_REASON = "Alasan hanya dipakai bila Tidak berlaku diisi Ya. Isi Ya, atau kosongkan."
    BOTH = "Kosongkan jawabannya, atau hapus Ya di kolom Tidak berlaku."
    UNKNOWN_ROW = "Baris ini tidak dikenal. Unduh buku kerja yang baru, lalu salin isian Anda."
    NO_NEW_ROWS = "Lembar ini tidak menerima baris baru. Hapus isi baris ini."
    TWICE = "Baris ini sama kuncinya dengan baris {row}. Salin isinya saja ke baris kosong."
    NOT_ASSIGNED = "Pertanyaan ini tidak (lagi) ditugaskan kepada {agency}."
    GONE = "Baris ini sudah dihapus di aplikasi. Salin isinya ke baris kosong bila perlu lagi."
    AGENCY = "Tulis singkatan perangkat daerah yang ada di kota ini."
    OTHER_AGENCY = "Baris ini milik {agency}, bukan perangkat daerah Anda."
    TARGET = "Kode “{code}” tidak ada di instrumen. Tulis kode seperti 5 atau 7.2."
    AMBIGUOUS = (
        "Kode ini tersimpan sebagai angka. Ubah format selnya menjadi teks, lalu tulis lagi."
    )
    DOCUMENT = "Kode dokumen “{code}” tidak dikenal. Lihat lembar Dokumen."
    PARTNER_KIND = "Pilih jenis mitra: {options}."
    PARTNER_NAME = "Tulis nama mitra ini, atau kosongkan jenisnya."
    PARTNER_LINE = "Tulis setiap mitra sebagai: nama | jenis."
    AGREEMENT = "Tulis setiap perjanjian sebagai: jenis | nomor | tanggal | sampai | mitra | OPD."
    AGREEMENT_KIND = "Jenis perjanjian harus salah satu dari: {options}."
    AGENCY_NAME = "Perangkat daerah “{name}” tidak ada di kota ini."
    QUESTION = "Kode pertanyaan “{code}” tidak ada di instrumen."
    PLACE = "Wilayah “{name}” tidak ada untuk pertanyaan ini."
    ITEM = "Pertanyaan ini meminta {count} butir bukti. Isi 1 sampai {count}."
    NO_ITEMS = "Pertanyaan ini tidak meminta bukti. Kosongkan baris ini."
    FIXED_CITATION = (
        "Bukti yang sudah terpasang tidak dapat diubah di sini. Lepas di aplikasi, lalu tulis "
        "sebagai baris baru."
    )
    REQUIRED = "Bagian ini wajib diisi."


class FileMessage(StrEnum):
    """Why the file as a whole is not read."""

    NOT_OURS = (
        "Buku kerja ini bukan unduhan dari aplikasi, atau lembar pengenalnya terhapus. "
        "Unduh Excel dari halaman ini, lalu salin isian Anda ke dalamnya."
    )
    FORMAT = "Buku kerja ini dari versi aplikasi yang lain. Unduh yang baru, lalu salin isian Anda."
    CITY = "Buku kerja ini milik kota lain ({city})."
    YEAR = "Buku kerja ini untuk siklus {year}, sedangkan yang dibuka siklus {now}."
    INSTRUMENT = "Instrumen siklus ini sudah diganti. Unduh buku kerja yang baru."
    AGENCY = "Buku kerja ini milik {agency}. Unduh buku kerja perangkat daerah Anda sendiri."
    SHEETS = "Tidak ada lembar isian yang dikenal. Unduh buku kerja yang baru."
    TWO_SHEETS = "Lembar {title} ada dua kali ({first} dan {second}). Hapus salah satunya."
    TWO_COLUMNS = "Lembar {sheet}: kolom {heading} ada dua kali. Hapus salah satunya."
    NO_KEYS = "Lembar {sheet}: kolom pengenal tersembunyi terhapus. Unduh buku kerja yang baru."
    FAR = "Lembar {sheet} berisi sel {cell}, jauh di luar tabel. Hapus isi sel itu."
    KIND = (
        "Isi berkas ini bukan XLSX, ODS, atau CSV (UTF-8). Buka di Excel atau LibreOffice, simpan "
        "sebagai XLSX, lalu unggah lagi."
    )
    MACRO = "Buku kerja ini memuat makro. Simpan sebagai XLSX tanpa makro, lalu unggah lagi."
    EXTERNAL = (
        "Buku kerja ini mengambil isi dari berkas lain. Putuskan tautannya (Data, Edit Tautan), "
        "simpan, lalu unggah lagi."
    )
    EMBEDDED = "Buku kerja ini memuat berkas lain. Hapus objek yang disisipkan, lalu unggah lagi."
    ENTITY = (
        "Buku kerja ini memuat definisi XML yang tidak diizinkan. Buka di Excel atau LibreOffice, "
        "simpan ulang sebagai XLSX, lalu unggah lagi."
    )
    TOO_BIG = (
        "Isi buku kerja ini terlalu besar. Salin isian Anda ke buku kerja yang baru diunduh, lalu "
        "unggah itu."
    )
    ENCRYPTED = "Buku kerja ini terkunci kata sandi. Simpan ulang tanpa kata sandi, lalu unggah."
    OLD = "Buku kerja ini berformat lama (XLS). Simpan ulang sebagai XLSX, lalu unggah lagi."
    UNREADABLE = (
        "Buku kerja tidak dapat dibaca: rusak atau terlalu besar. Hapus lembar dan baris yang "
        "tidak perlu, simpan ulang sebagai XLSX, lalu unggah lagi."
    )


class Notice(StrEnum):
    """What was done all the same, and is worth knowing."""

    FORMULA = "Lembar {sheet}: {count} sel berisi rumus; yang dibaca hasilnya saat disimpan."
    COLUMN = "Lembar {sheet}: kolom “{heading}” tidak dikenal dan tidak dibaca."
    SHEET = "Lembar “{name}” tidak dikenal dan tidak dibaca."
    MISSING_SHEET = "Lembar {sheet} tidak ada; isinya di aplikasi tetap."
    HIDDEN = "Lembar {sheet}: {count} baris tersembunyi ikut dibaca."
    NEWER = "Diubah di aplikasi sesudah diunduh; berkas Anda tidak mengubahnya."
