"""The short guide of the product: what each role does, step by step, with the page of each step."""

from __future__ import annotations

from dataclasses import dataclass

from agencies.actors import Actor
from agencies.roles import Role


@dataclass(frozen=True, slots=True)
class Step:
    """`page` is the URL name of the place where it is done."""

    title: str
    text: str
    page: str


_OPERATOR = (
    Step(
        "Lihat tugas Anda",
        "Hanya pertanyaan perangkat daerah Anda yang tampil. Tombol Lanjutkan membuka pertanyaan "
        "berikutnya yang belum selesai; yang dikembalikan didahulukan.",
        "task-list",
    ),
    Step(
        "Catat kegiatan",
        "Satu kegiatan dapat dipakai untuk banyak pertanyaan. Matriks disusun dari kegiatan yang "
        "Anda catat: tempat, sasaran, anak laki-laki dan perempuan, anggaran, mitra.",
        "program-list",
    ),
    Step(
        "Jawab dan lampirkan bukti",
        "Poin yang mungkin dan bukti yang diminta tampil di samping pertanyaan. Belum dijawab, "
        "nol, dan tidak berlaku adalah tiga hal berbeda; yang tidak berlaku perlu alasan.",
        "task-list",
    ),
    Step(
        "Unggah dokumen satu kali",
        "Dokumen yang sama dapat dipakai untuk banyak jawaban. Isi tanggalnya: bukti di luar tahun "
        "yang dievaluasi tidak dihitung.",
        "document-list",
    ),
    Step(
        "Periksa, lalu ajukan",
        "Setiap kekurangan bertautan ke tempat memperbaikinya. Setelah mengajukan, Anda mendapat "
        "tanda terima bernomor. Selama menunggu kepala, pengajuan dapat ditarik kembali.",
        "submission-check",
    ),
)
_HEAD = (
    Step(
        "Baca ringkasan",
        "Setiap bagian menyebut poin yang diklaim dan terbukti, yang masih kurang, dan yang "
        "berubah sejak Anda terakhir masuk.",
        "agency-summary",
    ),
    Step(
        "Setujui atau kembalikan",
        "Setujui semua, setujui satu per satu, atau kembalikan: tandai pertanyaannya dan tulis "
        "alasan satu kali. Yang Anda setujui diajukan ke sekretariat.",
        "agency-summary",
    ),
)
_DELEGATE = Step(
    "Berhalangan",
    "Catat Plt. atau Plh. beserta nomor surat dan masanya. Wewenangnya mulai dan berakhir dengan "
    "sendirinya.",
    "delegation-list",
)
_REVIEW = Step(
    "Periksa antrian",
    "Baca jawaban dan buktinya, terima, atau kembalikan dengan alasan. Anda tidak dapat menerima "
    "yang Anda isi sendiri.",
    "queue",
)
_ASSEMBLE = Step(
    "Rakit jawaban resmi",
    "Satu jawaban resmi untuk setiap pertanyaan, disusun dari jawaban perangkat daerah.",
    "assembly-list",
)
_WATCH = Step(
    "Pantau hasil",
    "Poin diklaim, terbukti, dan terverifikasi, serta perangkat daerah yang terlambat.",
    "control-room",
)
GUIDES: dict[Role, tuple[Step, ...]] = {
    Role.OPERATOR: _OPERATOR,
    Role.HEAD: (*_HEAD, _DELEGATE),
    Role.REVIEWER: (_REVIEW, _ASSEMBLE, _WATCH),
    Role.COORDINATOR: (
        _WATCH,
        _REVIEW,
        _ASSEMBLE,
        Step("Bekukan hasil", "Rekaman bernomor menjadi sumber semua laporan.", "report-list"),
    ),
    Role.LEADER: (_WATCH,),
    Role.VERIFIER: (
        Step(
            "Verifikasi",
            "Baca rekaman yang diserahkan kota, lalu beri nilai verifikasi.",
            "verification-list",
        ),
    ),
    Role.ADMIN: (
        Step(
            "Kelola pengguna",
            "Buat akun, kata sandi sekali pakai, dan catat Plt. kepala.",
            "person-list",
        ),
        Step("Kelola perangkat daerah", "Nama, singkatan, dan penerus.", "agency-list"),
        Step("Atur jadwal", "Kapan pengisian, rekap, dan siklus ditutup.", "cycle-detail"),
    ),
}


def guide_of(actor: Actor) -> tuple[Step, ...]:
    """The steps of the actor's role; those of a head too while he stands in for one."""
    own = GUIDES.get(actor.role, ()) if actor.role else ()
    extra = _HEAD if actor.acting_for and actor.role is not Role.HEAD else ()
    return (*own, *extra)
