"""What has arrived of a request: whether a thread can answer it without waiting for its sender.

Only so much is read of it as tells where it ends (RFC 9112 §6 and §7.1); whether it is a request, gunicorn says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

LONGEST_HEAD: Final = 32 * 1024
LONGEST_BODY: Final = 64 * 1024
"""A longer one is refused unread, whatever it is, but for a file or a list."""
MOST_KEPT: Final = LONGEST_HEAD + 2 * LONGEST_BODY
"""Of one request, with the framing of a body that comes in chunks."""
STREAMED: Final = (b"/api/v1/reports/mine/evidence", b"/api/v1/registry/imports?")
"""Files and lists: their bytes are taken in while they come."""

_END: Final = b"\r\n"
_LONGEST_LINE: Final = 8 * 1024
"""Of a chunk; gunicorn refuses a longer one."""
_FIELD: Final = re.compile(
    rb"^(content-length|transfer-encoding|expect)[ \t]*:[ \t]*(.*?)[ \t\r]*$", re.IGNORECASE | re.MULTILINE
)
_SIZE: Final = re.compile(rb"([0-9A-Fa-f]+)[ \t]*(?:;|$)")


class Standing(Enum):
    """How far a request has come."""

    HEAD = "its head has not ended"
    BODY = "its body has not"
    WHOLE = "nobody has to wait for it any more"
    HEAD_TOO_LONG = "longer than any head of ours"
    BODY_TOO_LONG = "longer than any body of ours"


@dataclass
class Arrival:
    """The bytes of one connection, as they come."""

    data: bytearray = field(default_factory=bytearray)
    expects: bool = False
    """Whether the sender waits for a word before it sends the body."""
    _looked_at: int = 0
    _body: int | None = None
    """Where the body begins, as soon as the head has ended."""
    _length: int | None = None
    """None: it comes in chunks."""
    _chunk: int = 0

    @property
    def has_head(self) -> bool:
        """Whether its head has ended."""
        return self._body is not None

    def add(self, part: bytes) -> Standing:
        """So much more has come; where it stands now."""
        self.data += part
        if self._body is None and not self._head_has_ended():
            return Standing.HEAD if len(self.data) <= LONGEST_HEAD else Standing.HEAD_TOO_LONG
        if self._is_whole():
            return Standing.WHOLE
        return Standing.BODY if len(self.data) <= MOST_KEPT else Standing.BODY_TOO_LONG

    def _head_has_ended(self) -> bool:
        end = self.data.find(_END + _END, max(0, self._looked_at - 3))
        self._looked_at = len(self.data)
        if end < 0:
            return False
        self._body = self._chunk = end + 4
        self._read_head(bytes(self.data[: end + 2]))
        return True

    def _read_head(self, head: bytes) -> None:
        said: dict[bytes, list[bytes]] = {}
        for name, value in _FIELD.findall(head):
            said.setdefault(name.lower(), []).append(value)
        lengths, codings = said.get(b"content-length", []), said.get(b"transfer-encoding", [])
        self.expects = b"100-continue" in (value.lower() for value in said.get(b"expect", []))
        if any(b"chunked" in coding.lower() for coding in codings) and not lengths and not _is_streamed(head):
            self._length = None
        else:
            self._length = 0 if codings or _is_streamed(head) else _length_of(lengths)

    def _is_whole(self) -> bool:
        if self._length is None:
            return self._chunks_have_ended()
        return len(self.data) - (self._body or 0) >= self._length

    def _chunks_have_ended(self) -> bool:
        """What is no chunk ends it as well: it is refused where it stands."""
        while (end := self.data.find(_END, self._chunk, self._chunk + _LONGEST_LINE)) >= 0:
            size = _SIZE.match(bytes(self.data[self._chunk : end]))
            if size is None:
                return True
            if int(size[1], 16) == 0:
                return self.data.find(_END + _END, end) >= 0
            begins_next = end + 4 + int(size[1], 16)
            if len(self.data) < begins_next:
                return False
            self._chunk = begins_next
        return len(self.data) - self._chunk > _LONGEST_LINE


def _is_streamed(head: bytes) -> bool:
    words = head.split(b" ", 2)
    return len(words) > 1 and words[1].startswith(STREAMED)


def _length_of(lengths: list[bytes]) -> int:
    """How much is waited for: nothing of what gunicorn or the application refuses as soon as they see the head."""
    if len(lengths) != 1 or not lengths[0].isdigit():
        return 0
    digits = lengths[0].lstrip(b"0")
    if not digits or len(digits) > len(str(LONGEST_BODY)):
        return 0
    return int(digits) if int(digits) <= LONGEST_BODY else 0
