"""A plain HTTP client for the API, as anybody could write one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE_S = 30


class Wrong(Exception):
    """Something is not as the story says; the text holds nothing that was secret."""


def check(fits: object, otherwise: str) -> None:
    """Wrong with `otherwise`, unless it fits."""
    if not fits:
        raise Wrong(otherwise)


@dataclass(frozen=True)
class Answer:
    """What came back; `body` is None where it is no JSON."""

    status: int
    etag: str
    body: Any

    def expect(self, status: int) -> Any:
        """The body, when the status is the expected one."""
        if self.status != status:
            code = self.body.get("code", "") if isinstance(self.body, dict) else ""
            raise Wrong(f"status {self.status} {code} instead of {status}".replace("  ", " "))
        return self.body


@dataclass(frozen=True)
class Client:
    """Requests to `base`, with headers that go with each of them."""

    base: str
    headers: Mapping[str, str] = field(repr=False)

    def holding(self, authorization: str) -> Client:
        """The same for somebody with a credential."""
        return Client(self.base, {**self.headers, "Authorization": authorization})

    def get(self, path: str, **query: str | int) -> Answer:
        """GET `path` of the API."""
        return self._send("GET", f"{path}?{urlencode(query)}" if query else path, None, {})

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        """POST JSON to `path` of the API; `if_match=` and the like become headers."""
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        return self._send("POST", path, body, named)

    def delete(self, path: str) -> Answer:
        """DELETE `path` of the API."""
        return self._send("DELETE", path, None, {})

    def _send(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> Answer:
        url = urlsplit(self.base)
        kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
        said = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        sent = {**self.headers, **headers, **({"Content-Type": "application/json"} if said else {})}
        try:
            with closing(kind(url.hostname or "", url.port, timeout=PATIENCE_S)) as connection:
                connection.request(method, f"{url.path.rstrip('/')}/api/v1{path}", said, sent)
                response = connection.getresponse()
                return Answer(response.status, response.headers.get("ETag", ""), _parsed(response.read()))
        except (OSError, HTTPException) as error:
            raise Wrong(f"no answer ({type(error).__name__})") from None


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
