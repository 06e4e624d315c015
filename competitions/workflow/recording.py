"""A change of opened rules, entered in the ledger."""

from competitions.models import RuleChange
from ledger import workflow as ledger


def record(change: RuleChange) -> None:
    """With the words of before and after: they are public, and so is when they changed."""
    ledger.enter(
        f"aturan.{change.kind}",
        change.edition,
        user=change.actor,
        at=change.at,
        perubahan=change.pk,
        tentang=change.subject,
        sebelum=change.before,
        sesudah=change.after,
        alasan=change.reason,
    )
