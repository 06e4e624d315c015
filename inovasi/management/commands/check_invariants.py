"""bin/manage check_invariants: what must always be true, and where it is not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inovasi.lib.invariants import INVARIANTS, broken


class Command(BaseCommand):
    help = (
        "Asks every invariant of every app; ends with 1 and names the places where one is broken."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = broken()
        for each in found:
            self.stderr.write(f"{each.name}: {each.meaning}")
            for place in each.places:
                self.stderr.write(f"  {place}")
        if found:
            raise CommandError(f"{len(found)} of {len(INVARIANTS)} invariants are broken")
        self.stdout.write(f"{len(INVARIANTS)} invariants hold")
