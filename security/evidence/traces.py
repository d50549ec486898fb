"""What a file tells beside what it shows, as far as it can be named: for the list of what was taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

GPS, DEVICE, AUTHOR, TIME, SOFTWARE = "gps", "device", "author", "time", "software"
THUMBNAIL, HISTORY, COMMENT, PROFILE = "thumbnail", "history", "comment", "profile"
OTHER_PICTURES, ATTACHMENTS, ACTIVE, TEXT_LAYER = "other_pictures", "attachments", "active", "text_layer"
ALL: Final = frozenset(
    {GPS, DEVICE, AUTHOR, TIME, SOFTWARE, THUMBNAIL, HISTORY, COMMENT, PROFILE}
    | {OTHER_PICTURES, ATTACHMENTS, ACTIVE, TEXT_LAYER}
)

_WRITTEN: Final[Mapping[str, tuple[bytes, ...]]] = {
    GPS: (b"GPSLatitude", b"GPSLongitude", b"GPSPosition", b"\xa9xyz", b"location.ISO6709"),
    DEVICE: (b"tiff:Make", b"tiff:Model", b"SerialNumber", b"quicktime.make", b"quicktime.model"),
    AUTHOR: (b"dc:creator", b"dc:rights", b"OwnerName", b"photoshop:Credit"),
    TIME: (b"xmp:CreateDate", b"xmp:ModifyDate", b"photoshop:DateCreated"),
    SOFTWARE: (b"xmp:CreatorTool", b"pdf:Producer"),
    HISTORY: (b"xmpMM:History", b"xmpMM:DerivedFrom", b"xmpMM:DocumentID", b"photoshop:History"),
    COMMENT: (b"dc:description", b"dc:title", b"dc:subject", b"exif:UserComment"),
    THUMBNAIL: (b"xmp:Thumbnails",),
}
"""How it is written in XMP packets and QuickTime atoms, which are looked for wherever they are."""


def written_in(data: bytes) -> frozenset[str]:
    """The codes of what is written in XMP or QuickTime in the file."""
    return frozenset(code for code, marks in _WRITTEN.items() if any(mark in data for mark in marks))


_NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    GPS: ("location", "gps", "xyz"),
    DEVICE: ("make", "model", "device", "android", "com.apple", "handler_name", "serial"),
    AUTHOR: ("author", "artist", "composer", "copyright", "creator", "performer", "album", "owner", "publisher"),
    TIME: ("date", "time", "year"),
    SOFTWARE: ("encoder", "encoded", "producer", "software", "tool"),
    COMMENT: ("title", "comment", "description", "subject", "keyword", "genre", "lyrics", "track", "synopsis"),
}


def named(tags: Iterable[str]) -> frozenset[str]:
    """The codes of tags by their names, as recordings and documents have them."""
    return frozenset(
        code for tag in tags for code, parts in _NAMED.items() if any(part in tag.lower() for part in parts)
    )
