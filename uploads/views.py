"""The tus 1.0.0 endpoint and the door of stored files."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import View

from inovasi.lib.verdict import refuse_unless
from uploads import errors, passes, protocol, purposes, workflow
from uploads.body import ALGORITHMS, Body
from uploads.delivery import deliver
from uploads.models import StoredFile, Upload
from uploads.passes import Pass
from uploads.seats import seat
from uploads.writers import signed_out

STATUS_OF: dict[type[errors.UploadError], int] = {
    errors.SignedOut: 401,
    errors.Forbidden: 403,
    errors.WrongOffset: 409,
    errors.AlreadyDone: 409,
    errors.Gone: 410,
    errors.TooLarge: 413,
    errors.OverQuota: 413,
    errors.NotAdmitted: 422,
    errors.Busy: 423,
    errors.BadChecksum: 460,
    errors.Crowded: 503,
    errors.Stopped: 503,
    errors.NoSpace: 507,
}


UNSCANNED = gettext_lazy("Berkas ini belum dinyatakan bersih oleh pemeriksa virus.")


class TusView(View):
    """What every tus request has in common: version, sign-in, errors as sentences."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.at: datetime = getattr(request, "at", None) or timezone.now()
        response = self._checked(request, *args, **kwargs)
        response["Tus-Resumable"] = protocol.VERSION
        patch_cache_control(response, no_store=True)
        return response

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(status=204)
        response["Tus-Version"] = protocol.VERSION
        response["Tus-Extension"] = protocol.EXTENSIONS
        response["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)
        return response

    def _checked(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return self.options(request)
        if request.headers.get("Tus-Resumable") != protocol.VERSION:
            response = says(412, _("Versi pengunggah ini tidak dikenal. Muat ulang halaman."))
            response["Tus-Version"] = protocol.VERSION
            return response
        return self._answered(request, *args, **kwargs)

    def _answered(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if not request.user.is_authenticated:
                raise signed_out()
            return super().dispatch(request, *args, **kwargs)
        except errors.NotYours:
            return says(404, _("Unggahan tidak ditemukan. Muat ulang halaman, lalu coba lagi."))
        except errors.UploadError as error:
            response = says(STATUS_OF[type(error)], error.sentence)
            if isinstance(error, errors.Crowded | errors.Stopped):
                response["Retry-After"] = "5"
            if isinstance(error, errors.NotAdmitted):
                response["Upload-State"] = "refused"
                response["Upload-Refusal"] = quote(error.sentence)
            return response
        except protocol.UnknownAlgorithm:
            return says(400, _("Cara pemeriksaan isi ini tidak dikenal. Muat ulang halaman."))
        except ValueError:
            return says(400, _("Permintaan unggah ini tidak lengkap. Muat ulang halaman."))


class UploadCreateView(TusView):
    """POST opens an upload, and may bring its first bytes along."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        with_bytes = request.content_type == protocol.CHUNK_TYPE
        body = body_of(request) if with_bytes else None
        wanted = protocol.metadata(request.headers.get("Upload-Metadata", ""))
        upload = workflow.begin(
            user=request.user,
            purpose=wanted.purpose,
            target=wanted.target,
            original_name=wanted.filename,
            length=protocol.number(request.headers.get("Upload-Length")),
            fingerprint=wanted.fingerprint,
            at=self.at,
        )
        if body and body.length:
            with seat():
                upload = workflow.append(
                    upload_id=upload.pk,
                    user=request.user,
                    offset=0,
                    body=body,
                    at=self.at,
                    session_key=request.session.session_key,
                )
        response = described(HttpResponse(status=201), upload)
        response["Location"] = reverse("upload", args=[upload.pk])
        return response


class UploadView(TusView):
    """HEAD asks how far it is, PATCH adds bytes, DELETE gives up."""

    http_method_names = ["head", "patch", "delete", "options"]

    def head(self, request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
        upload = workflow.reach(upload_id=upload_id, user=request.user, at=self.at)
        if upload.state != Upload.State.OPEN or upload.is_complete or upload.is_expired(self.at):
            # Says why it ended, or makes up for a finish that was cut short.
            upload = workflow.finish(upload_id=upload_id, user=request.user, at=self.at)
        response = described(HttpResponse(), upload)
        response["Upload-Length"] = str(upload.length)
        response["Upload-Metadata"] = protocol.encoded_name(upload.original_name)
        return response

    def patch(self, request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
        if request.content_type != protocol.CHUNK_TYPE:
            return says(415, _("Permintaan unggah ini tidak dikenal. Muat ulang halaman."))
        offset = protocol.number(request.headers.get("Upload-Offset"))
        shown: Pass | None = getattr(request, "upload_pass", None)
        with seat():
            upload = workflow.append(
                upload_id=upload_id,
                user=request.user,
                offset=offset,
                body=body_of(request),
                at=self.at,
                session_key=shown.session_key if shown else request.session.session_key,
            )
        if shown is None:
            passes.give(request, upload)
        return described(HttpResponse(status=204), upload)

    def delete(self, request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
        workflow.cancel(upload_id=upload_id, user=request.user, at=self.at)
        return HttpResponse(status=204)


@require_POST
def upload_cancel(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    """The button beside an open upload, for pages without JavaScript as well."""
    at = getattr(request, "at", None) or timezone.now()
    try:
        workflow.cancel(upload_id=upload_id, user=request.user, at=at)
    except errors.NotYours as error:
        raise Http404 from error
    except errors.Forbidden as error:
        raise PermissionDenied(error.sentence) from error
    except errors.UploadError as error:
        messages.warning(request, error.sentence)
    else:
        messages.success(request, _("Unggahan dibatalkan."))
    back = request.POST.get("next", "")
    is_local = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_local else "home")


class FileView(View):
    """GET and HEAD of a stored file, for those whom its purpose lets read it."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, file_id: uuid.UUID) -> HttpResponseBase:
        at = getattr(request, "at", None) or timezone.now()
        file = get_object_or_404(StoredFile, pk=file_id)
        try:
            purpose = purposes.get(file.purpose)
            if purpose.may_read(request.user, file, at):
                refuse_unless(file.may_be_handed_to(request.user), str(UNSCANNED))
                return deliver(request, file, inline=purpose.inline(file))
        except errors.NotYours as error:
            raise Http404 from error
        raise Http404


def body_of(request: HttpRequest) -> Body:
    """The body as announced by Content-Length; `ValueError` without one."""
    return Body(
        request,
        protocol.number(request.META.get("CONTENT_LENGTH") or None),
        protocol.checksum(request.headers.get("Upload-Checksum")),
    )


def described(response: HttpResponse, upload: Upload) -> HttpResponse:
    """The headers that tell a client how far its upload is."""
    response["Upload-Offset"] = str(upload.offset)
    if upload.state == Upload.State.DONE:
        response["Upload-State"] = "done"
        response["Upload-File"] = reverse("file", args=[upload.file_id])
    else:
        response["Upload-State"] = "open"
        response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


def says(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
