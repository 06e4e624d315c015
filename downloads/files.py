"""What the store asks about papers that are kept."""

from datetime import datetime

from downloads.makers import Visitor
from downloads.models import KEPT_FILE
from uploads.models import StoredFile
from uploads.purposes import MadeHere


class KeptFile(MadeHere):
    name = KEPT_FILE

    def may_read(self, user: Visitor, file: StoredFile, at: datetime) -> bool:
        """It leaves through the page of its order, by no other door."""
        return False
