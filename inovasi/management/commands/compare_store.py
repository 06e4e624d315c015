"""Compares the store of files with the rows that name them."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from uploads import bucket, inventory, storage
from uploads.errors import BucketAway
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
        try:
            found = inventory.take(time.time() - STRAY_AGE.total_seconds())
        except BucketAway as error:
            raise CommandError("The bucket does not answer: nothing was compared.") from error
        for name in found.strays:
            self.stdout.write(f"no row: {name}")
            if options["discard"]:
                storage.discard(storage.stored_path(name))
        for name in found.strays_in_bucket:
            self.stdout.write(f"no row, in the bucket: {name}")
            if options["discard"]:
                bucket.discard(name)
        for file in found.lost:
            self.stdout.write(f"no file: {file.pk} {file.path} {file.original_name}")
        strays = len(found.strays + found.strays_in_bucket)
        self.stdout.write(f"{strays} without a row, {len(found.lost)} without a file")
        if found.lost:
            raise CommandError("Some rows have lost their file: bring it back from a copy.")
