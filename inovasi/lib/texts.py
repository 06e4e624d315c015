"""What people paste, made fit to store and to send: nothing invisible that changes meaning or
breaks SQL, nothing that turns into a link.
"""

import re

# Control characters and the byte-order mark that part words (`words.WHITE_SPACE`) become a space.
PARTING = re.compile("[\x0b\x0c\x1c-\x1f\x85\ufeff]")
# NUL, other controls and bidirectional overrides go.
HIDDEN = re.compile("[\x00-\x08\x0e-\x1b\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """`text` with unix line ends and without hidden characters; its words stay the same."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return HIDDEN.sub("", PARTING.sub(" ", unix))


ADDRESS = r"(?P<address>(?<![\w/:@.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
LOOKS_LIKE_A_LINK = re.compile(ADDRESS + r"|(?<=\w)\.(?=[^\W\d_]{2})|(?<=:)(?=//)|(?<=mailto:)")
WORD_JOINER = "\u2060"
"""Invisible; ends what a mail program takes for a link."""


def unlinked(text: str) -> str:
    """`text` as people read it, but no mail program makes a link to a site of it.

    Addresses of people stay whole: nobody is led to a site by writing to one.
    """
    return LOOKS_LIKE_A_LINK.sub(_parted, text)


def _parted(found: re.Match[str]) -> str:
    return found[0] if found["address"] else found[0] + WORD_JOINER
