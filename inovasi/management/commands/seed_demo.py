"""`bin/manage seed_demo --phase writing --seed 1`: a believable regency in an empty database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from inovasi.demo.seed import NotEmpty, is_empty, seed
from inovasi.demo.story import Phase


class Command(BaseCommand):
    help = "Fills an empty database with sample data; refuses where there is data already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--phase", choices=list(Phase), default=Phase.WRITING, type=Phase)
        parser.add_argument("--seed", type=int, default=1, help="same seed, same data")
        parser.add_argument("--scale", type=int, default=1, help="how many times as many entries")
        parser.add_argument("--at", help="the moment that counts as now, in ISO 8601")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there is data already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and not is_empty():
            return
        try:
            seed(
                phase=options["phase"],
                number=options["seed"],
                scale=max(1, options["scale"]),
                at=_moment(options["at"]),
            )
        except NotEmpty:
            raise CommandError(
                "The database is not empty. Sample data goes only into an empty one."
            ) from None


def _moment(text: str | None) -> Any:
    if text is None:
        return timezone.now()
    at = parse_datetime(text)
    if at is None:
        raise CommandError("--at cannot be read: write 2026-03-02T09:00:00+08:00.")
    return at if timezone.is_aware(at) else timezone.make_aware(at)
