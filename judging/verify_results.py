"""Recomputes a published result, with nothing but Python 3.

    python3 verify_results.py berkas-hasil.json [SIDIK]

Says COCOK and ends with 0 when every score, rank and winner of the file follows from the raw scores
in it, and when the file's SHA-256 is SIDIK, the fingerprint on the page of results. Otherwise names
every place that does not agree and ends with 1. The rules stand in the file under "metode": a sheet
is the weighted share of each criterion's scale in percent; an entry combines its sheets; everything
is computed in exact fractions and rounded once, half up, to two digits; entries of the same score
are parted by the heaviest criterion, then the next; who is still equal shares a rank. Where the
plenary gave a rank ("pleno"), that one counts, and the computed one stands beside it.
"""

import hashlib
import json
import math
import re
import sys
from fractions import Fraction

NUMBER = re.compile(r"\d{1,6}(\.\d{1,4})?")


def number(text):
    """An exact number; anything but plain digits is an error."""
    if not isinstance(text, str) or not NUMBER.fullmatch(text):
        raise ValueError(f"bukan angka: {text!r}")
    return Fraction(text)


def cents(value):
    return math.floor(value * 100 + Fraction(1, 2))


def mean(values):
    return sum(values) / len(values)


def combined(values, how):
    """Mean, median, or mean without the highest and the lowest of three or more."""
    values = sorted(values)
    if how == "median":
        middle = (len(values) - 1) // 2
        return mean(values[middle : len(values) - middle])
    if how == "terpangkas" and len(values) > 2:
        return mean(values[1:-1])
    if how in ("rata-rata", "terpangkas"):
        return mean(values)
    raise ValueError(f"cara penggabungan tidak dikenal: {how!r}")


def key_of(entry, criteria, how):
    """What entries are compared by: the score in cents, then the criteria in their order."""
    sheets = []
    for sheet in entry["lembar"]:
        scores = {name: number(value) for name, value in sheet["nilai"].items()}
        if set(scores) != {name for name, _weight, _most in criteria}:
            raise ValueError("lembar tidak berisi tepat semua kriteria")
        if any(scores[name] > most for name, _weight, most in criteria):
            raise ValueError("nilai melewati nilai tertinggi")
        sheets.append(scores)
    weights = sum(weight for _name, weight, _most in criteria)
    totals = [
        sum(weight * scores[name] / most for name, weight, most in criteria) / weights * 100
        for scores in sheets
    ]
    means = (combined([s[name] for s in sheets], how) for name, _weight, _most in criteria)
    return (cents(combined(totals, how)), *means)


def faults(data):
    """Every place where the file contradicts itself."""
    how, winners = data["metode"]["gabungan"], data["metode"]["pemenang"]
    read = (
        (c["kunci"], number(c["bobot"]), number(c["nilai_tertinggi"])) for c in data["kriteria"]
    )
    criteria = sorted(read, key=lambda criterion: -criterion[1])
    if len({criterion[0] for criterion in criteria}) != len(criteria):
        yield "kriteria: ada yang sama"
    keys = {}
    for entry in data["usulan"]:
        if entry["nomor"] in keys:
            yield f"{entry['nomor']}: tercantum dua kali"
        try:
            keys[entry["nomor"]] = key_of(entry, criteria, how)
        except (ValueError, KeyError, ZeroDivisionError) as error:
            yield f"{entry['nomor']}: {error}"
    if sorted(row["nomor"] for row in data["hasil"]) != sorted(keys):
        yield "hasil: daftar usulannya berbeda dari daftar usulan yang dinilai"
    is_older = data["format"].endswith("/2")
    plenary = {} if is_older else {each["nomor"]: each["peringkat"] for each in data["pleno"]}
    if not set(plenary) <= set(keys):
        yield "pleno: ada usulan yang tidak dinilai"
    sheets = {entry["nomor"]: len(entry["lembar"]) for entry in data["usulan"]}
    finals = [row["peringkat"] for row in data["hasil"]]
    for row in data["hasil"]:
        if (own := keys.get(row["nomor"])) is None:
            continue
        rank = 1 + sum(other > own for other in keys.values())
        final = plenary.get(row["nomor"], rank)
        wanted = {
            "nilai": f"{own[0] // 100}.{own[0] % 100:02d}",
            "peringkat": final,
            "jumlah_lembar": sheets[row["nomor"]],
            "pemenang": final <= winners,
        }
        if not is_older:
            tied = sum(other[0] == own[0] for other in keys.values()) > 1
            trace = [[c[0], str(mean)] for c, mean in zip(criteria, own[1:], strict=True) if tied]
            wanted |= {"peringkat_hitungan": rank, "jejak_seri": trace}
        if final != 1 + sum(other < final for other in finals):
            yield f"{row['nomor']}: peringkat {final} tidak berurutan"
        for name, value in wanted.items():
            if row[name] != value or isinstance(row[name], bool) != isinstance(value, bool):
                yield f"{row['nomor']}: {name} tertulis {row[name]}, seharusnya {value}"


def verify(content, fingerprint=None):
    """What is wrong with the file; an empty list when everything agrees."""
    found, wrong = hashlib.sha256(content).hexdigest(), []
    if fingerprint is not None and found != fingerprint.strip().lower():
        wrong.append(f"sidik berkas {found}, seharusnya {fingerprint}")
    try:
        data = json.loads(content.decode("utf-8"))
        canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if canonical.encode("utf-8") != content:
            wrong.append("berkas tidak dalam bentuk bakunya, jadi pernah diubah")
        wrong.extend(faults(data))
    except (ValueError, KeyError, TypeError, AttributeError, UnicodeError) as error:
        wrong.append(f"berkas tidak dapat dibaca: {error!r}")
    return wrong


def main(arguments):
    if len(arguments) not in (1, 2):
        sys.stderr.write(__doc__)
        return 2
    with open(arguments[0], "rb") as file:
        content = file.read()
    wrong = verify(content, *arguments[1:])
    good = "COCOK: semua nilai, peringkat, dan pemenang dapat dihitung ulang."
    lines = [f"TIDAK COCOK: {each}" for each in wrong] or [good]
    if not wrong and len(arguments) == 1:
        lines.append(f"Bandingkan dengan halaman hasil: {hashlib.sha256(content).hexdigest()}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
