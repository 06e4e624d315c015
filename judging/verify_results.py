"""Recomputes a published result with nothing but Python 3.10: verify_results.py hasil.json [SIDIK]

Says COCOK and ends with 0 when everything follows from the raw scores in the file and SIDIK is its
SHA-256; else names each place that does not agree. The rules stand in the file under "metode".
"""

import hashlib
import json
import random
import sys
from bisect import bisect_right
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

PARTS = {"portal-inovasi/hasil/6": {"nilai"}, "portal-inovasi/hasil-lengkap/6": {"nilai", "juri"}}


def number(text, most=1_000_000):
    if not set(text) <= set("0123456789.") or len(text) > 11 or Fraction(text) > most:
        raise ValueError(f"bukan angka dari 0 sampai {most}: {text!r}")
    return Fraction(text)


def rounded(value):
    return Decimal((value * 100 + Fraction(1, 2)) // 1).scaleb(-2)


def combined(values, how):
    """Mean, median, or mean without the highest and the lowest of three or more."""
    cut = {"rata-rata": 0, "median": (len(values) - 1) // 2, "terpangkas": len(values) > 2}[how]
    counted = sorted(values)[cut : len(values) - cut]
    return sum(counted) / len(counted)


def key_of(sheets, criteria, how, parts):
    """What entries are compared by: the score, then each criterion, heaviest first."""
    if any(set(sheet) != parts or len(sheet["nilai"]) != len(criteria) for sheet in sheets):
        raise ValueError("lembar tidak memuat tepat yang seharusnya")
    if len({sheet.get("juri", place) for place, sheet in enumerate(sheets)}) != len(sheets):
        raise ValueError("satu juri punya dua lembar")
    rules = [(c["kunci"], number(c["bobot"]), number(c["nilai_tertinggi"])) for c in criteria]
    rows = [[number(sheet["nilai"][name], most) for name, _w, most in rules] for sheet in sheets]
    totals = [sum(v * w / m for v, (_n, w, m) in zip(row, rules, strict=True)) for row in rows]
    score = combined(totals, how) / sum(weight for _name, weight, _most in rules) * 100
    return (rounded(score), *(combined(column, how) for column in zip(*rows, strict=True)))


def ranks(keys):
    """As in 1-2-2-4: one more than there are better ones."""
    ordered = sorted(keys.values())
    return {name: len(ordered) + 1 - bisect_right(ordered, key) for name, key in keys.items()}


def differ(where, told, wanted):
    if json.dumps(told) != json.dumps(wanted):
        yield f"{where} tertulis {str(told)[:200]}, seharusnya {str(wanted)[:200]}"


def table_faults(where, rows, wanted):
    yield from differ(f"{where}: usulan", sorted(row["nomor"] for row in rows), sorted(wanted))
    for row in rows:
        for field, value in wanted.get(row["nomor"], {}).items():
            yield from differ(f"{where}, {row['nomor']}: {field}", row[field], value)


def line_faults(where, keys, categories, rule):
    """Who goes on: pass mark, best of each category, best of all, equals too; in which order."""
    left = [name for name in keys if keys[name][0] >= rounded(number(rule["ambang"] or "0"))]
    for most, group_of in (rule["per_kategori"], categories), (rule["seluruhnya"], {}):
        groups = {group_of.get(name) for name in left}
        own = [{n: keys[n] for n in left if group_of.get(n) == group} for group in groups]
        places = {name: rank for each in own for name, rank in ranks(each).items()}
        left = sorted(name for name in left if most is None or places[name] <= most)
    yield from differ(f"{where}: yang lanjut", sorted(rule["nomor"]), left)
    if rule["bibit"]:
        random.Random(rule["bibit"]).shuffle(left)  # noqa: S311
    told = rule["urutan"] if rule["bibit"] else sorted(rule["urutan"] or left)
    yield from differ(f"{where}: urutan tampil", told, left)


def stage_faults(stage, keys, parts):
    """What is wrong in one stage alone; fills `keys` with what its entries are compared by."""
    criteria = sorted(stage["kriteria"], key=lambda rule: -number(rule["bobot"]))
    for entry in stage["usulan"]:
        try:
            keys[entry["nomor"]] = key_of(entry["lembar"], criteria, stage["gabungan"], parts)
        except (ValueError, KeyError, ArithmeticError) as error:
            yield f"{stage['nama']}, {entry['nomor']}: {error}"
    wanted = {each["nomor"]: {"jumlah_lembar": len(each["lembar"])} for each in stage["usulan"]}
    scores, places = Counter(key[0] for key in keys.values()), ranks(keys)
    for name, (score, *means) in keys.items():
        steps = zip((rule["kunci"] for rule in criteria), map(str, means), strict=True)
        wanted[name]["jejak_seri"] = [list(step) for step in steps if scores[score] > 1]
        wanted[name] |= {"nilai": str(score), "peringkat": places[name]}
    yield from table_faults(stage["nama"], stage["hasil"], wanted)


def faults(data):
    """Every place where the file contradicts itself."""
    categories = {entry["nomor"]: entry["kategori"] for entry in data["usulan"]}
    due, reached, keys, wanted = {name: {} for name in categories}, {}, {}, {}
    yield from table_faults("daftar usulan", data["usulan"], due)
    told = {row["nomor"]: row["sesudah"] for row in data["keluar"]}
    gone = {name: told[name] for name in due if told.get(name) in range(len(data["tahap"]))}
    yield from table_faults("keluar", data["keluar"], {name: {} for name in gone})
    for ended, stage in enumerate(data["tahap"]):
        due = {name: {} for name in due if gone.get(name, ended + 1) > ended}
        yield from table_faults(stage["nama"], stage["usulan"], due)
        yield from stage_faults(stage, own := {}, PARTS[data["format"]])
        for name, rank in ranks(own).items():
            reached.setdefault(name, []).append((number(stage["bobot"]), own[name][0], rank))
        due = {name: {} for name in (stage["lanjut"] or {"nomor": ()})["nomor"]}
        yield from line_faults(stage["nama"], own, categories, stage["lanjut"]) if due else ()
    yield from differ("sesudah tahap terakhir: yang lanjut", list(due), [])
    for name, own in ((name, reached[name]) for name in reached if name not in gone):
        weights = sum(weight for weight, _score, _rank in own)
        mean = sum(weight * Fraction(score) for weight, score, _rank in own)
        keys[name] = (len(own), rounded(mean / weights) if weights else own[-1][1], -own[-1][2])
    computed, pleno = ranks(keys), {row["nomor"]: row["peringkat"] for row in data["pleno"]}
    last = ranks({name: -pleno.get(name, rank) for name, rank in computed.items()})
    for name, final in last.items():
        wanted[name] = {"peringkat": final, "pemenang": final <= data["metode"]["pemenang"]}
        wanted[name] |= {"nilai": str(keys[name][1]), "peringkat_hitungan": computed[name]}
        wanted[name]["nilai_tahap"] = [str(score) for _weight, score, _rank in reached[name]]
    yield from table_faults("hasil", data["hasil"], wanted)
    yield from table_faults("pleno", data["pleno"], {n: {"peringkat": last.get(n)} for n in pleno})


def verify(content, fingerprint=None):
    """What is wrong with the file; an empty list when everything agrees."""
    seal = hashlib.sha256(content).hexdigest()
    wrong = list(differ("sidik berkas", seal, (fingerprint or seal).strip().lower()))
    try:
        data = json.loads(content.decode("utf-8"))
        canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        wrong += ["berkas tidak dalam bentuk baku"] * (canonical.encode("utf-8") != content)
        wrong += faults(data)
    except Exception as error:
        wrong.append(f"berkas tidak dapat dibaca: {error!r}")
    return wrong


if __name__ == "__main__":
    content = Path(sys.argv[1]).read_bytes() if len(sys.argv) in (2, 3) else sys.exit(__doc__)
    wrong = [f"TIDAK COCOK: {each}" for each in verify(content, *sys.argv[2:])]
    good = "COCOK: semua nilai, peringkat, dan pemenang dapat dihitung ulang. Sidik berkas ini: "
    sys.stdout.write("\n".join(wrong or [good + hashlib.sha256(content).hexdigest()]) + "\n")
    sys.exit(bool(wrong))
