"""A small S3 server for tests: one bucket in memory behind real HTTP on loopback.

It checks signatures (headers and links, with their end) by an algorithm of its own, and refuses
what services that are not Amazon's refuse: checksums that nobody asked for, chunks with trailers.
"""

import hashlib
import hmac
import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit
from uuid import uuid4
from xml.sax.saxutils import escape

BUCKET, REGION = "gudang", "id-test-1"
KEY_ID, SECRET = "GUDANGUJI", "kunci-gudang-untuk-uji"
STAMP = "%Y%m%dT%H%M%SZ"
OTHERS_REFUSE = ("x-amz-sdk-checksum-algorithm", "x-amz-trailer", "x-amz-checksum-")


@dataclass
class Object:
    content: bytes
    kind: str
    since: datetime


@dataclass
class Bucket:
    """What lies in it, and what a test lets happen to it."""

    objects: dict[str, Object] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    lines: list[socket.socket] = field(default_factory=list)
    spoils: bool = False
    """Keeps other bytes than it was sent."""
    before_answer: Callable[[str, str], None] = field(default=lambda method, target: None)
    """Called with each request before it is answered; may wait, or raise `Refusal`."""

    def __post_init__(self) -> None:
        self.port = 0
        self.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """For processes that are to use it."""
        return {
            "S3_BUCKET": BUCKET,
            "S3_ENDPOINT": self.endpoint,
            "S3_REGION": REGION,
            "S3_ACCESS_KEY": KEY_ID,
            "S3_SECRET_KEY": SECRET,
        }

    def start(self) -> None:
        """At the address that it had before."""
        handler = type("Bound", (Handler,), {"bucket": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """With every line that is open."""
        self._server.shutdown()
        self._server.server_close()
        for line in self.lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self.lines.clear()

    def keep(self, key: str, content: bytes, kind: str = "") -> None:
        kept = content[:-1] + bytes([content[-1] ^ 1]) if self.spoils else content
        self.objects[key] = Object(kept, kind, datetime.now(UTC))


class Refusal(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: Bucket

    def setup(self) -> None:
        super().setup()
        self.bucket.lines.append(self.connection)

    def log_message(self, *_words: object) -> None:
        """Says nothing."""

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def do_GET(self) -> None:
        self._answered()

    do_HEAD = do_PUT = do_POST = do_DELETE = do_GET

    def _answered(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.bucket.requests.append((self.command, self.path))
        try:
            self.bucket.before_answer(self.command, self.path)
            check_plain(self.headers)
            check_signature(self.command, self.path, self.headers, content)
            self._serve(content)
        except Refusal as refusal:
            body = f"<Error><Code>{refusal.code}</Code><Message>no</Message></Error>"
            self._say(refusal.status, body.encode(), {"Content-Type": "application/xml"})

    def _serve(self, content: bytes) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query, True).items()}
        _root, bucket, *rest = parts.path.split("/", 2)
        if bucket != BUCKET:
            raise Refusal(404, "NoSuchBucket")
        key = rest[0] if rest else ""
        if not key:
            return self._list(asked) if self.command == "GET" else self._say(200)
        if self.command in {"GET", "HEAD"}:
            return self._send(key, asked)
        return self._change(key, asked, content)

    def _change(self, key: str, asked: dict[str, str], content: bytes) -> None:
        upload = asked.get("uploadId", "")
        match self.command:
            case "POST" if "uploads" in asked:
                upload = uuid4().hex
                self.bucket.parts[upload] = {}
                self._xml(f"<R><Key>{key}</Key><UploadId>{upload}</UploadId></R>")
            case "PUT" if upload:
                self.bucket.parts[upload][int(asked["partNumber"])] = content
                self._say(200, headers={"ETag": tag(content)})
            case "POST" if upload:
                pieces = self.bucket.parts.pop(upload)
                self.bucket.keep(key, b"".join(pieces[number] for number in sorted(pieces)))
                self._xml(f"<R><Key>{key}</Key><ETag>{tag(b'')}</ETag></R>")
            case "DELETE":
                if upload:
                    self.bucket.parts.pop(upload, None)
                else:
                    self.bucket.objects.pop(key, None)
                self._say(204)
            case "PUT":
                self.bucket.keep(key, content, self.headers.get("Content-Type", ""))
                self._say(200, headers={"ETag": tag(content)})

    def _send(self, key: str, asked: dict[str, str]) -> None:
        found = self.bucket.objects.get(key)
        if found is None:
            raise Refusal(404, "NoSuchKey")
        headers = {
            "Content-Type": asked.get("response-content-type", found.kind),
            "ETag": tag(found.content),
            "Accept-Ranges": "bytes",
        }
        for name in ("Content-Disposition", "Cache-Control"):
            if f"response-{name.lower()}" in asked:
                headers[name] = asked[f"response-{name.lower()}"]
        content, status = found.content, 200
        if wanted := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")):
            start, end = int(wanted[1]), min(int(wanted[2] or 1 << 60), len(content) - 1)
            headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
            content, status = content[start : end + 1], 206
        self._say(status, content, headers)

    def _list(self, asked: dict[str, str]) -> None:
        """Two a page, so that whoever reads only the first one is found out."""
        names = sorted(name for name in self.bucket.objects if name.startswith(asked["prefix"]))
        first = int(asked.get("continuation-token", 0))
        page, more = names[first : first + 2], first + 2 < len(names)
        rows = "".join(self._row(name) for name in page)
        token = f"<NextContinuationToken>{first + 2}</NextContinuationToken>" if more else ""
        self._xml(f"<R><IsTruncated>{str(more).lower()}</IsTruncated>{token}{rows}</R>")

    def _row(self, name: str) -> str:
        found = self.bucket.objects[name]
        since = found.since.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return (
            f"<Contents><Key>{escape(name)}</Key><LastModified>{since}</LastModified>"
            f"<ETag>{tag(found.content)}</ETag><Size>{len(found.content)}</Size></Contents>"
        )

    def _xml(self, text: str) -> None:
        named = re.sub(r"^<R>", '<Result xmlns="http://s3.amazonaws.com/doc/2006-03-01/">', text)
        self._say(200, named.replace("</R>", "</Result>").encode())

    def _say(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def tag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def check_plain(headers) -> None:
    if any(name.lower().startswith(OTHERS_REFUSE) for name in headers):
        raise Refusal(501, "NotImplemented")
    if "aws-chunked" in headers.get("Content-Encoding", ""):
        raise Refusal(501, "NotImplemented")


def check_signature(method: str, target: str, headers, content: bytes) -> None:
    """Signature Version 4, in the headers or in the query of a link."""
    query = dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))
    if "X-Amz-Signature" in query:
        given, payload = query.pop("X-Amz-Signature"), "UNSIGNED-PAYLOAD"
        credential, signed = query["X-Amz-Credential"], query["X-Amz-SignedHeaders"]
        stamp = query["X-Amz-Date"]
        began = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
        if datetime.now(UTC) > began + timedelta(seconds=int(query["X-Amz-Expires"])):
            raise Refusal(403, "AccessDenied")
    else:
        words = dict(re.findall(r"(\w+)=([^, ]+)", headers.get("Authorization", "")))
        if not words:
            raise Refusal(403, "AccessDenied")
        given, credential, signed = words["Signature"], words["Credential"], words["SignedHeaders"]
        stamp, payload = headers["x-amz-date"], headers["x-amz-content-sha256"]
        if payload not in {"UNSIGNED-PAYLOAD", hashlib.sha256(content).hexdigest()}:
            raise Refusal(400, "XAmzContentSHA256Mismatch")
    key_id, *scope = credential.split("/")
    if key_id != KEY_ID:
        raise Refusal(403, "InvalidAccessKeyId")
    lines = [
        method,
        quote(urlsplit(target).path, safe="/~%"),
        "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in sorted(query.items())),
        *(f"{name}:{' '.join(headers[name].split())}" for name in signed.split(";")),
        *("", signed, payload),
    ]
    told = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, "/".join(scope), told])
    key = f"AWS4{SECRET}".encode()
    for word in scope:
        key = hmac.digest(key, word.encode(), "sha256")
    if not hmac.compare_digest(given, hmac.digest(key, text.encode(), "sha256").hex()):
        raise Refusal(403, "SignatureDoesNotMatch")
