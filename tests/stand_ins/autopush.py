"""A stand-in for a browser's push service: `python -m tests.stand_ins.autopush --port P --record FILE`.

A WebSocket for browsers (Firefox's protocol: hello, register, unregister, notification, ack) and HTTP for senders
(RFC 8030). As strict as a real one: a push needs VAPID (RFC 8292) signed by the very key that the browser registered,
for this service and for a day at most; a TTL; at most 4,096 bytes of aes128gcm. A Topic takes the place of a push that
waits. What was unregistered is gone (410), what never was is not found (404). What it refuses it does not record.
"""

from __future__ import annotations

import argparse
import json
import re
import secrets
import signal
import threading
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from tests.stand_ins.push_rules import Refusal, check_headers, decoded, say

LONGEST_LIFE_S = 24 * 3600
LONGEST_TTL_S = 60 * 24 * 3600
PATH = "/wpush/v2/"
CREDENTIALS = re.compile(r"vapid t=([\w-]+\.[\w-]+\.[\w-]+), ?k=([\w-]+)", re.ASCII)


@dataclass
class Registration:
    """One subscription of a browser; `key` is the application server's."""

    uaid: str
    channel_id: str
    key: bytes
    is_gone: bool = False
    trouble: Refusal | None = None


@dataclass(frozen=True)
class Post:
    """A push that was accepted, as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    claims: dict[str, Any] = field(default_factory=dict)


@dataclass
class Waiting:
    """A push on its way to a browser."""

    channel_id: str
    version: str
    body: bytes
    topic: str | None
    until: float


class Autopush:
    """`with Autopush() as push:` serves senders at `push.url` and browsers at `push.browsers_url` until it ends."""

    def __init__(self, port: int = 0, record: Path | None = None) -> None:
        self.registrations: dict[str, Registration] = {}
        self.posts: list[Post] = []
        self.refusals: list[tuple[int, str]] = []
        self.acknowledged: list[dict[str, Any]] = []
        self._record = record
        self._waiting: dict[str, list[Waiting]] = {}
        self._browsers: dict[str, ServerConnection] = {}
        self._changed = threading.Condition(threading.RLock())
        self._http = _HttpServer(("127.0.0.1", port), _Handler)
        self._http.push = self
        self._sockets: Server = serve(self._speak, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self.browsers_url = f"ws://127.0.0.1:{self._sockets.socket.getsockname()[1]}/"
        tasks = (self._http.serve_forever, self._sockets.serve_forever)
        self._threads = [threading.Thread(target=task, daemon=True) for task in tasks]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            browsers = list(self._browsers.values())
        for browser in browsers:
            browser.close()
        self._sockets.shutdown()
        self._http.shutdown()
        self._http.server_close()
        for thread in self._threads:
            thread.join()

    def register(self, key: bytes, *, uaid: str = "nobody", channel_id: str = "") -> str:
        """The endpoint of a new subscription that only pushes signed by `key` may reach."""
        token = secrets.token_urlsafe(96)
        with self._changed:
            self.registrations[token] = Registration(uaid, channel_id or secrets.token_hex(16), key)
        return f"{self.url}{PATH}{token}"

    def registration(self, endpoint: str) -> Registration:
        """What is known of an endpoint."""
        return self.registrations[endpoint.removeprefix(f"{self.url}{PATH}")]

    def waiting(self, uaid: str = "nobody") -> list[bytes]:
        """The bodies of pushes that wait for a browser."""
        with self._changed:
            return [each.body for each in self._waiting.get(uaid, [])]

    def until(self, is_so: Any, timeout_s: float = 30) -> None:
        """Wait for something that a browser or a sender does; AssertionError when it takes too long."""
        with self._changed:
            assert self._changed.wait_for(is_so, timeout_s), "the push service waited in vain"

    # Senders

    def take(self, path: str, headers: Any, body: bytes) -> dict[str, str]:
        """Accept a push or raise Refusal; headers of the answer."""
        with self._changed:
            token = path.removeprefix(PATH)
            registration = self.registrations.get(token)
            if registration is None or not path.startswith(PATH):
                raise Refusal(404, "no such subscription")
            if registration.is_gone:
                raise Refusal(410, "the browser has unsubscribed")
            if registration.trouble:
                raise registration.trouble
            claims = self._check_sender(registration, headers.get("Authorization", ""))
            ttl_s, topic = check_headers(headers, body)
            self.posts.append(Post(path, dict(headers.items()), body, claims))
            if self._record:
                with self._record.open("a", encoding="utf-8") as record:
                    record.write(json.dumps({"path": path, "bytes": len(body), "claims": claims}) + "\n")
            self._pass_on(registration, body, topic, ttl_s)
            return {"Location": f"{self.url}/m/{secrets.token_urlsafe(16)}", "TTL": f"{min(ttl_s, LONGEST_TTL_S)}"}

    def _check_sender(self, registration: Registration, authorization: str) -> dict[str, Any]:
        found = CREDENTIALS.fullmatch(authorization)
        if found is None:
            raise Refusal(401, "no VAPID")
        try:
            key = decoded(found[2])
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
            claims: dict[str, Any] = jwt.decode(
                found[1], point, algorithms=["ES256"], audience=self.url, options={"require": ["exp", "aud", "sub"]}
            )
        except (jwt.InvalidTokenError, ValueError) as error:
            raise Refusal(403, f"bad VAPID: {error}") from None
        if claims["exp"] > time.time() + LONGEST_LIFE_S:
            raise Refusal(403, "VAPID for more than a day")
        if not str(claims["sub"]).startswith(("mailto:", "https://")):
            raise Refusal(403, "nobody to write to")
        if key != registration.key:
            raise Refusal(403, "not the key that the browser subscribed with")
        return claims

    def _pass_on(self, registration: Registration, body: bytes, topic: str | None, ttl_s: int) -> None:
        waiting = self._waiting.setdefault(registration.uaid, [])
        new = Waiting(registration.channel_id, secrets.token_hex(16), body, topic, time.time() + ttl_s)
        waiting[:] = [old for old in waiting if topic is None or (old.channel_id, old.topic) != (new.channel_id, topic)]
        waiting.append(new)
        browser = self._browsers.get(registration.uaid)
        if browser is not None:
            _tell(browser, new)
        elif ttl_s == 0:
            waiting.remove(new)
        self._changed.notify_all()

    # Browsers

    def _speak(self, browser: ServerConnection) -> None:
        uaid = ""
        try:
            for text in browser:
                said = json.loads(text)
                uaid = self._answer(browser, uaid, said)
        except ConnectionClosed:
            pass
        finally:
            with self._changed:
                if self._browsers.get(uaid) is browser:
                    del self._browsers[uaid]

    def _answer(self, browser: ServerConnection, uaid: str, said: dict[str, Any]) -> str:
        with self._changed:
            match said.get("messageType"):
                case None:
                    browser.send("{}")
                case "hello":
                    uaid = self._greet(browser, said)
                case "register":
                    self._register(browser, uaid, said)
                case "unregister":
                    for registration in self.registrations.values():
                        if (registration.uaid, registration.channel_id) == (uaid, said["channelID"]):
                            registration.is_gone = True
                    say(browser, {"messageType": "unregister", "channelID": said["channelID"], "status": 200})
                case "ack":
                    versions = {update["version"] for update in said["updates"]}
                    waiting = self._waiting.setdefault(uaid, [])
                    waiting[:] = [each for each in waiting if each.version not in versions]
                    self.acknowledged.extend(said["updates"])
            self._changed.notify_all()
        return uaid

    def _greet(self, browser: ServerConnection, said: dict[str, Any]) -> str:
        known = {registration.uaid for registration in self.registrations.values()}
        uaid: str = said["uaid"] if said.get("uaid") in known else secrets.token_hex(16)
        self._browsers[uaid] = browser
        hello = {"messageType": "hello", "uaid": uaid, "status": 200, "use_webpush": True, "broadcasts": {}}
        say(browser, hello)
        for each in self._waiting.get(uaid, []):
            if each.until > time.time():
                _tell(browser, each)
        return uaid

    def _register(self, browser: ServerConnection, uaid: str, said: dict[str, Any]) -> None:
        answer = {"messageType": "register", "channelID": said["channelID"]}
        if not said.get("key"):
            say(browser, answer | {"status": 400})
            return
        endpoint = self.register(decoded(said["key"]), uaid=uaid, channel_id=said["channelID"])
        say(browser, answer | {"status": 200, "pushEndpoint": endpoint})


def _tell(browser: ServerConnection, waiting: Waiting) -> None:
    say(
        browser,
        {
            "messageType": "notification",
            "channelID": waiting.channel_id,
            "version": waiting.version,
            "data": urlsafe_b64encode(waiting.body).decode().rstrip("="),
            "headers": {"encoding": "aes128gcm"},
        },
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _HttpServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        push = self.server.push
        try:
            headers = push.take(self.path, self.headers, body)
        except Refusal as refusal:
            push.refusals.append((refusal.status, refusal.why))
            self._write(refusal.status, refusal.headers, json.dumps({"error": refusal.why}).encode())
        else:
            self._write(201, headers, b"")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _write(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers, "Content-Length": f"{len(body)}"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    push: Autopush


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description="A stand-in for a browser's push service.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--record", type=Path)
    asked = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with Autopush(asked.port, asked.record) as push:
        print(push.url, push.browsers_url, flush=True)  # noqa: T201 - what its starter must know
        ended.wait()


if __name__ == "__main__":
    main()
