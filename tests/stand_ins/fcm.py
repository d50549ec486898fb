"""A strict stand-in for Firebase Cloud Messaging, HTTP v1, and for the token endpoint of its service accounts.

    python -m tests.stand_ins.fcm --port 0 --record FILE

It listens on 127.0.0.1, writes a service-account credential to `FILE.credentials.json` (whose `token_uri` is the
stand-in) and one JSON line `{path, message}` to FILE for each accepted post. A target that begins with a name in
`ERRORS`, followed by a dash, gets that documented error.
Sources: firebase.google.com/docs/reference/fcm/rest/v1/projects.messages and …/ErrorCode; RFC 7523 for the token.
"""

from __future__ import annotations

import argparse
import json
import secrets
import signal
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.stand_ins.fcm_answers import (
    ERRORS,
    HANG_UP,
    REQUEST,
    Answer,
    Refusal,
    check,
    field_violation,
    problem,
    target_of,
)

PROJECT = "jianfu-stand-in"
CLIENT_EMAIL = f"relay@{PROJECT}.iam.gserviceaccount.com"
GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GOOGLE_TOKEN_URI = "https://oauth2.googleapis.com/token"
SCOPES = {
    "https://www.googleapis.com/auth/firebase.messaging",
    "https://www.googleapis.com/auth/cloud-platform",
}


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together
    disable_nagle_algorithm = True
    server: StandInServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            answer = self.server.stand_in.answer(self.path, self.headers, body)
        except Refusal as refusal:
            answer = refusal.answer
        except ConnectionAbortedError:
            self.close_connection = True
            return
        self._write(answer)

    def do_GET(self) -> None:
        self._write(problem(404, "NOT_FOUND", "Not Found"))

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _write(self, answer: Answer) -> None:
        text = json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json; charset=UTF-8", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


class StandInServer(ThreadingHTTPServer):
    """A server that knows its stand-in."""

    daemon_threads = True
    request_queue_size = 256
    stand_in: FcmStandIn


class FcmStandIn:
    """`with FcmStandIn(record_path) as stand_in:` serves at `stand_in.url` until the block ends."""

    def __init__(self, record_path: Path, port: int = 0, latency_s: float = 0.0) -> None:
        self.record_path = record_path
        self.credentials_path = record_path.with_name(f"{record_path.name}.credentials.json")
        self.posts: Counter[str] = Counter()
        self.tokens: set[str] = set()
        self.token_requests = 0
        self.shape = REQUEST
        self.token_trouble: Answer | None = None
        self._latency_s = latency_s
        self._lock = threading.Lock()
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._key_id = secrets.token_hex(20)
        self._server = StandInServer(("127.0.0.1", port), Handler)
        self._server.stand_in = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self.record_path.touch()
        self.credentials_path.write_text(json.dumps(self._credentials()), encoding="utf-8")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def accepted(self) -> list[dict[str, Any]]:
        """The lines of the record."""
        return [json.loads(line) for line in self.record_path.read_text(encoding="utf-8").splitlines()]

    def answer(self, path: str, headers: Any, body: bytes) -> Answer:
        if path == "/token":
            return self._token(headers, body)
        if path != f"/v1/projects/{PROJECT}/messages:send":
            return problem(404, "NOT_FOUND", "Requested entity was not found.")
        return self._send(path, headers, body)

    def _token(self, headers: Any, body: bytes) -> Answer:
        self.token_requests += 1
        if self.token_trouble:
            return self.token_trouble
        form = parse_qs(body.decode())
        if headers.get_content_type() != "application/x-www-form-urlencoded" or form.get("grant_type") != [GRANT_TYPE]:
            return Answer(400, {"error": "unsupported_grant_type", "error_description": "Invalid grant_type"})
        try:
            self._check_assertion(form["assertion"][0])
        except (jwt.InvalidTokenError, KeyError, ValueError) as error:
            return Answer(400, {"error": "invalid_grant", "error_description": f"Invalid JWT: {error}"})
        token = secrets.token_urlsafe(32)
        self.tokens.add(token)
        return Answer(200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    def _check_assertion(self, assertion: str) -> None:
        claims = jwt.decode(
            assertion,
            self._key.public_key(),
            algorithms=["RS256"],
            audience=[GOOGLE_TOKEN_URI, f"{self.url}/token"],
            issuer=CLIENT_EMAIL,
            leeway=10,
            options={"require": ["exp", "iat", "aud", "iss", "scope"]},
        )
        if jwt.get_unverified_header(assertion).get("kid") != self._key_id:
            raise ValueError("unknown key id")
        if not 0 < claims["exp"] - claims["iat"] <= 3600:
            raise ValueError("a life of more than an hour")
        if not SCOPES & set(claims["scope"].split()):
            raise ValueError("no scope for messaging")

    def _send(self, path: str, headers: Any, body: bytes) -> Answer:
        kind, _, token = headers.get("Authorization", "").partition(" ")
        if kind != "Bearer" or token not in self.tokens:
            return problem(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        if headers.get_content_type() != "application/json":
            raise field_violation("", "Content-Type must be application/json")
        request = self._request(body)
        time.sleep(self._latency_s)
        with self._lock:
            return self._judge(path, request)

    def _request(self, body: bytes) -> dict[str, Any]:
        try:
            request = json.loads(body)
        except ValueError:
            raise field_violation("", "Invalid JSON payload received.") from None
        check(request, self.shape, "")
        if "message" not in request:
            raise field_violation("message", "message is required")
        return dict(request)

    def _judge(self, path: str, request: dict[str, Any]) -> Answer:
        message = request["message"]
        target = target_of(message)
        self.posts[target] += 1
        if target.startswith(HANG_UP):
            raise ConnectionAbortedError
        kind = next((kind for kind in ERRORS if target.startswith(f"{kind}-")), None)
        if kind and not (kind == "unavailable-twice" and self.posts[target] > 2):
            return ERRORS[kind]
        if not request.get("validate_only", request.get("validateOnly")):
            with self.record_path.open("a", encoding="utf-8") as record:
                record.write(json.dumps({"path": path, "message": message}, ensure_ascii=False) + "\n")
        return Answer(200, {"name": f"projects/{PROJECT}/messages/{secrets.token_hex(8)}"})

    def _credentials(self) -> dict[str, str]:
        pem = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": self._key_id,
            "private_key": pem.decode(),
            "client_email": CLIENT_EMAIL,
            "client_id": "1",
            "token_uri": f"{self.url}/token",
        }


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description="A stand-in for Firebase Cloud Messaging, HTTP v1.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--latency-ms", type=int, default=0)
    asked = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with FcmStandIn(asked.record, asked.port, asked.latency_ms / 1000) as stand_in:
        print(stand_in.url, flush=True)  # noqa: T201 - the one thing its starter must know
        ended.wait()


if __name__ == "__main__":
    main()
