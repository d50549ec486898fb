"""Web Push: to the push service of a browser, straight (RFC 8030), encrypted for the browser alone (RFC 8291).

The service sees who sends (VAPID), to whom, when, and as many bytes each time. One post per try: the outbox alone
retries.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPException
from typing import Final

from notifications.addresses import PushAddress
from notifications.channels.posting import Lines, Reply
from notifications.channels.waiting import retry_after_s
from notifications.delivery import Misconfigured, Push, Refused, Result, RetryLater, Sent, Unregistered
from notifications.messages import COLLAPSE_KEY, PushMessage
from security.endpoints import BadEndpoint, Endpoint, Endpoints, NoAnswer
from security.web_push import BrowserKeys, encrypt_push, read_auth, read_point, vapid_authorization

TTL_S: Final = 28 * 24 * 3600
"""How long a push service keeps a push for a phone that is off; Google's keeps none longer."""

HEADERS: Final[Mapping[str, str]] = {
    "Content-Encoding": "aes128gcm",
    "Content-Type": "application/octet-stream",
    "TTL": f"{TTL_S}",
    "Topic": COLLAPSE_KEY,
    "Urgency": "high",
}
"""What every push carries beside its Authorization."""

THREADS: Final = 100
_LOG: Final = logging.getLogger(__name__)


class WebPushChannel:
    """Sends as the application server of `private_key` (32 bytes); `subject` is a mailto: or https: address of ours."""

    def __init__(
        self,
        *,
        private_key: bytes,
        subject: str,
        endpoints: Endpoints,
        now: Callable[[], datetime],
        lines: Lines | None = None,
    ) -> None:
        self._private_key = private_key
        self._subject = subject
        self._endpoints = endpoints
        self._now = now
        self._lines = lines or Lines()
        self._threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="webpush")

    def deliver(self, pushes: Sequence[Push]) -> Sequence[Result]:
        """Send all at once."""
        return list(self._threads.map(self._send, pushes))

    def close(self) -> None:
        """Let threads and connections go."""
        self._threads.shutdown()
        self._lines.close()

    def _send(self, push: Push) -> Result:
        try:
            body = _encrypted(push.address, push.message)
        except ValueError:  # the words are too long, or an address is not as it was when it was taken
            return Misconfigured("webpush_cannot_encrypt")
        try:
            return _result_of(self._posted(push.address.endpoint or "", body))
        except BadEndpoint:
            return RetryLater(alarm="webpush_endpoint_not_public")
        except (NoAnswer, OSError, HTTPException):  # out of reach, or whatever answers is none
            return RetryLater()
        except Exception as error:  # noqa: BLE001 - an answer nobody foresaw must not stop the other pushes
            _LOG.error("Web Push: unexpected %(error)s", {"error": type(error).__name__})
            return RetryLater()

    def _posted(self, url: str, body: bytes) -> Reply:
        endpoint = self._endpoints.read(url)
        addresses = self._endpoints.addresses(endpoint)
        return self._lines.post(endpoint, addresses, body, {**HEADERS, "Authorization": self._authorization(endpoint)})

    def _authorization(self, endpoint: Endpoint) -> str:
        return vapid_authorization(self._private_key, origin=endpoint.origin, subject=self._subject, now=self._now())


def _encrypted(address: PushAddress, said: PushMessage) -> bytes:
    keys = address.keys or {}
    text = json.dumps(asdict(said), ensure_ascii=False, separators=(",", ":")).encode()
    return encrypt_push(text, BrowserKeys(read_point(keys.get("p256dh", "")), read_auth(keys.get("auth", ""))))


def _result_of(reply: Reply) -> Result:
    """What an answer means for the push (RFC 8030, 5 and 7.3; RFC 8292, 4.2); what is not final comes back later."""
    match reply.status:
        case HTTPStatus.OK | HTTPStatus.CREATED | HTTPStatus.ACCEPTED | HTTPStatus.NO_CONTENT:
            return Sent()
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            return Unregistered()
        case HTTPStatus.BAD_REQUEST | HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return Refused(f"webpush_{reply.status}")
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return Misconfigured(f"webpush_{reply.status}")
    is_busy = reply.status == HTTPStatus.TOO_MANY_REQUESTS or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    # What is left is strange: a redirect, too, for a push goes where the browser said or nowhere.
    return RetryLater(retry_after_s(reply.headers), alarm=None if is_busy else f"webpush_{reply.status}")
