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
import re
import secrets
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PROJECT = "jianfu-stand-in"
CLIENT_EMAIL = f"relay@{PROJECT}.iam.gserviceaccount.com"
GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GOOGLE_TOKEN_URI = "https://oauth2.googleapis.com/token"
SCOPES = {
    "https://www.googleapis.com/auth/firebase.messaging",
    "https://www.googleapis.com/auth/cloud-platform",
}
FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
PAYLOAD_LIMIT, TOPIC_PAYLOAD_LIMIT = 4096, 2048
TARGETS = ("fid", "token", "topic", "condition")


@dataclass(frozen=True)
class Answer:
    """A status, a JSON body, and further headers."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """The request gets this answer instead of being accepted."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def problem(status: int, name: str, message: str, *details: dict[str, Any], **headers: str) -> Answer:
    """Google's error body."""
    error = {"code": status, "message": message, "status": name, "details": list(details)}
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return Answer(status, {"error": error if details else {**error, "details": []}}, named)


def fcm_error(status: int, name: str, code: str, message: str, **headers: str) -> Answer:
    return problem(status, name, message, {"@type": FCM_ERROR, "errorCode": code}, **headers)


def field_violation(path: str, what: str) -> Refusal:
    violations = [{"field": path, "description": what}]
    detail = {"@type": BAD_REQUEST, "fieldViolations": violations}
    return Refusal(problem(400, "INVALID_ARGUMENT", what, detail))


QUOTA = (429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", "Quota exceeded for the message target.")
UNAVAILABLE = fcm_error(503, "UNAVAILABLE", "UNAVAILABLE", "The service is currently unavailable.")
ERRORS: dict[str, Answer] = {
    "unregistered": fcm_error(404, "NOT_FOUND", "UNREGISTERED", "Requested entity was not found."),
    "quota-retry-after": fcm_error(*QUOTA, Retry_After="120"),
    "quota": fcm_error(*QUOTA),
    "unavailable-retry-after": Answer(UNAVAILABLE.status, UNAVAILABLE.body, {"Retry-After": "120"}),
    "unavailable-twice": UNAVAILABLE,
    "unavailable": UNAVAILABLE,
    "internal": fcm_error(500, "INTERNAL", "INTERNAL", "Internal error encountered."),
    "unspecified": fcm_error(500, "UNKNOWN", "UNSPECIFIED_ERROR", "Unknown error."),
    "forbidden": problem(403, "PERMISSION_DENIED", "Permission 'cloudmessaging.messages.create' denied on resource"),
    "sender-mismatch": fcm_error(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH", "SenderId mismatch"),
    "third-party-auth": fcm_error(
        401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR", "Auth error from APNS or Web Push Service"
    ),
    "invalid": fcm_error(
        400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "The registration token is not a valid FCM registration token"
    ),
}
"""Answers by how a target begins; the first that fits. `unavailable-twice` is well at the third post."""

HANG_UP = "hang-up-"
"""A target that begins so gets no answer at all."""

LABEL = {"analyticsLabel": str}
WORDS = {"title": str, "body": str, "image": str}
ANDROID_NOTIFICATION: dict[str, Any] = {
    **WORDS,
    **dict.fromkeys(("icon", "color", "sound", "tag", "clickAction", "bodyLocKey", "titleLocKey", "channelId"), str),
    **dict.fromkeys(("ticker", "eventTime", "notificationPriority", "visibility", "proxy"), str),
    **dict.fromkeys(("sticky", "localOnly", "defaultSound", "defaultVibrateTimings", "defaultLightSettings"), bool),
    **dict.fromkeys(("bodyLocArgs", "titleLocArgs", "vibrateTimings"), list),
    "notificationCount": int,
    "lightSettings": {"color": dict, "lightOnDuration": str, "lightOffDuration": str},
}
ANDROID: dict[str, Any] = {
    **dict.fromkeys(("collapseKey", "priority", "ttl", "restrictedPackageName"), str),
    **dict.fromkeys(("directBootOk", "bandwidthConstrainedOk", "restrictedSatelliteOk"), bool),
    "data": {"*": str},
    "notification": ANDROID_NOTIFICATION,
    "fcmOptions": LABEL,
}
MESSAGE: dict[str, Any] = {
    **dict.fromkeys(TARGETS, str),
    "data": {"*": str},
    "notification": WORDS,
    "android": ANDROID,
    "webpush": {
        "headers": {"*": str},
        "data": {"*": str},
        "notification": dict,
        "fcmOptions": {"link": str, **LABEL},
    },
    "apns": {
        "headers": {"*": str},
        "payload": dict,
        "fcmOptions": {"image": str, **LABEL},
        "liveActivityToken": str,
    },
    "fcmOptions": LABEL,
}
REQUEST: dict[str, Any] = {"message": MESSAGE, "validateOnly": bool}


def check(value: Any, shape: Any, path: str) -> None:
    """Refuse what the documented JSON representation does not have; takes both spellings of a name, as Google does."""
    if not isinstance(shape, dict):
        if not isinstance(value, shape) or (shape is int and isinstance(value, bool)):
            raise field_violation(path, f"Invalid value at '{path}'")
        return
    if not isinstance(value, dict):
        raise field_violation(path, f"Invalid value at '{path}'")
    for name, part in value.items():
        known = "*" if "*" in shape else re.sub(r"_([a-z])", lambda found: found[1].upper(), name)
        if known not in shape:
            what = f"Invalid JSON payload received. Unknown name \"{name}\" at '{path}': Cannot find field."
            raise field_violation(path, what)
        check(part, shape[known], f"{path}.{name}" if path else name)


def target_of(message: dict[str, Any]) -> str:
    """The one target; also refuses what is too big or no topic."""
    targets = [name for name in TARGETS if message.get(name)]
    if len(targets) != 1:
        raise field_violation("message", "Exactly one of fid, token, topic or condition is required")
    if "topic" in message and not re.fullmatch(r"[a-zA-Z0-9\-_.~%]+", message["topic"]):
        raise field_violation("message.topic", "Malformed topic name")
    payload = json.dumps([message.get("data", {}), message.get("notification", {})], ensure_ascii=False).encode()
    if len(payload) > (TOPIC_PAYLOAD_LIMIT if "topic" in message else PAYLOAD_LIMIT):
        raise Refusal(fcm_error(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "Message too big"))
    return str(message[targets[0]])


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
