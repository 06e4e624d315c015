"""What people paste, made fit to store: nothing invisible that changes meaning or breaks SQL."""

import re

# Control characters and the byte-order mark that part words (`words.WHITE_SPACE`) become a space.
PARTING = re.compile("[\x0b\x0c\x1c-\x1f\x85\ufeff]")
# NUL, other controls and bidirectional overrides go.
HIDDEN = re.compile("[\x00-\x08\x0e-\x1b\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """`text` with unix line ends and without hidden characters; its words stay the same."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return HIDDEN.sub("", PARTING.sub(" ", unix))
