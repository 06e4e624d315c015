"""`bin/bench [NAME]`: one JSON object a line; exit code 1 when a goal is missed."""

import os
import sys

import django

from bench import load


def main(names: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inovasi.settings")
    django.setup()
    measures = load()
    if unknown := [name for name in names if name not in measures]:
        sys.stderr.write(f"There is no {unknown[0]}: choose from {', '.join(sorted(measures))}.\n")
        return 2
    missed = False
    for name in names or sorted(measures):
        for result in measures[name]():
            sys.stdout.write(f"{result.line()}\n")
            sys.stdout.flush()
            missed |= not result.ok
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
