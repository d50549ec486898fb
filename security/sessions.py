"""Session tokens: the holder proves who they are and unlocks their private key; the database alone does neither."""

from __future__ import annotations

import base64
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from security.derivation import hkdf

_INFO: Final = "jianfu/session/v1"
_ID_BYTES: Final = 32
_TEXT_LENGTH: Final = 43


class MalformedToken(ValueError):
    """This cannot be a session token."""


@dataclass(frozen=True, repr=False)
class SessionToken:
    """A 256-bit random id, known to its holder only. Never printed."""

    id: bytes

    def __repr__(self) -> str:
        return "SessionToken(…)"

    @property
    def text(self) -> str:
        """As sent: 43 characters of base64url (RFC 4648 §5) without padding."""
        return base64.urlsafe_b64encode(self.id).decode("ascii").rstrip("=")

    @property
    def lookup(self) -> bytes:
        """What is stored to find the session."""
        return hkdf(self.id, f"{_INFO}|lookup")

    @property
    def key(self) -> bytes:
        """Seals the staff private key while the session lives."""
        return hkdf(self.id, f"{_INFO}|key")


def new_session_token() -> SessionToken:
    """A fresh token."""
    return SessionToken(secrets.token_bytes(_ID_BYTES))


def parse_session_token(text: str) -> SessionToken:
    """The token `text` was made from; MalformedToken for anything a token's `text` cannot be."""
    if len(text) == _TEXT_LENGTH:
        with suppress(ValueError):
            token = SessionToken(base64.urlsafe_b64decode(text + "="))
            if token.text == text:  # base64 forgives stray characters and loose bits; one token has one text
                return token
    raise MalformedToken("a session token is expected")
