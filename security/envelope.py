"""The envelope every sealed column holds: bound to its table, column and row, and opened by one key.

Wire: version (1 byte) ‖ suite (1 byte) ‖ nonce (12) ‖ AES-256-GCM ciphertext of the padded plaintext with its tag.
Additional data: `table|column|row_id` in UTF-8. Suite 2 is kept for STREAM, suite 3 for SM4.
"""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from security.padding import pad, unpad

KEY_BYTES: Final = 32
VERSION: Final = 1
AES_256_GCM: Final = 1

_HEAD: Final = bytes((VERSION, AES_256_GCM))
_NONCE_BYTES: Final = 12


class CannotOpen(Exception):
    """Sealed data did not open: truncated, changed, moved, or not for this key. Says nothing more, on purpose."""

    def __init__(self) -> None:
        super().__init__("sealed data did not open")


def new_key() -> bytes:
    """A fresh 32-byte key."""
    return secrets.token_bytes(KEY_BYTES)


def joined(*parts: str) -> str:
    """`parts` joined by `|`; ValueError for an empty part or one with `|`, so no two lists give the same text."""
    whole = "|".join(parts)
    if "" in parts or whole.count("|") != len(parts) - 1:
        raise ValueError("a part is empty or contains the separator")
    return whole


def seal(key: bytes, plaintext: bytes, *, table: str, column: str, row_id: str) -> bytes:
    """The envelope of `plaintext`; only `open_sealed` with the same key, table, column and row opens it."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    address = joined(table, column, row_id).encode()
    return _HEAD + nonce + _cipher(key).encrypt(nonce, pad(plaintext), address)


def open_sealed(key: bytes, sealed: bytes, *, table: str, column: str, row_id: str) -> bytes:
    """What `seal` was given, or CannotOpen whatever is wrong."""
    # Raised after the block, not inside an `except`: the exception must not carry its cause, which may hold plaintext.
    with suppress(InvalidTag, ValueError):
        return unpad(_opened(key, sealed, joined(table, column, row_id)))
    raise CannotOpen


def seal_json(key: bytes, value: Any, *, table: str, column: str, row_id: str) -> bytes:
    """`seal` of `json_of` a value."""
    return seal(key, json_of(value), table=table, column=column, row_id=row_id)


def json_of(value: Any) -> bytes:
    """A value as compact UTF-8 JSON, which `open_json` reads."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def open_json(key: bytes, sealed: bytes, *, table: str, column: str, row_id: str) -> Any:
    """The value `seal_json` was given, or CannotOpen."""
    plaintext = open_sealed(key, sealed, table=table, column=column, row_id=row_id)
    with suppress(ValueError):
        return json.loads(plaintext)
    raise CannotOpen


def _opened(key: bytes, sealed: bytes, address: str) -> bytes:
    head, body = sealed[: len(_HEAD)], sealed[len(_HEAD) :]
    if head != _HEAD:
        raise ValueError("unknown version or suite")
    return _cipher(key).decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], address.encode())


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:  # AESGCM would also take 16 or 24 bytes
        raise ValueError("a key is 32 bytes")
    return AESGCM(key)
