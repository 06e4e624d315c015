"""From a click to its file, with the worker's part done on the way."""

import re
from typing import Any

from django.test import Client
from django.utils import timezone

from downloads.making import make

PAGE = re.compile(r"/unduhan/(\d+)/")


def fetch(browser: Client, url: str, asked: Any = None) -> Any:
    """The file behind a link; the answer itself where that orders none."""
    answer = browser.get(url, asked)
    found = PAGE.match(answer.get("Location", ""))
    if not found:
        return answer
    make(int(found[1]), clock=timezone.now)
    return read(browser.get(f"{found[0]}berkas/"))


def read(answer: Any) -> Any:
    """The answer with its file read to the end, so that nothing stays open."""
    if answer.streaming:
        answer.streaming_content = [answer.getvalue()]
    return answer
