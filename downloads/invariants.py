"""What must always be true of orders."""

from collections.abc import Iterator

from downloads.models import KEPT_FILE, PASSING_FILE, Order
from uploads.models import StoredFile


def made_files_have_their_order() -> Iterator[str]:
    """Every made file belongs to exactly one order, and every order to a file of its own."""
    made = {str(pk): str(file) for pk, file in _files_of_orders()}
    files = StoredFile.objects.filter(purpose__in=[PASSING_FILE, KEPT_FILE])
    found = {target: str(pk) for target, pk in files.values_list("target", "pk")}
    for pk in sorted(made.keys() | found.keys()):
        if made.get(pk) != found.get(pk):
            yield f"order {pk}: file {made.get(pk)}, in the store {found.get(pk)}"


def _files_of_orders() -> Iterator[tuple[int, object]]:
    return Order.objects.filter(file__isnull=False).values_list("pk", "file_id").iterator()
