"""Who may, as far as letters are concerned. Who is panitia the units say."""

from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.translation import gettext as _

from inovasi.lib.verdict import YES, Verdict, no

Visitor = AbstractBaseUser | AnonymousUser

WRITERS: list[Callable[[Visitor], bool]] = []
"""Filled in `AppConfig.ready` by the apps above: who writes in the portal's name."""


def may_write_letters(user: Visitor) -> Verdict:
    """Texts of letters, letters by hand."""
    if any(writes(user) for writes in WRITERS):
        return YES
    return no(_("Hanya panitia yang mengatur surat."))
