"""A file from a plain form, for pages that work without JavaScript."""

from django.http import Http404
from django.utils.translation import gettext as _

from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused
from uploads.errors import NotYours, UploadError
from uploads.intake import accept


def receive(request: Request, purpose: str, target: str) -> str:
    """Take the posted `file` into the store; the sentence to show when it won't do, else ""."""
    file = request.FILES.get("file")
    if file is None:
        return _("Pilih berkasnya dulu.")
    try:
        accept(user=request.user, purpose=purpose, target=target, uploaded_file=file, at=request.at)
    except NotYours:
        raise Http404 from None
    except UploadError as error:
        return error.sentence
    except Refused as refusal:
        return refusal.reason
    return ""
