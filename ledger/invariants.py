from collections.abc import Iterator

from ledger.verifying import faults


def ledger_is_whole() -> Iterator[str]:
    """Every line of the ledger is there, as it was written, in its place."""
    yield from faults()
