"""The example for nginx, run for real between a client and two receivers."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.deploy.door import ROOT

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
MAIN = """
daemon off;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
    client_body_temp_path {folder}/bodies 1 2;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/kinebot.conf;
}}
"""

pytestmark = pytest.mark.skipif(
    NGINX is None or shutil.which("openssl") is None, reason="nginx ou openssl manque"
)


class Receiver(ThreadingHTTPServer):
    """Answers 200, or what it is told, and keeps what it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 200
        self.seen: list[tuple[str, int]] = []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], len(body)))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receivers() -> Iterator[tuple[Receiver, Receiver]]:
    pair = Receiver(), Receiver()
    yield pair
    for receiver in pair:
        receiver.shutdown()
        receiver.server_close()


@pytest.fixture
def client(tmp_path: Path, receivers: tuple[Receiver, Receiver]) -> Iterator[httpx.Client]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    _configure(tmp_path, port, receivers)
    order = [str(NGINX), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    subprocess.run([*order, "-t"], check=True, capture_output=True)
    with subprocess.Popen(order, stderr=subprocess.DEVNULL) as running:
        url = f"https://127.0.0.1:{port}"
        retry = httpx.HTTPTransport(verify=False, retries=8)  # it takes a moment to listen
        with httpx.Client(base_url=url, transport=retry) as ready:
            yield ready
        running.terminate()


def _configure(folder: Path, port: int, receivers: tuple[Receiver, Receiver]) -> None:
    """Put the example in a folder, with ports and a certificate of our own; the rest as it is."""
    text = (ROOT / "deploy/nginx.conf.example").read_text("utf-8")
    ours = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "listen [::]:443 ssl;": "",
        "/etc/letsencrypt/live/bot.example.org": str(folder),
        "127.0.0.1:8081": f"127.0.0.1:{receivers[0].server_port}",
        "127.0.0.1:8082": f"127.0.0.1:{receivers[1].server_port}",
    }
    for theirs, here in ours.items():
        assert theirs in text
        text = text.replace(theirs, here)
    (folder / "kinebot.conf").write_text(text, "utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder), "utf-8")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip


def _post(client: httpx.Client, path: str = "/telegram", size: int = 10) -> int:
    secret = {"X-Telegram-Bot-Api-Secret-Token": "secret"}
    return client.post(path, content=b"x" * size, headers=secret).status_code


def test_an_update_reaches_a_receiver_with_its_secret(
    client: httpx.Client, receivers: tuple[Receiver, Receiver]
) -> None:
    assert [_post(client) for _ in range(4)] == [200] * 4
    assert receivers[0].seen == receivers[1].seen == [("secret", 10)] * 2


def test_nothing_but_updates_goes_through(
    client: httpx.Client, receivers: tuple[Receiver, Receiver]
) -> None:
    assert client.get("/telegram").status_code == 403
    for path in ("/", "/telegram/", "/metrics", "/healthz", "/readyz"):
        assert _post(client, path) == 404
    assert _post(client, size=(1 << 20) + 1) == 413
    assert receivers[0].seen == receivers[1].seen == []


def test_the_largest_update_stays_in_memory(
    client: httpx.Client, receivers: tuple[Receiver, Receiver], tmp_path: Path
) -> None:
    assert _post(client, size=1 << 20) == 200
    assert not any((tmp_path / "bodies").iterdir()), "a file would have left its folder there"
    assert sum(len(receiver.seen) for receiver in receivers) == 1


@pytest.mark.parametrize("status", [503, None], ids=["no database", "stopped"])
def test_the_other_receiver_takes_over(
    client: httpx.Client, receivers: tuple[Receiver, Receiver], status: int | None
) -> None:
    if status is None:
        receivers[0].shutdown()
        receivers[0].server_close()
    else:
        receivers[0].status = status
    assert [_post(client) for _ in range(6)] == [200] * 6
    assert len(receivers[1].seen) == 6
