"""The machine's Chromium, as the tests drive it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHECKOUT = Path(__file__).resolve().parent.parent
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        yield browser
        browser.close()


class Guard:
    """Keeps what must not happen on a page: errors, violations of the policy, foreign requests."""

    def __init__(self, page: Page, origin: str) -> None:
        self.troubles: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("request", lambda request: self._look(request.url, origin))

    def _listen(self, message: object) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"{message.type}: {message.text} {message.location.get('url')}")

    def _look(self, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:", "blob:")):
            self.troubles.append(f"foreign request: {url}")

    def forgive(self, status: int) -> None:
        """Chromium reports an error page that was asked for; that one is expected."""
        self.troubles = [each for each in self.troubles if f"status of {status}" not in each]


def violations(page: Page) -> list[str]:
    """What axe finds wrong, as lines: rule, place, markup.

    Evaluated from outside the page, so that the page's own policy stays as strict as it is.
    """
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{rule['id']}: {node['target']} {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
