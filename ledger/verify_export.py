"""Recomputes the chain of the ledger from its file, with nothing but Python 3.

    python3 verify_export.py rantai-buku-catatan.jsonl [NOMOR:SIDIK]

Says UTUH and ends with 0 when every line is there, says what it said when it was written, and is
tied to the line before it. Otherwise names the first broken line and ends with 1. Each line of the
file is an object: "nomor" counts from 1; "sidik_isi" is the SHA-256 of "isi" as JSON with sorted
keys, without spaces, in UTF-8; "sidik" is the SHA-256 of the previous line's "sidik" followed by
"sidik_isi", both as text; before the first line stand 64 zeros. A chain that was cut at its end, or
written anew from its beginning, is whole in itself: only NOMOR:SIDIK, as a witness kept it from a
letter, from minutes or from the page of results, tells.
"""

import hashlib
import json
import sys


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def digest(content):
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def walk(lines):
    """Each line's number and link; `ValueError` names the first that is broken."""
    previous = "0" * 64
    for place, text in enumerate(lines, start=1):
        try:
            line = json.loads(text)
            number, content = line["nomor"], line["isi"]
            own, link = line["sidik_isi"], line["sidik"]
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"Baris {place}: tidak dapat dibaca ({error!r}).") from None
        if number != place or isinstance(number, bool):
            raise ValueError(f"Baris {place}: hilang atau tidak pada tempatnya (nomor {number!r}).")
        if digest(content) != own:
            raise ValueError(f"Baris {place}: isinya diubah.")
        if sha256(f"{previous}{own}") != link:
            raise ValueError(f"Baris {place}: tidak tersambung dengan baris sebelumnya.")
        previous = link
        yield number, link


def verify(lines, witnessed=None):
    """The head of a whole chain as NOMOR:SIDIK; `ValueError` says what is broken."""
    number, link, wanted = 0, "0" * 64, None
    if witnessed is not None:
        first, _colon, kept = witnessed.strip().partition(":")
        wanted = (int(first), kept.lower())
    met = wanted is None or wanted == (number, link)
    for number, link in walk(lines):
        met = met or (number, link) == wanted
    if not met:
        raise ValueError(f"Baris {wanted[0]}: berbeda dari sidik yang disimpan saksi, atau hilang.")
    return f"{number}:{link}"


def main(arguments):
    if len(arguments) not in (1, 2):
        sys.stderr.write(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            head = verify(file, *arguments[1:])
    except (OSError, ValueError) as error:
        sys.stdout.write(f"TIDAK UTUH: {error}\n")
        return 1
    sys.stdout.write(f"UTUH: {head}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
