"""What must always be true of letters."""

from collections.abc import Iterator

from django.db.models import Q

from inovasi.lib.work import WorkState
from notifications.models import Message


def letters_end_once() -> Iterator[str]:
    """A letter is done exactly when it was sent, by itself or in a digest."""
    sent = Q(sent_at__isnull=False) | Q(digest__isnull=False)
    torn = Message.objects.filter(
        (Q(state=WorkState.DONE) & ~sent) | (~Q(state=WorkState.DONE) & sent)
    )
    for pk, state in torn.order_by("pk").values_list("pk", "state"):
        yield f"{pk}: {state}"
