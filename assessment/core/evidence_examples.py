"""What acceptable evidence looks like: for each kind that the instrument demands, in one sentence.

A kind is known by words in its name, because each year's instrument words its items anew. Pure.
"""

from __future__ import annotations

#: Words of an item's name (lower case), and an example; the first row that fits decides.
EXAMPLES: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("matriks",),
        "Contoh: tabel kegiatan tahun ini dan tahun lalu dengan nama kegiatan, tempat, jumlah anak "
        "laki-laki dan perempuan, anggaran, dan mitra; ditandatangani kepala perangkat daerah.",
    ),
    (
        ("foto", "berita"),
        "Contoh: foto kegiatan dengan keterangan apa, di mana, kapan, dan siapa yang hadir. Satu "
        "foto hanya untuk satu jawaban; wajah anak korban atau anak berhadapan hukum ditutup.",
    ),
    (
        ("anggaran", "dpa", "apbd"),
        "Contoh: halaman DPA yang memuat subkegiatan dan pagunya, dengan tanda tangan dan stempel "
        "Bappeda; sebutkan nomor halamannya.",
    ),
    (
        ("peraturan", "keputusan"),
        "Contoh: naskah lengkap Peraturan Wali Kota atau SK dalam PDF, bernomor, bertanggal, "
        "bertanda tangan, dan masih berlaku; bukan rancangan.",
    ),
    (
        ("data pembanding", "dua tahun", "jumlah keseluruhan"),
        "Contoh: rekap resmi dua tahun berturut-turut dengan pembilang dan penyebut, misalnya anak "
        "yang punya akta lahir dari seluruh anak, lengkap dengan sumber dan tanggalnya.",
    ),
    (
        ("sertifikat",),
        "Contoh: sertifikat pelatihan Konvensi Hak Anak atas nama petugas, dengan penyelenggara, "
        "jumlah jam, dan tanggal dalam tahun yang dievaluasi.",
    ),
    (
        ("sop",),
        "Contoh: SOP layanan bernomor yang ditetapkan kepala perangkat daerah, dengan alur, "
        "pelaksana, dan waktu layanan.",
    ),
    (
        ("daftar hadir",),
        "Contoh: daftar hadir bertanda tangan dengan judul kegiatan, hari dan tanggal, nama, "
        "unsur, dan jenis kelamin peserta.",
    ),
    (
        ("usulan anak",),
        "Contoh: berita acara Musrenbang atau Forum Anak yang memuat usulan anak, bertanggal dan "
        "ditandatangani wakil anak.",
    ),
    (
        ("tindak lanjut", "kebijakan akhir"),
        "Contoh: halaman RKPD, SK, atau program yang memuat usulan itu; tandai kalimatnya dan "
        "sebutkan halamannya.",
    ),
    (
        ("laporan", "evaluasi"),
        "Contoh: laporan pelaksanaan atau evaluasi yang ditandatangani, memuat hasil, kendala, dan "
        "rencana tindak lanjut pada tahun yang dievaluasi.",
    ),
    (
        ("sk",),
        "Contoh: SK pembentukan tim atau gugus tugas dalam PDF, bernomor, bertanggal, dengan "
        "lampiran susunan anggota dan uraian tugas.",
    ),
)
GENERAL = (
    "Contoh: dokumen resmi yang menyebut kegiatan ini, bertanggal dalam tahun yang dievaluasi dan "
    "bertanda tangan, misalnya laporan kegiatan, SK, atau surat tugas; sebutkan halamannya."
)


def example_of(item_name: str) -> str:
    """An example of evidence for an item, by the words of its name."""
    name = item_name.lower()
    words = set(name.replace("/", " ").replace("(", " ").replace(")", " ").split())
    for marks, example in EXAMPLES:
        if any(mark in words if " " not in mark else mark in name for mark in marks):
            return example
    return GENERAL


#: Kinds of evidence as the help page lists them.
KINDS = (
    "Matriks isian",
    "Foto berketerangan",
    "Dokumen anggaran (DPA/APBD)",
    "Naskah peraturan atau keputusan",
    "SK",
    "Data pembanding dua tahun",
    "Laporan atau hasil evaluasi",
    "Sertifikat pelatihan",
    "SOP",
    "Daftar hadir",
    "Dokumen pendukung lain",
)
