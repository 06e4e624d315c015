"""What made files are for, as the store asks it: those of some days, and papers that are kept."""

from datetime import datetime

from downloads.makers import Visitor
from uploads.models import StoredFile
from uploads.purposes import MadeHere

PASSING_FILE = "unduhan"
"""It lives for some days: it counts against no quota, nights pass over it, it stays here."""


class KeptFile(MadeHere):
    """Made once of what was frozen, it stays: a file of the store like any other."""

    name = "unduhan-tetap"

    def may_read(self, user: Visitor, file: StoredFile, at: datetime) -> bool:
        """It leaves through the page of its order, by no other door."""
        return False
