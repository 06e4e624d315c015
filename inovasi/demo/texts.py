"""What the sample units write."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Idea:
    """One sample innovation; `unit` is a code of the registry."""

    unit: str
    title: str
    problem: str
    answer: str
    effect: str
    is_digital: bool = False


IDEAS = (
    Idea(
        "PKM-07-I",
        "Perahu Sehat: bidan menjemput ibu hamil di bantaran sungai",
        "ibu hamil di bantaran sungai menempuh dua jam ke puskesmas",
        "bidan datang dengan perahu setiap Selasa dan mencatat kunjungan di kartu bersama",
        "kunjungan lengkap ibu hamil naik dari 54 menjadi 88 persen",
    ),
    Idea(
        "73.06.07.2009",
        "Lumbung Data Desa: satu kartu untuk semua surat warga",
        "warga bolak-balik tiga kali untuk satu surat keterangan",
        "data keluarga diverifikasi sekali lalu dipakai untuk semua surat",
        "surat selesai dalam 15 menit, sebelumnya dua hari",
        is_digital=True,
    ),
    Idea(
        "SMPN-01",
        "Kelas Tenang: meja aduan perundungan oleh siswa untuk siswa",
        "perundungan jarang dilaporkan karena siswa takut",
        "siswa terlatih menerima laporan tertutup dan guru menindaklanjuti dalam satu hari",
        "laporan yang selesai ditangani naik dari 6 menjadi 41 dalam setahun",
    ),
    Idea(
        "DISDUKCAPIL",
        "Akta Subuh: akta kelahiran terbit sebelum ibu pulang",
        "satu dari lima bayi belum punya akta pada usia satu tahun",
        "petugas rumah sakit dan puskesmas mengirim data pada hari kelahiran",
        "bayi yang pulang dengan akta naik dari 9 menjadi 93 persen",
        is_digital=True,
    ),
    Idea(
        "PKM-04-I",
        "Posyandu Kebun: timbang balita di kebun saat panen",
        "orang tua tidak datang ke posyandu pada musim panen",
        "kader membawa timbangan ke kebun sesuai kalender panen",
        "balita yang ditimbang tiap bulan naik dari 61 menjadi 92 persen",
    ),
    Idea(
        "PKM-10",
        "Ojek Obat: obat hipertensi sampai di rumah lansia",
        "lansia putus obat karena jalan rusak",
        "tukang ojek desa mengantar obat dan mengukur tekanan darah",
        "lansia yang rutin minum obat naik dari 38 menjadi 79 persen",
    ),
    Idea(
        "DINSOS",
        "Pintu Satu: bantuan sosial dicek dari kantor desa",
        "warga miskin tidak tahu terdaftar atau tidak",
        "operator desa memeriksa data dan mengusulkan perbaikan di tempat",
        "usulan perbaikan yang diproses naik empat kali lipat",
        is_digital=True,
    ),
    Idea(
        "SDN-01",
        "Baca Pagi Kabut: sepuluh menit buku lokal setiap hari",
        "separuh siswa kelas tiga belum lancar membaca",
        "cerita rakyat Gowa dicetak sebagai buku kecil dan dibaca bersama",
        "siswa yang lancar membaca naik dari 51 menjadi 84 persen",
    ),
    Idea(
        "73.06.13.2005",
        "Bank Sampah Sekolah Desa",
        "sampah plastik dibuang ke saluran irigasi",
        "warga menabung sampah dan hasilnya membayar iuran kesehatan",
        "timbulan sampah di irigasi turun 70 persen",
    ),
    Idea(
        "DISKOMINFO",
        "Kanal Aduan Satu Nomor",
        "aduan warga tersebar di sembilan nomor dan sering hilang",
        "satu nomor menerima aduan, memberi tiket, dan mengabarkan tindak lanjut",
        "aduan yang selesai dalam lima hari naik dari 22 menjadi 76 persen",
        is_digital=True,
    ),
    Idea(
        "PKM-15-I",
        "Rumah Tunggu Gunung",
        "ibu hamil risiko tinggi tinggal lima jam dari rumah sakit",
        "rumah warga dekat puskesmas menjadi tempat tunggu sebelum melahirkan",
        "kematian ibu di wilayah kerja nol selama dua tahun",
    ),
    Idea(
        "73.06.14.2001",
        "Air Adil: jadwal irigasi yang disepakati lewat papan warna",
        "petani hilir berebut air setiap kemarau",
        "papan warna di setiap pintu air menunjukkan giliran yang disepakati",
        "sengketa air turun dari 17 menjadi 2 dalam satu musim",
    ),
)

OPENERS = (
    "Sebelum inovasi ini, {problem}.",
    "Kami memulai dari satu kenyataan: {problem}.",
    "Keluhan yang paling sering kami dengar, {problem}.",
)
MIDDLES = (
    "Karena itu {answer}.",
    "Jawaban kami sederhana: {answer}.",
    "Sejak inovasi berjalan, {answer}.",
    "Tim kecil dari unit kami menyusun alur kerja, mengujinya sebulan, lalu memperbaikinya "
    "bersama warga.",
    "Setiap langkah dicatat, sehingga petugas baru dapat mengikuti tanpa pelatihan panjang.",
    "Biayanya ditanggung anggaran unit yang sudah ada; tidak ada pungutan kepada warga.",
    "Kepala unit menetapkannya dengan surat keputusan dan menilainya setiap tiga bulan.",
)
CLOSERS = (
    "Hasilnya terukur: {effect}.",
    "Dampaknya jelas, {effect}.",
    "Data kami menunjukkan {effect}.",
)


def summary(idea: Idea) -> str:
    return f"{_sentence(idea.problem)} {_sentence(idea.answer)} {_sentence(idea.effect)}"


def answer(idea: Idea, max_words: int, random: Random) -> str:
    """A text for one section, within its limit."""
    middles = random.sample(MIDDLES, 3 + random.randrange(3))
    parts = [random.choice(OPENERS), *middles, random.choice(CLOSERS)]
    text = " ".join(parts).format(problem=idea.problem, answer=idea.answer, effect=idea.effect)
    return " ".join(text.split()[:max_words])


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
