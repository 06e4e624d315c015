"""Recomputes a published result, with nothing but Python 3.

    python3 verify_results.py berkas-hasil.json [SIDIK]

Says COCOK and ends with 0 when every score, rank and winner of the file follows from the raw scores
in it, and when the file's SHA-256 is SIDIK, the fingerprint on the page of results. Otherwise names
every place that does not agree and ends with 1. The rules stand in the file under "metode": a sheet
is the weighted share of each criterion's scale in percent; an entry combines its sheets; everything
is computed in exact fractions and rounded once, half up, to two digits; entries of the same score
are parted by the heaviest criterion, then the next; who is still equal shares a rank. Each stage
("tahap") is computed alone and the list of those who went on follows from its rule; the result is
the weighted mean of the stages that an entry reached. Where the plenary gave a rank ("pleno"), that
one counts, and the computed one stands beside it.
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


def stage_faults(stage, entries, keys):
    """What is wrong in one stage; fills `keys` with what its entries are compared by."""
    where, how = stage["nama"], stage["gabungan"]
    read = (
        (c["kunci"], number(c["bobot"]), number(c["nilai_tertinggi"])) for c in stage["kriteria"]
    )
    criteria = sorted(read, key=lambda criterion: -criterion[1])
    if len({criterion[0] for criterion in criteria}) != len(criteria):
        yield f"{where}: ada kriteria yang sama"
    sheets = {}
    for entry in stage["usulan"]:
        name = entry["nomor"]
        if name in sheets:
            yield f"{where}, {name}: tercantum dua kali"
        if name not in entries:
            yield f"{where}, {name}: tidak ada dalam daftar usulan"
        sheets[name] = len(entry["lembar"])
        try:
            keys[name] = key_of(entry, criteria, how)
        except (ValueError, KeyError, ZeroDivisionError) as error:
            yield f"{where}, {name}: {error}"
    if sorted(row["nomor"] for row in stage["hasil"]) != sorted(keys):
        yield f"{where}: hasilnya bukan tentang usulan yang dinilai"
    for row in stage["hasil"]:
        if (own := keys.get(row["nomor"])) is None:
            continue
        tied = sum(other[0] == own[0] for other in keys.values()) > 1
        wanted = {
            "nilai": written(own[0]),
            "peringkat": 1 + sum(other > own for other in keys.values()),
            "jumlah_lembar": sheets[row["nomor"]],
            "jejak_seri": [
                [c[0], str(mean)] for c, mean in zip(criteria, own[1:], strict=True) if tied
            ],
        }
        yield from differences(f"{where}, {row['nomor']}", row, wanted)


def going_on(keys, categories, rule):
    """Who goes on by the rule: pass mark, best of each category, best of all; ties go along."""
    mark = None if rule["ambang"] is None else cents(number(rule["ambang"]))
    left = [name for name, key in keys.items() if mark is None or key[0] >= mark]
    if rule["per_kategori"] is not None:
        groups = {}
        for name in left:
            groups.setdefault(categories[name], []).append(name)
        left = [name for own in groups.values() for name in best(own, keys, rule["per_kategori"])]
    return left if rule["seluruhnya"] is None else best(left, keys, rule["seluruhnya"])


def best(names, keys, most):
    ordered = sorted((keys[name] for name in names), reverse=True)
    if len(ordered) <= most:
        return names
    return [name for name in names if keys[name] >= ordered[most - 1]]


def result_of(stages, name):
    """How far an entry came, its weighted mean in cents, and its rank in the last stage."""
    own = [(weight, keys) for weight, keys in stages if name in keys]
    total, last = sum(weight for weight, _keys in own), own[-1][1]
    score = last[name][0]
    if total:
        score = cents(sum(w * Fraction(keys[name][0], 100) for w, keys in own) / total)
    rank = 1 + sum(other > last[name] for other in last.values())
    return (len(own), score, -rank)


def written(cents_of):
    return f"{cents_of // 100}.{cents_of % 100:02d}"


def differences(where, row, wanted):
    for name, value in wanted.items():
        if row[name] != value or isinstance(row[name], bool) != isinstance(value, bool):
            yield f"{where}: {name} tertulis {row[name]}, seharusnya {value}"


def faults(data):
    """Every place where the file contradicts itself."""
    categories = {entry["nomor"]: entry["kategori"] for entry in data["usulan"]}
    if len(categories) != len(data["usulan"]):
        yield "usulan: ada yang tercantum dua kali"
    stages, due = [], None
    for stage in data["tahap"]:
        keys = {}
        yield from stage_faults(stage, categories, keys)
        if due is not None and set(keys) != due:
            yield f"{stage['nama']}: bukan usulan yang lanjut dari tahap sebelumnya"
        stages.append((number(stage["bobot"]), keys))
        due = None
        if (rule := stage["lanjut"]) is not None:
            due = set(rule["nomor"])
            if due != set(going_on(keys, categories, rule)):
                yield f"{stage['nama']}: daftar yang lanjut tidak menurut aturannya"
    names = {name for _weight, keys in stages for name in keys}
    results = {name: result_of(stages, name) for name in names}
    plenary = {each["nomor"]: each["peringkat"] for each in data["pleno"]}
    if not set(plenary) <= names:
        yield "pleno: ada usulan yang tidak dinilai"
    if sorted(row["nomor"] for row in data["hasil"]) != sorted(names):
        yield "hasil: daftar usulannya berbeda dari daftar usulan yang dinilai"
    winners, finals = data["metode"]["pemenang"], [row["peringkat"] for row in data["hasil"]]
    for row in data["hasil"]:
        if (own := results.get(row["nomor"])) is None:
            continue
        rank = 1 + sum(other > own for other in results.values())
        final = plenary.get(row["nomor"], rank)
        scores = [written(keys[row["nomor"]][0]) for _w, keys in stages if row["nomor"] in keys]
        wanted = {
            "nilai": written(own[1]),
            "nilai_tahap": scores,
            "peringkat_hitungan": rank,
            "peringkat": final,
            "pemenang": final <= winners,
        }
        if final != 1 + sum(other < final for other in finals):
            yield f"{row['nomor']}: peringkat {final} tidak berurutan"
        yield from differences(row["nomor"], row, wanted)


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
