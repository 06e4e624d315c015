"""The command line of the embedded services; bin/run and its siblings end here."""

import argparse
import errno
import signal
import sys
from pathlib import Path

from inovasi.embedded import commands
from inovasi.embedded.console import say
from inovasi.embedded.keeper import KINDS, keep
from inovasi.embedded.mailbox import mailbox_folder, serve
from inovasi.embedded.paths import Refusal, State, demo_state
from inovasi.embedded.prepare import prepare

# What follows these names belongs to manage.py or pytest, options and all.
PASSED_ON = {"manage": commands.manage, "test": commands.test}


def parsed(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m inovasi.embedded")
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", prog="bin/run", description="The whole portal until Ctrl-C.")
    run.add_argument("--port", type=_port, default=commands.PORT, help="the port of the portal")
    run.add_argument("--no-demo", dest="demo", action="store_false", help="no demo data")
    verbs.add_parser("bench", prog="bin/bench").add_argument("name", nargs="?")
    hidden = verbs.add_parser("keep")
    hidden.add_argument("name", choices=sorted(KINDS))
    hidden.add_argument("root", type=Path)
    hidden.add_argument("--disposable", action="store_true")
    letters = verbs.add_parser("mailbox")
    letters.add_argument("port", type=int, nargs="?", default=0)
    letters.add_argument("folder", type=Path, nargs="?")
    preparation = verbs.add_parser("prepare")
    preparation.add_argument("--accounts", type=Path)
    preparation.add_argument("--styles-only", action="store_true")
    return parser.parse_args(words)


def _port(text: str) -> int:
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is no port: write a number from 1 to 65535")


def dispatch(words: list[str]) -> int:
    if words and words[0] in PASSED_ON:
        PASSED_ON[words[0]](words[1:])
    choice = parsed(words)
    match choice.verb:
        case "run":
            return commands.run(choice.port, demo=choice.demo)
        case "bench":
            commands.bench(choice.name)
        case "keep":
            return keep(choice.name, State(choice.root, disposable=choice.disposable))
        case "mailbox":
            serve(choice.port, choice.folder or mailbox_folder(demo_state()))
        case "prepare":
            return prepare(styles_only=choice.styles_only, accounts=choice.accounts)
    return 0


def explained(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full: free some room under {demo_state().root}, then try again."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"{error.filename} may not be written by this user: run the command as its owner,"
            " or set PORTAL_VAR to a folder of your own."
        )
    raise error


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    try:
        return dispatch(sys.argv[1:])
    except Refusal as refusal:
        say(str(refusal))
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        say(explained(error))
    return 1


if __name__ == "__main__":
    sys.exit(main())
