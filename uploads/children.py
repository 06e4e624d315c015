"""The confined children that look into what people send."""

import sys
from pathlib import Path

from django.utils.translation import gettext as _

from uploads.confinement import Allowance, run
from uploads.errors import Stopped

TRIES = 2


def stopped() -> Stopped:
    return Stopped(
        _(
            "Pemeriksaan berkas ini terhenti di server; berkasnya sendiri tidak salah. "
            "Tunggu sebentar, lalu coba lagi."
        )
    )


def look(child: Path, path: Path, *more: Path, allowance: Allowance, seconds: float) -> str:
    """The last line that `child` says about the file at `path`; "" when it came to no end.

    Raises `Stopped` when somebody else ended it more than once: that says nothing about the file.
    """
    paths = [str(each.resolve()) for each in (path, *more)]
    argv = [sys.executable, "-I", str(child), *paths]
    for _try in range(TRIES):
        outcome = run(argv, allowance, seconds=seconds, folder=path.resolve().parent)
        if not outcome.was_stopped:
            return outcome.output.splitlines()[-1] if outcome.succeeded and outcome.output else ""
    raise stopped()
