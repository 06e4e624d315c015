"""bin/manage verify_ledger: walks the chain and names the first broken line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger import verifying, workflow
from ledger.verifying import Head


class Command(BaseCommand):
    help = "Walks the ledger and names the first broken line; ends with 1 when there is one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", default="", help="NUMBER:HASH that a witness kept, from a letter or minutes."
        )

    def handle(self, *args: Any, head: str, **options: Any) -> None:
        witnessed = self._witnessed(head)
        workflow.seal()
        fault = next(iter(verifying.faults(witnessed)), None)
        if fault:
            raise CommandError(fault)
        self.stdout.write(f"utuh {verifying.head()}")

    def _witnessed(self, text: str) -> Head | None:
        try:
            return Head.of(text) if text else None
        except ValueError as error:
            raise CommandError("--head: NUMBER:HASH") from error
