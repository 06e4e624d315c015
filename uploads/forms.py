"""Pages with a file field: what the form shows, and what a plain one brings."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _

from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused
from uploads import purposes
from uploads.errors import NotYours, UploadError
from uploads.intake import accept as take
from uploads.models import Upload


def upload_parts(
    purpose: str, target: str, *, accept: str, done_url: str, at: datetime
) -> dict[str, Any]:
    """What `uploads/upload_form.html` and `uploads/plain_form.html` show.

    `accept` is for the file dialog, `done_url` the page to go to when the file has arrived. What
    is still under way at `at` is listed, so that it can be gone on with from another device.
    """
    return {
        "purpose": purpose,
        "target": target,
        "limits": purposes.get(purpose).limits(target),
        "accept": accept,
        "done_url": done_url,
        "is_scanned": bool(settings.CLAMD_ADDRESS),
        "under_way": list(Upload.objects.under_way(purpose, target, at)),
    }


def receive(request: Request, purpose: str, target: str) -> str:
    """Take the posted `file` into the store; the sentence to show when it won't do, else ""."""
    file = request.FILES.get("file")
    if file is None:
        return _("Pilih berkasnya dulu.")
    try:
        take(user=request.user, purpose=purpose, target=target, uploaded_file=file, at=request.at)
    except NotYours:
        raise Http404 from None
    except UploadError as error:
        return error.sentence
    except Refused as refusal:
        return refusal.reason
    return ""
