"""Addresses of videos on other sites: checked as text, never opened."""

from collections.abc import Collection
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import gettext as _

from inovasi.lib.verdict import Refused

LONGEST = 300


def checked(link: str, hosts: Collection[str]) -> str:
    """`link` as an https address on one of `hosts`; raises `Refused`.

    Names, passwords, ports and fragments are not taken along: what is shown is where it leads.
    """
    text = link.strip()
    if not text.isprintable() or " " in text or len(text) > LONGEST:
        raise _refusal(hosts)
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise _refusal(hosts) from None
    is_plain = parts.scheme in {"https", "http"} and port is None and "@" not in parts.netloc
    if not is_plain or host not in hosts or len(parts.path) < 2:
        raise _refusal(hosts)
    return urlunsplit(("https", host, parts.path, parts.query, ""))


def _refusal(hosts: Collection[str]) -> Refused:
    return Refused(
        _("Tautan ini tidak diterima. Salin alamat video dari %(sites)s.")
        % {"sites": ", ".join(sorted(hosts))}
    )
