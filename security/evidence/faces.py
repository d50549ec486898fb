"""Files that are two things at once: a picture to one program, and a page, a script or an archive to another."""

from __future__ import annotations

import re
from typing import Final

BEGINNING: Final = 1024
"""Within so many bytes, browsers and PDF readers look for what they know."""

_PAGE: Final = re.compile(rb"<(!doctype\s+html|html|head|body|script|svg|iframe|\?php)\b|<\?php", re.IGNORECASE)
_PDF: Final = b"%PDF-"
_ARCHIVE_END: Final = b"PK\x05\x06"
_ARCHIVE_END_BYTES: Final = 22
_LONGEST_REMARK: Final = 0xFFFF


def is_two_faced(data: bytes) -> bool:
    """Whether another program would take the file for something else than its first bytes say."""
    beginning = data[:BEGINNING]
    if _PAGE.search(beginning) or beginning.rfind(_PDF) > 0:
        return True
    return _ends_as_archive(data)


def _ends_as_archive(data: bytes) -> bool:
    """A ZIP archive is read from its end (APPNOTE 4.3.16): its last record, and a remark that reaches to the end."""
    first = max(0, len(data) - _ARCHIVE_END_BYTES - _LONGEST_REMARK)
    at = data.rfind(_ARCHIVE_END, first)
    while at >= 0:
        remark = int.from_bytes(data[at + 20 : at + 22], "little")
        if at + _ARCHIVE_END_BYTES + remark <= len(data) and data.rfind(b"PK\x03\x04", 0, at) >= 0:
            return True
        at = data.rfind(_ARCHIVE_END, first, at)
    return False
