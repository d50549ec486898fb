"""Backups are encrypted to a key that is kept offline (age, https://age-encryption.org/v1).

Inside lie frames: kind (1 byte) ‖ length (4 bytes, big endian) ‖ payload. Whoever has the file alone opens nothing; age
tells truncation and any changed byte (STREAM over ChaCha20-Poly1305), though the end only when it is reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import IO, Final

import pyrage

MOST_FRAME: Final = 64 << 20
_HEAD: Final = 5

Frame = tuple[bytes, bytes]
"""Its kind, one byte, and its payload."""


class BadKey(ValueError):
    """This is no key of age."""


class WrongKey(Exception):
    """The backup is encrypted to another key."""


class Damaged(Exception):
    """This is no backup, or it is cut off or changed."""


def new_identity() -> tuple[str, str]:
    """A key pair as age writes it: the identity, to be kept offline, and the recipient, which may be known."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def read_recipient(text: str) -> pyrage.x25519.Recipient:
    """A recipient `age1…`; BadKey."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise BadKey from None


def read_identity(text: str) -> pyrage.x25519.Identity:
    """The identity in a key file, which may have comments as those of `age-keygen` do; BadKey."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        return pyrage.x25519.Identity.from_str("".join(lines).strip())
    except pyrage.IdentityError:
        raise BadKey from None


def written(frames: Iterable[Frame]) -> Iterator[bytes]:
    """The frames as bytes."""
    for kind, payload in frames:
        yield kind + len(payload).to_bytes(_HEAD - 1, "big")
        yield payload


def encrypt(frames: Iterable[Frame], target: IO[bytes], recipient: pyrage.x25519.Recipient) -> None:
    """Write the frames to `target`, encrypted, piece by piece. What `frames` or `target` raise comes out as it is."""
    source, goal = _Source(written(frames)), _Target(target)
    try:
        pyrage.encrypt_io(source, goal, [recipient])
    except pyrage.EncryptError:
        if source.broke is None and goal.broke is None:
            raise
    if (broke := source.broke or goal.broke) is not None:
        raise broke


def decrypt(source: IO[bytes], identity: pyrage.x25519.Identity, take: Callable[[bytes, bytes], None]) -> None:
    """Give each frame to `take` as it comes; WrongKey, Damaged. What `take` raises comes out as it is.

    Each frame is genuine when it is given; that none is missing is known only when this returns.
    """
    sink = _Sink(take)
    try:
        pyrage.decrypt_io(source, sink, [identity])
    except pyrage.DecryptError as error:
        raise (WrongKey if "No matching keys" in str(error) else Damaged) from None
    except OSError as error:
        if sink.broke is not None or error.errno is not None:  # a full disk is no damage
            raise
        raise Damaged from None
    sink.end()


class _Source:
    """A stream of bytes that is read from an iterator."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._held = pieces, b""
        self.broke: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._held:
                self._held = next(self._pieces)
        except StopIteration:
            return b""
        except BaseException as error:
            self.broke = error
            raise
        size = len(self._held) if size < 0 else size
        piece, self._held = self._held[:size], self._held[size:]
        return piece


class _Target:
    """A stream of bytes that remembers what broke: pyrage says nothing when its last piece cannot be written."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.broke: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._target.write(data)
        except BaseException as error:
            self.broke = error
            raise

    def flush(self) -> None:
        """The file is flushed by whoever opened it."""


class _Sink:
    """A stream of bytes that is cut into frames again."""

    def __init__(self, take: Callable[[bytes, bytes], None]) -> None:
        self._take, self._held = take, bytearray()
        self.broke: BaseException | None = None

    def write(self, data: bytes) -> int:
        self._held += data
        while (frame := self._next_frame()) is not None:
            try:
                self._take(*frame)
            except BaseException as error:
                self.broke = error
                raise
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def end(self) -> None:
        if self._held:
            raise Damaged

    def _next_frame(self) -> Frame | None:
        if len(self._held) < _HEAD:
            return None
        end = _HEAD + int.from_bytes(self._held[1:_HEAD], "big")
        if end > MOST_FRAME:
            raise Damaged
        if len(self._held) < end:
            return None
        kind, payload = bytes(self._held[:1]), bytes(self._held[_HEAD:end])
        del self._held[:end]
        return kind, payload
