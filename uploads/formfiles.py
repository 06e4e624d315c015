"""Files in ordinary forms, as Django spools them to disk before any view is asked."""

import errno
import os
import shutil
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler


class BoundedFileHandler(TemporaryFileUploadHandler):
    """Spools the files of signed-in people only, within a limit, while the disk has room.

    Raises `RequestDataTooBig` over `FORM_FILES_MAX_BYTES`, and `OSError` (ENOSPC), which the
    portal answers with 507, when less than `STORAGE_RESERVE_BYTES` would be left.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: bytes,
        encoding: str | None = None,
    ) -> None:
        if content_length > settings.FORM_FILES_MAX_BYTES:
            raise RequestDataTooBig("a form with files exceeded FORM_FILES_MAX_BYTES")
        free = shutil.disk_usage(settings.FILE_UPLOAD_TEMP_DIR).free
        if free - content_length < settings.STORAGE_RESERVE_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            raise SkipFile
        super().new_file(*args, **kwargs)
