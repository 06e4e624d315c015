"""Compares the store of files with the rows that name them."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from uploads import inventory, storage
from uploads.tasks import STRAY_AGE


class Command(BaseCommand):
    help = (
        "Lists rows whose file is missing or damaged, and files that no row names. "
        "After the database came back from an older copy, such files may be all that is left of "
        "what people sent: look before you discard them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--discard", action="store_true", help="remove files that no row names, a day old"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = inventory.take(time.time() - STRAY_AGE.total_seconds())
        for path in found.strays:
            self.stdout.write(f"no row: {storage.name_of(path)}")
            if options["discard"]:
                storage.discard(path)
        for file in found.lost:
            self.stdout.write(f"no file: {file.pk} {file.path} {file.original_name}")
        self.stdout.write(f"{len(found.strays)} without a row, {len(found.lost)} without a file")
        if found.lost:
            raise CommandError("Some rows have lost their file: bring it back from a copy.")
