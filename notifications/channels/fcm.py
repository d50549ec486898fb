"""Firebase Cloud Messaging, HTTP v1, through firebase-admin.

Error table: https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode. One post per try: the outbox alone
retries, because the library would obey a Retry-After of hours inside a call.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final

import firebase_admin
import requests
from firebase_admin import exceptions, messaging
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import service_account
from requests.adapters import HTTPAdapter

from notifications.addresses import PushAddress
from notifications.channels.waiting import retry_after_s
from notifications.delivery import Misconfigured, Push, Refused, Result, RetryLater, Sent, Unregistered
from notifications.messages import COLLAPSE_KEY, PushMessage

GOOGLE: Final = "https://fcm.googleapis.com"
SCOPE: Final = "https://www.googleapis.com/auth/firebase.messaging"
TIMEOUT_S: Final = 10
CONNECTIONS: Final = 100

_BAD_REQUEST: Final = "type.googleapis.com/google.rpc.BadRequest"
_TOKEN_REFUSED: Final = Misconfigured(exceptions.UnauthenticatedError.__name__)
_LOG: Final = logging.getLogger(__name__)


class FcmChannel:
    """Sends to FCM with a service account, over its own connections; OSError or ValueError for a bad credential file.

    Posts go to `{url}/v1/projects/{project}/messages:send`, token requests to the credential's own `token_uri`.
    """

    def __init__(self, credentials_file: Path, url: str = GOOGLE) -> None:
        account = service_account.Credentials.from_service_account_file(credentials_file, scopes=[SCOPE])  # type: ignore[no-untyped-call]
        self._bearer = _Bearer(account)
        self._session = _session(self._bearer)
        self._app = firebase_admin.initialize_app(
            self._bearer, {"projectId": account.project_id, "httpTimeout": TIMEOUT_S}, name=f"jianfu-{uuid.uuid4()}"
        )
        _redirect(self._app, f"{url.rstrip('/')}/v1/projects/{account.project_id}/messages:send", self._session)
        self._threads = ThreadPoolExecutor(max_workers=CONNECTIONS, thread_name_prefix="fcm")

    def deliver(self, pushes: Sequence[Push]) -> Sequence[Result]:
        """Send all at once; without an access token nothing is tried."""
        trouble = self._bearer.renew()
        if trouble:
            return [trouble for _ in pushes]
        results = list(self._threads.map(self._send, pushes))
        if _TOKEN_REFUSED in results:
            self._bearer.token = None  # it may have been revoked: the next try gets a new one
        return results

    def close(self) -> None:
        """Let threads and connections go."""
        self._threads.shutdown()
        self._session.close()  # type: ignore[no-untyped-call]
        self._bearer.close()
        firebase_admin.delete_app(self._app)

    def _send(self, push: Push) -> Result:
        try:
            messaging.send(_fcm_message(push.address, push.message), app=self._app)
        except exceptions.FirebaseError as error:
            return _result_of(error)
        except Exception as error:  # noqa: BLE001 - an answer nobody foresaw must not stop the other pushes
            _LOG.error("FCM: unexpected %(error)s", {"error": type(error).__name__})
            return RetryLater()
        return Sent()


class _Bearer(Credentials):
    """The service account's access token, alone: google-auth's own class would also ask a Google host for regions."""

    def __init__(self, account: service_account.Credentials) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._account = account
        self._session = requests.Session()
        self.request = partial(Request(self._session), timeout=TIMEOUT_S)

    def refresh(self, request: Any) -> None:
        self._account.refresh(request)  # type: ignore[no-untyped-call]
        self.token, self.expiry = self._account.token, self._account.expiry

    def renew(self) -> Result | None:
        """Get a token where there is no good one; what to answer when that fails."""
        try:
            if not self.valid:
                self.refresh(self.request)
        except RefreshError as error:
            return RetryLater() if error.retryable else Misconfigured("credential_refused")
        except GoogleAuthError:  # out of reach
            return RetryLater()
        return None

    def close(self) -> None:
        self._session.close()


def _session(bearer: _Bearer) -> AuthorizedSession:
    """Posts once: no retry on a status, on a broken connection, or with a new token."""
    session = AuthorizedSession(bearer, refresh_status_codes=(), auth_request=bearer.request)  # type: ignore[no-untyped-call]
    once = HTTPAdapter(pool_connections=1, pool_maxsize=CONNECTIONS, max_retries=0)
    for scheme in ("https://", "http://"):
        session.mount(scheme, once)
    return session


def _redirect(app: firebase_admin.App, url: str, session: AuthorizedSession) -> None:
    """Give this app's messaging service our session and URL.

    firebase-admin 7.7 offers no public way; its class attribute FCM_URL would be shared by every app in the process.
    """
    service = messaging._get_messaging_service(app)  # noqa: SLF001 - see above
    service._client.session.close()  # noqa: SLF001 - see above
    service._client._session = session  # noqa: SLF001 - see above
    service._fcm_url = url  # noqa: SLF001 - see above


def _fcm_message(address: PushAddress, said: PushMessage) -> messaging.Message:
    message = messaging.Message(
        fid=address.fid,
        topic=address.topic,
        notification=messaging.Notification(title=said.title, body=said.text),
        android=messaging.AndroidConfig(
            collapse_key=COLLAPSE_KEY, priority="high", notification=messaging.AndroidNotification(tag=COLLAPSE_KEY)
        ),
        apns=messaging.APNSConfig(headers={"apns-collapse-id": COLLAPSE_KEY}),
        webpush=messaging.WebpushConfig(
            headers={"Topic": COLLAPSE_KEY}, notification=messaging.WebpushNotification(tag=COLLAPSE_KEY)
        ),
    )
    # Apps of before 2026 have tokens only. The constructor's warning about them is spared by setting the attribute:
    # warning filters belong to the process, and changing them in many threads at once would lose other warnings.
    message.token = address.token
    return message


def _result_of(error: exceptions.FirebaseError) -> Result:
    """What an error of FCM means for the push; whatever is not known to be final comes back later."""
    name = type(error).__name__
    match error:
        case messaging.UnregisteredError():
            return Unregistered()
        case exceptions.InvalidArgumentError():
            # Google: a sign of a bad token only where the payload is completely valid ("Best practices for FCM
            # registration token management"). So nothing is forgotten: a field violation is our mistake and is kept;
            # anything else is given up, and the subscription stays.
            return Misconfigured("invalid_message") if _blames_a_field(error) else Refused(name)
        case exceptions.UnauthenticatedError() | exceptions.PermissionDeniedError() | exceptions.NotFoundError():
            return Misconfigured(name)
        case _:
            return RetryLater(retry_after_s(getattr(error.http_response, "headers", {})))


def _blames_a_field(error: exceptions.FirebaseError) -> bool:
    """Whether the answer has a google.rpc.BadRequest detail, which names a field of our message."""
    try:
        details = error.http_response.json()["error"]["details"]
        return any(detail["@type"] == _BAD_REQUEST for detail in details)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
