"""The verbs of the ledger as people read them, by what they are about."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

FAMILIES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "usulan": (
        _("Usulan"),
        {
            "masuk": _("Usulan dibuat"),
            "ajukan": _("Usulan diajukan"),
            "ajukan-ulang": _("Usulan diajukan ulang"),
            "tarik": _("Usulan ditarik"),
            "kembalikan": _("Usulan dikembalikan untuk diperbaiki"),
            "loloskan": _("Usulan lolos administrasi"),
            "gugurkan": _("Usulan tidak lolos administrasi"),
            "mulai-nilai": _("Usulan mulai dinilai"),
            "menangkan": _("Usulan menjadi pemenang"),
            "selesaikan": _("Usulan selesai dinilai"),
            "keluarkan": _("Usulan keluar dari lomba"),
            "ikutkan-lagi": _("Usulan diikutkan lagi"),
            "tanda-terima": _("Tanda terima dibuat"),
            "baca": _("Usulan dibuka"),
        },
    ),
    "tim": (
        _("Tim usulan"),
        {
            "beri-hak": _("Hak atas usulan diberikan"),
            "akhiri-hak": _("Hak atas usulan diakhiri"),
        },
    ),
    "pemeriksaan": (
        _("Pemeriksaan"),
        {
            "putusan": _("Pemeriksaan diputuskan"),
            "persetujuan": _("Panitia kedua menjawab"),
        },
    ),
    "tim-penilai": (_("Tim penilai"), {"tetapkan": _("SK tim penilai dicatat")}),
    "juri": (
        _("Juri"),
        {
            "tunjuk": _("Juri ditunjuk"),
            "panggil": _("Juri ditagih lembarnya"),
            "pakta-integritas": _("Pakta integritas disetujui"),
            "akhiri": _("Keanggotaan juri diakhiri"),
        },
    ),
    "penugasan": (
        _("Penugasan"),
        {
            "beri": _("Usulan ditugaskan"),
            "tarik": _("Penugasan ditarik"),
            "pulihkan": _("Penugasan berlaku lagi"),
        },
    ),
    "benturan": (
        _("Benturan kepentingan"),
        {
            "tidak-ada": _("Juri menyatakan tidak ada benturan"),
            "nyatakan": _("Benturan dinyatakan"),
            "putusan": _("Benturan diputuskan"),
            "unit": _("Unit yang terkait dinyatakan"),
        },
    ),
    "salinan-tanpa-nama": (
        _("Salinan tanpa nama"),
        {"simpan": _("Salinan disimpan"), "buka": _("Salinan dibuka untuk juri")},
    ),
    "lembar": (
        _("Lembar penilaian"),
        {
            "tanda-tangan": _("Lembar ditandatangani"),
            "buka-lagi": _("Lembar dibuka lagi"),
            "abstain": _("Juri abstain"),
            "ditolak": _("Simpanan lembar ditolak"),
        },
    ),
    "catatan-bersama": (
        _("Catatan bersama"),
        {"tulis": _("Catatan bersama ditulis"), "setuju": _("Catatan bersama disetujui")},
    ),
    "moderasi": (_("Pembahasan nilai"), {"putusan": _("Nilai yang berjauhan dibahas")}),
    "tahap": (
        _("Tahap penilaian"),
        {
            "tutup": _("Tahap ditutup"),
            "undi": _("Urutan tampil diundi"),
            "urutan": _("Urutan tampil diubah"),
        },
    ),
    "pleno": (
        _("Keputusan pleno"),
        {"tetapkan": _("Peringkat ditetapkan pleno"), "cabut": _("Keputusan pleno dicabut")},
    ),
    "penetapan": (
        _("Penetapan hasil"),
        {
            "bekukan": _("Hasil dibekukan"),
            "batalkan": _("Pembekuan dibatalkan"),
            "setujui": _("Hasil disetujui dan diumumkan"),
        },
    ),
    "sanggahan": (
        _("Sanggahan"),
        {
            "ajukan": _("Sanggahan diajukan"),
            "tangani": _("Sanggahan ditangani"),
            "jawab": _("Sanggahan dijawab"),
        },
    ),
    "penghargaan": (_("Penghargaan"), {"cabut": _("Penghargaan dicabut")}),
    "aturan": (
        _("Aturan edisi"),
        {
            "dibuka": _("Edisi dibuka"),
            "jadwal": _("Jadwal diubah"),
            "perpanjangan": _("Waktu satu unit diperpanjang"),
            "ralat": _("Aturan diralat"),
            "berkas": _("Berkas aturan diganti"),
            "batal": _("Edisi dibatalkan"),
        },
    ),
    "anggota": (
        _("Anggota unit"),
        {
            "gabung": _("Orang bergabung dengan unit"),
            "peran": _("Peran di unit diubah"),
            "keluar": _("Orang keluar dari unit"),
        },
    ),
    "orang": (
        _("Akun orang"),
        {
            "tugas": _("Akun diubah di halaman pengelola server"),
            "atur-ulang": _("Verifikasi dua langkah dilepas"),
            "beri-tugas": _("Tugas diberikan"),
            "ambil-tugas": _("Tugas diakhiri"),
        },
    ),
    "ekspor": (
        _("Unduhan"),
        {
            "usulan": _("Tabel usulan diunduh"),
            "profil": _("Profil inovasi diunduh"),
            "berkas-lengkap": _("Berkas hasil lengkap diunduh"),
            "berita-acara": _("Berita acara diunduh"),
            "lampiran-sk": _("Lampiran keputusan diunduh"),
            "rekap-nilai": _("Rekapitulasi nilai diunduh"),
            "piagam": _("Semua piagam diunduh"),
            "buku-catatan": _("Buku catatan diunduh"),
            "satu-inovasi": _("Laporan satu inovasi diunduh"),
        },
    ),
    "bimtek": (
        _("Bimtek"),
        {
            "umumkan": _("Bimtek diumumkan"),
            "ubah": _("Bimtek diubah"),
            "batalkan": _("Bimtek dibatalkan"),
            "daftarkan": _("Peserta bimtek didaftarkan"),
            "tarik": _("Pendaftaran peserta bimtek ditarik"),
        },
    ),
    "surat": (
        _("Surat"),
        {
            "naskah": _("Naskah surat diubah"),
            "naskah-bawaan": _("Naskah surat kembali ke bawaan"),
            "bersama": _("Surat bersama dikirim"),
        },
    ),
    "pekerjaan": (
        _("Pekerjaan di belakang layar"),
        {
            "ulangi": _("Pekerjaan dicoba lagi"),
            "ulangi-semua": _("Semua pekerjaan yang berhenti dicoba lagi"),
        },
    ),
    "buku-catatan": (_("Buku catatan"), {"periksa": _("Rantai buku catatan diperiksa")}),
}
"""Family: its name, and its verbs. `inovasi/tests/test_records.py` finds a verb that is missing."""

FACTS: Mapping[str, str] = {
    "aktif": _("akun aktif"),
    "alasan": _("alasan"),
    "baris": _("baris"),
    "bentuk": _("bentuk"),
    "bibit": _("bibit undian"),
    "cara": _("cara"),
    "edisi": _("edisi"),
    "jenis": _("jenis"),
    "jumlah": _("jumlah"),
    "kelompok": _("kelompok"),
    "lanjut": _("lanjut"),
    "orang": _("orang"),
    "pengelola": _("pengelola server"),
    "penerima": _("penerima"),
    "peran": _("peran"),
    "peringkat": _("peringkat"),
    "perubahan": _("perubahan"),
    "putusan": _("putusan"),
    "sebagai": _("sebagai"),
    "sebelum": _("sebelum"),
    "sesudah": _("sesudah"),
    "setuju": _("setuju"),
    "sk": _("nomor SK"),
    "tahun": _("tahun"),
    "temuan": _("temuan"),
    "tugas": _("tugas"),
    "tentang": _("tentang"),
    "unit": _("unit"),
    "urutan": _("urutan"),
    "usulan": _("usulan"),
    "versi": _("versi"),
}
"""The names of a line's details; a name that is not here is shown as it was written."""


def name_of(verb: str) -> str:
    """What the deed is called; the verb itself where nobody gave it a name."""
    family, _dot, rest = verb.partition(".")
    return str(FAMILIES.get(family, ("", {}))[1].get(rest, verb))


def choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """For a select: all of a family ("usulan."), then each of its verbs."""
    groups: list[tuple[str, str | list[tuple[str, str]]]] = [("", _("Semua tindakan"))]
    for family, (label, verbs) in FAMILIES.items():
        whole = [(f"{family}.", _("Semua: %(label)s") % {"label": label})] if len(verbs) > 1 else []
        single = [(f"{family}.{verb}", words) for verb, words in verbs.items()]
        groups.append((label, [*whole, *single]))
    return groups
