"""Write a PDF of pictures: a page each, and nothing else (ISO 32000-1): no information, no moment, no identifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

_HEADER: Final = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_OBJECTS_A_PAGE: Final = 3


@dataclass(frozen=True)
class Page:
    """A page of `width` × `height` points, filled by a JPEG of `columns` × `rows` pixels in RGB."""

    width: float
    height: float
    columns: int
    rows: int
    jpeg: bytes = field(repr=False)


def document_of(pages: Sequence[Page]) -> bytes:
    """The document."""
    first = 3
    kids = " ".join(f"{first + number * _OBJECTS_A_PAGE} 0 R" for number in range(len(pages)))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode()]
    for number, page in enumerate(pages):
        objects += _page(page, first + number * _OBJECTS_A_PAGE)
    return _written(objects)


def _page(page: Page, number: int) -> list[bytes]:
    """The page, how it is drawn, and its picture: the objects `number`, `number + 1` and `number + 2`."""
    drawing = f"q {page.width:.2f} 0 0 {page.height:.2f} 0 0 cm /P Do Q".encode()
    picture = (
        f"<< /Type /XObject /Subtype /Image /Width {page.columns} /Height {page.rows} /ColorSpace /DeviceRGB "
        f"/BitsPerComponent 8 /Filter /DCTDecode /Length {len(page.jpeg)} >>"
    )
    described = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width:.2f} {page.height:.2f}] "
        f"/Contents {number + 1} 0 R /Resources << /XObject << /P {number + 2} 0 R >> >> >>"
    )
    return [
        described.encode(),
        _stream(f"<< /Length {len(drawing)} >>".encode(), drawing),
        _stream(picture.encode(), page.jpeg),
    ]


def _stream(dictionary: bytes, data: bytes) -> bytes:
    return dictionary + b"\nstream\n" + data + b"\nendstream"


def _written(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(_HEADER), []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
