"""What somebody sent from a page whose session had ended: carried over the sign-in.

It travels in the session that the browser has while nobody is signed in, and only the person for
whom the page was made gets it back. Only pages that the portal made itself can leave something.
"""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, QueryDict

from inovasi.lib.forms import whole_number

KEY = "kept_text"
SALT = "inovasi.writer"
LONGEST = 100_000
"""Characters; as long as the longest text that can be saved."""
LIFETIME = 7 * 24 * 3600


@dataclass(frozen=True)
class KeptText:
    """The text, and the version that it was written against."""

    text: str
    version: int


def mark_of(user_id: int) -> str:
    """What a page carries to say for whom it was made."""
    return signing.dumps(user_id, salt=SALT)


def writer_of(mark: str) -> int | None:
    """For whom the page was made; None when the mark is not the portal's, or too old."""
    try:
        return int(signing.loads(mark, salt=SALT, max_age=LIFETIME))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def keep(request: HttpRequest) -> bool:
    """Keep the posted text for its writer; False when there is nothing that may be kept."""
    is_own_page = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if not is_own_page or request.content_type != "application/x-www-form-urlencoded":
        return False
    text = request.POST["text"] if "text" in request.POST else _whole_form(request)
    writer = writer_of(request.POST.get("writer", ""))
    if writer is None or not 0 < len(text) <= LONGEST:
        return False
    version = whole_number(request.POST.get("version", ""))
    request.session[KEY] = {
        "path": request.path,
        "writer": writer,
        "text": text.replace("\x00", ""),
        "version": version,
    }
    return True


def _whole_form(request: HttpRequest) -> str:
    """A form of many fields travels as it was encoded; `kept_form` reads it again."""
    fields = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "writer"):
        fields.pop(name, None)
    return fields.urlencode()


def kept_form(request: HttpRequest) -> QueryDict | None:
    """The fields of a whole form that this person sent to this page before signing in again."""
    found = kept(request)
    return QueryDict(found.text) if found else None


def kept(request: HttpRequest) -> KeptText | None:
    """What this person sent to this page before signing in again."""
    found = request.session.get(KEY) or {}
    if (found.get("path"), found.get("writer")) != (request.path, request.user.pk):
        return None
    return KeptText(found["text"], found["version"])


def forget(request: HttpRequest) -> None:
    """It is saved, or no longer wanted."""
    request.session.pop(KEY, None)
