"""PDF documents, page by page: each is drawn, and the pictures make a new document. Run as a process."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Final

import pypdfium2
from pypdfium2 import raw

from security.evidence.child import DAMAGED, TOO_DEMANDING, Cleaned, Limits, Refused, run
from security.evidence.pages import Page, document_of
from security.evidence.traces import ACTIVE, ATTACHMENTS, TEXT_LAYER, named, written_in

QUALITY: Final = 80
END_BYTES: Final = 2048
SHARPEST: Final = 3.0
"""Pixels for a point (1/72 inch), at most."""

_ACTIVE_WORDS: Final = (b"/JavaScript", b"/JS", b"/Launch", b"/AA", b"/OpenAction", b"/URI", b"/AcroForm")


def clean(data: bytes, limits: Limits) -> Cleaned:
    """The same pages as pictures; Refused when there are too many, or the end is missing (ISO 32000-1 §7.5.5)."""
    if b"%%EOF" not in data[-END_BYTES:]:
        raise Refused(DAMAGED)
    with pypdfium2.PdfDocument(data) as document:
        if len(document) > limits["most_pages"]:
            raise Refused(TOO_DEMANDING)
        removed = _told(document, data)
        kept = document_of(list(_drawn(document, limits["page_side_px"])))
    return Cleaned("application/pdf", kept, removed)


def _drawn(document: pypdfium2.PdfDocument, side_px: int) -> Iterator[Page]:
    for page in document:
        width, height = page.get_size()
        scale = min(SHARPEST, side_px / max(width, height, 1.0))
        bitmap = page.render(scale=scale, may_draw_forms=False)
        picture = bitmap.to_pil().convert("RGB")
        out = BytesIO()
        picture.save(out, "JPEG", quality=QUALITY)
        yield Page(width, height, picture.width, picture.height, out.getvalue())
        bitmap.close()
        page.close()


def _told(document: pypdfium2.PdfDocument, data: bytes) -> frozenset[str]:
    """What the document tells beside its pages."""
    found = {TEXT_LAYER} | named(document.get_metadata_dict(skip_empty=True)) | written_in(data)
    if document.count_attachments():
        found.add(ATTACHMENTS)
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0 or any(word in data for word in _ACTIVE_WORDS):
        found.add(ACTIVE)
    return frozenset(found)


if __name__ == "__main__":
    run(clean)
