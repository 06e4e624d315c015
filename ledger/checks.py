"""What `manage.py check --deploy` says of who keeps the end of the ledger."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

WITNESSES_WANTED = 2
"""One alone could be talked into losing a letter."""


def lacks_witnesses() -> bool:
    """Fewer officials than wanted keep the end of the ledger; the same address twice is one."""
    return len({each.strip().lower() for each in settings.LEDGER_WITNESSES}) < WITNESSES_WANTED


@register(Tags.security, deploy=True)
def witnesses_are_named(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Two officials who keep the end of the ledger, at addresses that can be written to."""
    found: list[CheckMessage] = [
        Error(f"LEDGER_WITNESSES: {each} is no address.", id="ledger.E001")
        for each in settings.LEDGER_WITNESSES
        if not _is_address(each)
    ]
    if lacks_witnesses():
        words = f"LEDGER_WITNESSES names fewer than {WITNESSES_WANTED} different officials."
        hint = "Without a copy of its end outside, a ledger that was written anew looks whole."
        found.append(Warning(words, hint=hint, id="ledger.W001"))
    return found


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
