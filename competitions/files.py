"""The files of a rulebook: the guideline, and the forms that units fill in and hand in."""

from abc import abstractmethod
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from competitions import workflow
from competitions.models import DocumentRule, Edition
from competitions.permissions import may_change_opened, may_edit_rules
from competitions.word_files import check_docx
from units.models import User
from units.permissions import is_committee
from uploads.admission import check_pdf
from uploads.models import StoredFile
from uploads.purposes import Limits, NotYours, Purpose, Refused

MEGABYTE = 1024**2
ENDINGS = (".pdf", ".docx")


class RulebookFile(Purpose):
    """PDF or DOCX. Panitia sends it while the rules are not opened; panitia reads it here.

    Everyone else reads it at the public rulebook, once that is opened.
    """

    max_bytes: int

    def limits(self, target: str) -> Limits:
        return Limits(self.max_bytes, ENDINGS, _("Satu berkas PDF atau Word (DOCX), tanpa makro."))

    @abstractmethod
    def edition(self, target: str) -> Edition:
        """The edition that a target belongs to; `NotYours` when there is none."""

    def check_write(self, user: User, target: str, at: datetime) -> None:
        if not is_committee(user):
            raise NotYours
        verdict = may_edit_rules(user, self.edition(target))
        if not verdict:
            raise Refused(verdict.reason)

    def admit(self, path: Path, original_name: str, target: str) -> str:
        is_word = original_name.lower().endswith(".docx")
        return check_docx(path) if is_word else check_pdf(path)

    def may_read(self, user: User, file: StoredFile, at: datetime) -> bool:
        return is_committee(user)

    def inline(self, file: StoredFile) -> bool:
        return True


class Guideline(RulebookFile):
    name = "guideline"
    max_bytes = 20 * MEGABYTE

    def edition(self, target: str) -> Edition:
        return found(Edition, target)

    def standing(self, target: str) -> QuerySet[StoredFile]:
        return StoredFile.objects.filter(pk=self.edition(target).guideline_id)

    def received(self, file: StoredFile, user: User, target: str, at: datetime) -> None:
        workflow.set_guideline(self.edition(target), file, user=user)


class DocumentTemplate(RulebookFile):
    name = "document-template"
    max_bytes = 5 * MEGABYTE

    def edition(self, target: str) -> Edition:
        return found(DocumentRule, target).edition

    def standing(self, target: str) -> QuerySet[StoredFile]:
        return StoredFile.objects.filter(pk=found(DocumentRule, target).template_id)

    def received(self, file: StoredFile, user: User, target: str, at: datetime) -> None:
        workflow.set_template(found(DocumentRule, target), file, user=user)


class Replacement(RulebookFile):
    """What panitia wants to put in the place of a file of opened rules.

    It changes nothing until the deed with its reason, `workflow.replace_file`, takes it.
    """

    name = workflow.REPLACEMENT
    max_bytes = Guideline.max_bytes

    def edition(self, target: str) -> Edition:
        return replaceable(target)[0]

    def check_write(self, user: User, target: str, at: datetime) -> None:
        if not is_committee(user):
            raise NotYours
        verdict = may_change_opened(user, self.edition(target))
        if not verdict:
            raise Refused(verdict.reason)

    def standing(self, target: str) -> QuerySet[StoredFile]:
        """The one that waits for its reason."""
        sent = StoredFile.objects.filter(purpose=self.name, target=target)
        return sent.filter(pk__in=sent.order_by("-created_at").values("pk")[:1])

    def received(self, file: StoredFile, user: User, target: str, at: datetime) -> None:
        """Nothing yet: the reason comes afterwards."""


def replaceable(target: str) -> tuple[Edition, Edition | DocumentRule]:
    """The edition, and the row whose file `target` names; `NotYours` when there is none."""
    kind, _dash, number = target.partition("-")
    if kind == workflow.GUIDELINE:
        edition = found(Edition, number)
        return edition, edition
    if kind == workflow.TEMPLATE:
        rule = found(DocumentRule, number)
        return rule.edition, rule
    raise NotYours


Row = TypeVar("Row", Edition, DocumentRule)


def found(of: type[Row], target: str) -> Row:
    """The row that a target names; `NotYours` when there is none."""
    try:
        return of.objects.get(pk=int(target))
    except (ValueError, OverflowError, of.DoesNotExist):
        raise NotYours from None


PURPOSES = (Guideline(), DocumentTemplate(), Replacement())
