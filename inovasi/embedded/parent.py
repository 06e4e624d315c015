"""Ties a child's life to its parent's where the kernel can (Linux)."""

import ctypes
import sys
from collections.abc import Callable
from signal import Signals

SET_PDEATHSIG = 1
SET_CHILD_SUBREAPER = 36
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def die_with_parent(ending: Signals) -> Callable[[], None] | None:
    """For `preexec_fn`: the child gets `ending` when its parent is gone, even by `kill -9`."""
    if _prctl is None:
        return None
    return lambda: _prctl(SET_PDEATHSIG, int(ending), 0, 0, 0)


def adopt_orphans() -> None:
    """Grandchildren whose parent dies become children of this process, so that it can end them."""
    if _prctl is not None:
        _prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
