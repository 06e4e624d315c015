"""bin/manage read_bounces: tells letters that came back later, from a mailbox, files or a pipe."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from notifications.bounce_boxes import BoxError, mails_in, mails_of
from notifications.bounces import read_all


class Command(BaseCommand):
    help = "Reads bounces (RFC 3464) from BOUNCE_MAILBOX, or from the files that are named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", help="mails or mboxes; - is a pipe")

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        if not files and not settings.BOUNCE_MAILBOX:
            raise CommandError("Set BOUNCE_MAILBOX, or name files; - is a pipe.")
        mails = self._mails(files) if files else mails_of(settings.BOUNCE_MAILBOX)
        try:
            recorded, read = read_all(mails, at=timezone.now())
        except (BoxError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{read} surel dibaca, {recorded} surat kembali dicatat.")

    def _mails(self, files: list[str]) -> Iterator[bytes]:
        for name in files:
            if name == "-":
                yield from mails_in(sys.stdin.buffer)
            else:
                with Path(name).open("rb") as file:
                    yield from mails_in(file)
