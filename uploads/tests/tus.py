"""A small tus client for tests, on Django's test client."""

from __future__ import annotations

import base64
import io
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from uploads.protocol import CHUNK_TYPE


class BrokenLine(io.BytesIO):
    """A body that ends with an error instead of its last bytes, as some servers tell it."""

    def read(self, size: int | None = -1) -> bytes:
        block = super().read(size)
        if not block:
            raise ConnectionResetError
        return block


class Tus:
    def __init__(self, client: Client) -> None:
        self.client = client

    def request(self, method: str, url: str, body: bytes = b"", **headers: str) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = named.pop("Content-Type", CHUNK_TYPE)
        return self.client.generic(
            method,
            url,
            body,
            content_type,
            headers={"Tus-Resumable": "1.0.0", **named},
            CONTENT_TYPE=content_type,
            CONTENT_LENGTH=str(len(body)),
        )

    def create(
        self,
        length: int | str,
        *,
        name: str = "sepatu.bin",
        target: str = "box",
        purpose: str = "shoe-box",
        body: bytes = b"",
        **headers: str,
    ) -> HttpResponse:
        metadata = metadata_header(filename=name, purpose=purpose, target=target)
        given = {"Upload_Length": str(length), "Upload_Metadata": metadata, **headers}
        return self.request("POST", reverse("upload-create"), body, **given)

    def started(self, length: int, **fields: Any) -> str:
        """The address of a new upload of `length` bytes."""
        response = self.create(length, **fields)
        assert response.status_code == 201, response.content
        return response["Location"]

    def patch(self, url: str, offset: int, body: bytes, **headers: str) -> HttpResponse:
        return self.request("PATCH", url, body, Upload_Offset=str(offset), **headers)

    def head(self, url: str) -> HttpResponse:
        return self.request("HEAD", url)

    def delete(self, url: str) -> HttpResponse:
        return self.request("DELETE", url)

    def send(self, content: bytes, **fields: Any) -> HttpResponse:
        """The answer to the last of all the bytes, sent at once."""
        return self.patch(self.started(len(content), **fields), 0, content)

    def cut(
        self, url: str, offset: int, announced: int, source: io.BytesIO, **headers: str
    ) -> HttpResponse:
        """A PATCH of `announced` bytes of which only those of `source` arrive."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            "PATCH",
            url,
            b"",
            CHUNK_TYPE,
            headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), **named},
            CONTENT_TYPE=CHUNK_TYPE,
            CONTENT_LENGTH=str(announced),
            **{"wsgi.input": source},
        )


def metadata_header(**pairs: str) -> str:
    encoded = {key: base64.b64encode(value.encode()).decode() for key, value in pairs.items()}
    return ",".join(f"{key} {value}" for key, value in encoded.items())
