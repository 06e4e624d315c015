"""What somebody could change in a published file: each deed with what must be said about it.

They are made for a verdict of two stages with six entries, of which the third stays out of the
second stage, the fifth left in it and the sixth in the first; `test_verifier.py` plays it.
"""

from collections.abc import Callable


def desk(data):
    return data["tahap"][0]


def hall(data):
    return data["tahap"][1]


def entry(stage, number: int):
    return next(row for row in stage["usulan"] if row["nomor"].endswith(f"-{number:03d}"))


def line(table, number: int):
    return next(row for row in table["hasil"] if row["nomor"].endswith(f"-{number:03d}"))


def gone(data, number: int):
    return next(row for row in data["keluar"] if row["nomor"].endswith(f"-{number:03d}"))


def first_sheet(stage, number: int = 1):
    return entry(stage, number)["lembar"][0]["nilai"]


IMPACT = "1. Dampak"
Tampering = tuple[Callable, str]
BOTH: dict[str, Tampering] = {
    "a score raised": (
        lambda d: first_sheet(desk(d), 3).update({IMPACT: "99.00"}),
        "Penilaian proposal, KIPP-2026-003: nilai tertulis 60.00, seharusnya 69.75",
    ),
    "a score of the second stage": (
        lambda d: first_sheet(hall(d)).update({"1. Penguasaan": "71.00"}),
        "Wawancara, KIPP-2026-001: nilai tertulis 70.00, seharusnya 71.00",
    ),
    "a score off the scale": (
        lambda d: first_sheet(desk(d)).update({IMPACT: "100.01"}),
        "KIPP-2026-001: bukan angka dari 0 sampai 100: '100.01'",
    ),
    "a score that is no number": (
        lambda d: first_sheet(desk(d)).update({IMPACT: "8e1"}),
        "KIPP-2026-001: bukan angka dari 0 sampai 100: '8e1'",
    ),
    "a criterion missing": (
        lambda d: first_sheet(desk(d)).pop(IMPACT),
        "KIPP-2026-001: lembar tidak memuat tepat yang seharusnya",
    ),
    "a sheet dropped": (
        lambda d: entry(desk(d), 3)["lembar"].pop(),
        "KIPP-2026-003: jumlah_lembar tertulis 2, seharusnya 1",
    ),
    "a sheet added": (
        lambda d: entry(desk(d), 3)["lembar"].append(entry(desk(d), 3)["lembar"][0]),
        "KIPP-2026-003: jumlah_lembar tertulis 2, seharusnya 3",
    ),
    "all sheets gone": (
        lambda d: entry(desk(d), 4)["lembar"].clear(),
        "Penilaian proposal, KIPP-2026-004",
    ),
    "a word more on a sheet": (
        lambda d: entry(desk(d), 2)["lembar"][0].update(nama="Siti"),
        "KIPP-2026-002: lembar tidak memuat tepat yang seharusnya",
    ),
    "a weight moved": (
        lambda d: desk(d)["kriteria"][0].update(bobot="90.00"),
        "Penilaian proposal, KIPP-2026-002: nilai",
    ),
    "a weight of nothing": (
        lambda d: [rule.update(bobot="0") for rule in desk(d)["kriteria"]],
        "Penilaian proposal, KIPP-2026-001",
    ),
    "another scale": (
        lambda d: desk(d)["kriteria"][1].update(nilai_tertinggi="200"),
        "Penilaian proposal, KIPP-2026-001: nilai",
    ),
    "a criterion twice": (
        lambda d: hall(d)["kriteria"].append(hall(d)["kriteria"][0]),
        "Wawancara, KIPP-2026-001: lembar tidak memuat",
    ),
    "another combination": (
        lambda d: desk(d).update(gabungan="tertinggi"),
        "Penilaian proposal, KIPP-2026-001: 'tertinggi'",
    ),
    "a score of a stage": (
        lambda d: line(hall(d), 1).update(nilai="70.01"),
        "Wawancara, KIPP-2026-001: nilai tertulis 70.01, seharusnya 70.00",
    ),
    "a rank of a stage": (
        lambda d: line(desk(d), 2).update(peringkat=1),
        "Penilaian proposal, KIPP-2026-002: peringkat tertulis 1, seharusnya 2",
    ),
    "the trace of a tie": (
        lambda d: line(desk(d), 2)["jejak_seri"][0].__setitem__(1, "86"),
        "Penilaian proposal, KIPP-2026-002: jejak_seri",
    ),
    "a tie without its trace": (
        lambda d: line(desk(d), 1)["jejak_seri"].clear(),
        "Penilaian proposal, KIPP-2026-001: jejak_seri",
    ),
    "an entry left out of a stage": (
        lambda d: desk(d)["usulan"].remove(entry(desk(d), 3)),
        "Penilaian proposal: usulan tertulis",
    ),
    "an entry judged twice": (
        lambda d: hall(d)["usulan"].append(entry(hall(d), 1)),
        "Wawancara: usulan tertulis",
    ),
    "an entry listed twice": (
        lambda d: d["usulan"].append(d["usulan"][0]),
        "daftar usulan: usulan tertulis",
    ),
    "an entry that nobody judged": (
        lambda d: d["usulan"].append(d["usulan"][0] | {"nomor": "KIPP-2026-009"}),
        "Penilaian proposal: usulan tertulis",
    ),
    "the pass mark": (
        lambda d: desk(d)["lanjut"].update(ambang="40.01"),
        "Penilaian proposal: yang lanjut tertulis",
    ),
    "the quota of a category": (
        lambda d: desk(d)["lanjut"].update(per_kategori=1),
        "Penilaian proposal: yang lanjut tertulis",
    ),
    "the line of all": (
        lambda d: desk(d)["lanjut"].update(seluruhnya=2),
        "Penilaian proposal: yang lanjut tertulis",
    ),
    "a category": (
        lambda d: next(
            row.update(kategori=d["usulan"][0]["kategori"])
            for row in d["usulan"]
            if row["nomor"].endswith("-004")
        ),
        "Penilaian proposal: yang lanjut tertulis",
    ),
    "who went on": (
        lambda d: desk(d)["lanjut"]["nomor"].pop(),
        "Penilaian proposal: yang lanjut tertulis",
    ),
    "the order of appearance": (
        lambda d: desk(d)["lanjut"]["urutan"].reverse(),
        "Penilaian proposal: urutan tampil",
    ),
    "the seed of the lot": (
        lambda d: desk(d)["lanjut"].update(bibit="lain lagi"),
        "Penilaian proposal: urutan tampil",
    ),
    "the lot hidden, one left out": (
        lambda d: desk(d)["lanjut"].update(bibit="", urutan=desk(d)["lanjut"]["urutan"][:2]),
        "Penilaian proposal: urutan tampil",
    ),
    "a stranger in the order by hand": (
        lambda d: desk(d)["lanjut"].update(bibit="", urutan=["KIPP-2026-003"]),
        "Penilaian proposal: urutan tampil",
    ),
    "a list that led nowhere": (
        lambda d: desk(d).update(lanjut=None),
        "Wawancara: usulan tertulis",
    ),
    "a stage left out": (lambda d: d["tahap"].pop(), "sesudah tahap terakhir: yang lanjut"),
    "the stages turned": (lambda d: d["tahap"].reverse(), "Wawancara: usulan tertulis"),
    "a weight of a stage": (
        lambda d: desk(d).update(bobot="10.00"),
        "hasil, KIPP-2026-001: nilai tertulis 79.00, seharusnya 73.00",
    ),
    "a published score": (
        lambda d: line(d, 3).update(nilai="60.01"),
        "hasil, KIPP-2026-003: nilai tertulis 60.01, seharusnya 60.00",
    ),
    "a score on the way": (
        lambda d: line(d, 1)["nilai_tahap"].reverse(),
        "hasil, KIPP-2026-001: nilai_tahap",
    ),
    "a rank": (
        lambda d: line(d, 4).update(peringkat=1),
        "hasil, KIPP-2026-004: peringkat tertulis 1, seharusnya 3",
    ),
    "a computed rank": (
        lambda d: line(d, 1).update(peringkat_hitungan=2),
        "hasil, KIPP-2026-001: peringkat_hitungan tertulis 2, seharusnya 1",
    ),
    "a winner": (
        lambda d: line(d, 1).update(pemenang=True),
        "hasil, KIPP-2026-001: pemenang tertulis True, seharusnya False",
    ),
    "a winner that is a number": (
        lambda d: line(d, 2).update(pemenang=1),
        "hasil, KIPP-2026-002: pemenang tertulis 1, seharusnya True",
    ),
    "the number of winners": (
        lambda d: d["metode"].update(pemenang=2),
        "hasil, KIPP-2026-001: pemenang",
    ),
    "a result left out": (lambda d: d["hasil"].pop(), "hasil: usulan tertulis"),
    "the plenary silenced": (
        lambda d: d["pleno"].clear(),
        "hasil, KIPP-2026-001: peringkat tertulis 2, seharusnya 1",
    ),
    "another word of the plenary": (
        lambda d: d["pleno"][0].update(peringkat=4),
        "pleno, KIPP-2026-00",
    ),
    "the plenary about nobody": (
        lambda d: d["pleno"].append(d["pleno"][0] | {"nomor": "KIPP-2026-009"}),
        "pleno, KIPP-2026-009",
    ),
    "the plenary twice": (
        lambda d: d["pleno"].append(d["pleno"][0]),
        "pleno: usulan tertulis",
    ),
    "an entry wrongly said to have left": (
        lambda d: d["keluar"].append(gone(d, 5) | {"nomor": "KIPP-2026-004"}),
        "Wawancara: usulan tertulis",
    ),
    "one that left hidden": (
        lambda d: d["keluar"].remove(gone(d, 5)),
        "Wawancara: usulan tertulis",
    ),
    "one that left the first stage hidden": (
        lambda d: d["keluar"].remove(gone(d, 6)),
        "Penilaian proposal: usulan tertulis",
    ),
    "one that left earlier than it did": (
        lambda d: gone(d, 5).update(sesudah=0),
        "Penilaian proposal: usulan tertulis",
    ),
    "one that left later than it did": (
        lambda d: gone(d, 6).update(sesudah=1),
        "Penilaian proposal: usulan tertulis",
    ),
    "one that left after the end": (
        lambda d: gone(d, 5).update(sesudah=2),
        "keluar: usulan tertulis",
    ),
    "one that left twice": (
        lambda d: d["keluar"].append(gone(d, 5)),
        "keluar: usulan tertulis",
    ),
    "a stranger that left": (
        lambda d: d["keluar"].append(gone(d, 5) | {"nomor": "KIPP-2026-009"}),
        "keluar: usulan tertulis",
    ),
    "one that left and has a rank": (
        lambda d: d["hasil"].append(line(d, 4) | {"nomor": "KIPP-2026-005"}),
        "hasil: usulan tertulis",
    ),
    "one whose rank was taken by saying that it left": (
        lambda d: (d["hasil"].remove(line(d, 4)), d["keluar"].append(gone(d, 5))),
        "hasil: usulan tertulis",
    ),
    "another format": (lambda d: d.update(format="hasil/9"), "hasil/9"),
}
PUBLIC = BOTH | {
    "a code of a judge": (
        lambda d: entry(desk(d), 2)["lembar"][0].update(juri="J1"),
        "KIPP-2026-002: lembar tidak memuat tepat yang seharusnya",
    )
}
FULL = BOTH | {
    "a sheet that is nobody's": (
        lambda d: entry(desk(d), 2)["lembar"][0].pop("juri"),
        "KIPP-2026-002: lembar tidak memuat tepat yang seharusnya",
    ),
    "two sheets of one judge": (
        lambda d: entry(desk(d), 2)["lembar"][0].update(juri="J2"),
        "KIPP-2026-002: satu juri",
    ),
}


def swapped(data):
    sheets = entry(desk(data), 3)["lembar"]
    sheets[0]["juri"], sheets[1]["juri"] = sheets[1]["juri"], sheets[0]["juri"]


WORDS: dict[str, Callable] = {
    "a title": lambda d: d["usulan"][0].update(judul="Lain"),
    "a unit": lambda d: d["usulan"][0].update(unit="Lain"),
    "the reason of the plenary": lambda d: d["pleno"][0].update(alasan="Lain"),
    "the minutes of the plenary": lambda d: d["pleno"][0].update(risalah="P-8"),
    "the name of the edition": lambda d: d["edisi"].update(nama="Lain"),
    "the words of a rule": lambda d: d["metode"].update(seri="Lain"),
}
PUBLIC_WORDS = WORDS | {
    "the fingerprint of the full file": lambda d: d.update(sidik_berkas_lengkap="0" * 64),
    "the number of sheets of one that left": lambda d: gone(d, 5).update(
        jumlah_lembar_dikecualikan=0
    ),
    "the number of excluded sheets": lambda d: entry(desk(d), 1).update(
        jumlah_lembar_dikecualikan=0
    ),
}
FULL_WORDS = WORDS | {
    "whose sheet": swapped,
    "an excluded sheet": lambda d: entry(desk(d), 1)["dikecualikan"].clear(),
    "why it was excluded": lambda d: entry(desk(d), 1)["dikecualikan"][0].update(alasan="Lain"),
    "a score of an excluded sheet": lambda d: entry(desk(d), 1)["dikecualikan"][0]["nilai"].update(
        {IMPACT: "99.00"}
    ),
    "how an entry left": lambda d: gone(d, 5).update(cara="Lain"),
    "why an entry left": lambda d: gone(d, 6).update(alasan="Lain"),
    "a sheet of one that left": lambda d: gone(d, 6)["dikecualikan"].pop(),
    "the decree of the panel": lambda d: desk(d)["sk"].update(nomor="1"),
    "the salt": lambda d: d.update(garam="0" * 64),
}
