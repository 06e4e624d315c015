"""Names that come with files: data to show, never a path."""

import unicodedata

MAX_LENGTH = 255


def clean_name(raw: str) -> str:
    """`raw` without folders, control and bidi characters, at most 255 characters long.

    The extension survives the cut; a name of which nothing is left becomes "berkas".
    """
    base = raw.replace("\\", "/").rsplit("/", 1)[-1]
    normal = unicodedata.normalize("NFC", base)
    visible = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in normal)
    name = " ".join(visible.split()).strip(". ")
    if not name:
        return "berkas"
    ending = extension(name)
    return name if len(name) <= MAX_LENGTH else name[: MAX_LENGTH - len(ending)] + ending


def extension(name: str) -> str:
    """The lower-case extension with its dot, such as ".pdf"; empty when there is none."""
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem and len(ending) <= 16 else ""
