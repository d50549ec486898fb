"""What a push service asks of a request before it looks at who sends it (RFC 8030, RFC 8188)."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from typing import Any

from websockets.sync.server import ServerConnection

LONGEST_BODY = 4096
TOPIC = re.compile(r"[\w-]{1,32}", re.ASCII)
URGENCIES = {"very-low", "low", "normal", "high"}


class Refusal(Exception):
    """A request that the service answers with an error."""

    def __init__(self, status: int, why: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(why)
        self.status, self.why, self.headers = status, why, headers or {}


def check_headers(headers: Any, body: bytes) -> tuple[int, str | None]:
    """(TTL, Topic)."""
    ttl, topic = headers.get("TTL", ""), headers.get("Topic")
    if not re.fullmatch(r"[0-9]{1,9}", ttl, re.ASCII):
        raise Refusal(400, "no TTL")
    if topic is not None and not TOPIC.fullmatch(topic):
        raise Refusal(400, "bad Topic")
    if headers.get("Urgency", "normal") not in URGENCIES:
        raise Refusal(400, "bad Urgency")
    if len(body) > LONGEST_BODY:
        raise Refusal(413, "too large")
    if headers.get("Content-Encoding") != "aes128gcm" or len(body) < 16 + 4 + 1 + 65 + 18 or body[20] != 65:
        raise Refusal(400, "not aes128gcm")
    return int(ttl), topic


def decoded(text: str) -> bytes:
    """Base64url, padded or not."""
    return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))


def say(browser: ServerConnection, said: dict[str, Any]) -> None:
    """A message to a browser."""
    browser.send(json.dumps(said))
