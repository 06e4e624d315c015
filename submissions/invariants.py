"""What must always be true of entries."""

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from inovasi.lib.seal import fingerprint_of
from ledger.models import Line
from submissions.models import Event, Snapshot, Submission
from submissions.states import Status


def statuses_have_their_history() -> Iterator[str]:
    """The status of every entry is the one that the last line of its history names."""
    last = Event.objects.filter(submission=OuterRef("pk")).order_by("-pk")
    told = Submission.objects.annotate(told=Subquery(last.values("status")[:1]))
    for pk, status, said in told.order_by("pk").values_list("pk", "status", "told"):
        if status != said:
            yield f"{pk}: {status}, history says {said}"


def handed_in_entries_have_a_receipt() -> Iterator[str]:
    """Every entry that is not a draft has a number, the names of its time and a receipt."""
    handed_in = Submission.objects.exclude(status=Status.DRAFT).order_by("pk")
    with_receipt = set(Snapshot.objects.values_list("submission_id", flat=True))
    for entry in handed_in.iterator():
        if entry.sequence is None or not entry.title or not entry.unit_name:
            yield f"{entry.pk}: no number or no frozen names"
        if entry.pk not in with_receipt:
            yield f"{entry.pk}: no receipt"


def receipts_are_as_sealed() -> Iterator[str]:
    """Every receipt still has the content that its fingerprint was made of."""
    for snapshot in Snapshot.objects.order_by("pk").iterator():
        if fingerprint_of(snapshot.content) != snapshot.sha256:
            yield f"{snapshot.pk}: content and fingerprint differ"


def receipts_are_as_in_the_ledger() -> Iterator[str]:
    """Every receipt that the ledger names is there, with the same fingerprint."""
    kept = {
        (f"submissions.submission:{entry}", revision): fingerprint
        for entry, revision, fingerprint in Snapshot.objects.values_list(
            "submission_id", "revision", "sha256"
        )
    }
    for line in Line.objects.filter(verb="usulan.tanda-terima").order_by("pk").iterator():
        if kept.get((line.subject, line.details["revisi"])) != line.details["sidik"]:
            yield f"{line.subject}: revision {line.details['revisi']}"


ALL = (
    statuses_have_their_history,
    handed_in_entries_have_a_receipt,
    receipts_are_as_sealed,
    receipts_are_as_in_the_ledger,
)
