"""Suite 2 of the envelope: STREAM over AES-256-GCM, for files too long to be sealed in one piece.

Wire: version (1 byte) ‖ suite (1 byte) ‖ nonce prefix (7) ‖ sealed chunks, each of 64 KiB of plaintext and its 16-byte
tag, the last one perhaps shorter. Nonce of a chunk: prefix ‖ number (4 bytes) ‖ 1 for the last, else 0. Additional
data: `table|column|row_id`. Plaintext: length (8 bytes) ‖ data ‖ zeros up to the bucket of its size.
(V. T. Hoang, R. Reyhanitabar, P. Rogaway, D. Vizár: Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance, CRYPTO 2015.)
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from security.envelope import KEY_BYTES, VERSION, CannotOpen, joined

STREAM: Final = 2
CHUNK: Final = 64 * 1024

_HEAD: Final = bytes((VERSION, STREAM))
_PREFIX_BYTES: Final = 7
_LENGTH_BYTES: Final = 8
_TAG_BYTES: Final = 16
_MOST_CHUNKS: Final = 1 << 32


def bucket(size: int) -> int:
    """To how many bytes a plaintext of `size` is padded: full chunks, in steps of at most an eighth."""
    chunks = -(-size // CHUNK) or 1
    step = max(1, 1 << max(0, chunks.bit_length() - 4))
    return -(-chunks // step) * step * CHUNK


def seal_stream(
    key: bytes, data: Iterable[bytes], size: int, *, table: str, column: str, row_id: str
) -> Iterator[bytes]:
    """The envelope of `data`, piece by piece; ValueError when it does not have `size` bytes."""
    cipher, address = _cipher(key), joined(table, column, row_id).encode()
    prefix = secrets.token_bytes(_PREFIX_BYTES)
    last = bucket(_LENGTH_BYTES + size) // CHUNK - 1
    yield _HEAD + prefix
    for number, chunk in enumerate(_chunks(_padded(data, size))):
        yield cipher.encrypt(_nonce(prefix, number, is_last=number == last), chunk, address)


def open_stream(key: bytes, sealed: IO[bytes], *, table: str, column: str, row_id: str) -> Iterator[bytes]:
    """What `seal_stream` was given; CannotOpen, when first asked or later, whatever is wrong.

    Each piece is genuine when it comes, and all of them together are whole only when the iterator has ended.
    """
    cipher, address = _cipher(key), joined(table, column, row_id).encode()
    pieces = _opened(cipher, sealed, address)
    first = next(pieces)
    left = int.from_bytes(first[:_LENGTH_BYTES], "big")
    for piece in chain((first[_LENGTH_BYTES:],), pieces):
        if piece[left:].strip(b"\0"):
            raise CannotOpen
        yield piece[:left]
        left -= min(left, len(piece))
    if left:
        raise CannotOpen


def _opened(cipher: AESGCM, sealed: IO[bytes], address: bytes) -> Iterator[bytes]:
    head = sealed.read(len(_HEAD) + _PREFIX_BYTES)
    if head[: len(_HEAD)] != _HEAD:
        raise CannotOpen
    prefix, number = head[len(_HEAD) :], 0
    chunk = sealed.read(CHUNK + _TAG_BYTES)
    while True:
        following = sealed.read(CHUNK + _TAG_BYTES)
        opened = _open_chunk(cipher, _nonce(prefix, number, is_last=not following), chunk, address)
        if opened is None:
            raise CannotOpen
        yield opened
        if not following:
            return
        chunk, number = following, number + 1


def _open_chunk(cipher: AESGCM, nonce: bytes, chunk: bytes, address: bytes) -> bytes | None:
    with suppress(InvalidTag, ValueError):
        return cipher.decrypt(nonce, chunk, address)
    return None


def _padded(data: Iterable[bytes], size: int) -> Iterator[bytes]:
    yield size.to_bytes(_LENGTH_BYTES, "big")
    given = 0
    for piece in data:
        given += len(piece)
        yield piece
    if given != size:
        raise ValueError("not as long as was said")
    missing = bucket(_LENGTH_BYTES + size) - _LENGTH_BYTES - size
    for _ in range(0, missing, CHUNK):
        yield bytes(min(CHUNK, missing))
        missing -= CHUNK


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in full chunks, the last one perhaps shorter."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= CHUNK:
            yield bytes(held[:CHUNK])
            del held[:CHUNK]
    if held:
        yield bytes(held)


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    if number >= _MOST_CHUNKS:
        raise ValueError("too long")
    return prefix + number.to_bytes(4, "big") + bytes((is_last,))


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise ValueError("a key is 32 bytes")
    return AESGCM(key)
