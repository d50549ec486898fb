"""Pictures, rebuilt from their pixels: nothing but colours in rows and columns gets through. Run as a process."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import Final

import pillow_heif
from PIL import ExifTags, Image, ImageCms, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from security.evidence.child import DAMAGED, TOO_DEMANDING, Cleaned, Limits, Refused, run
from security.evidence.traces import (
    AUTHOR,
    COMMENT,
    DEVICE,
    GPS,
    OTHER_PICTURES,
    PROFILE,
    SOFTWARE,
    THUMBNAIL,
    TIME,
    written_in,
)

READERS: Final = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin, pillow_heif)
"""Each adds itself to what Pillow reads; no other kind of picture is tried."""
FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
QUALITY: Final = 88
END_OF_PNG: Final = b"IEND\xaeB`\x82"

_KEPT_AS: Final[Mapping[str, tuple[str, str]]] = {"PNG": ("PNG", "image/png"), "WEBP": ("WEBP", "image/webp")}
_JPEG: Final = ("JPEG", "image/jpeg")
_TAGS: Final[Mapping[int, str]] = {
    **dict.fromkeys((0x010F, 0x0110, 0x013C, 0xA431, 0xA433, 0xA434, 0xA435, 0x927C, 0xC62F, 0xA420), DEVICE),
    **dict.fromkeys((0x013B, 0x8298, 0xA430, 0x9C9D), AUTHOR),
    **dict.fromkeys((0x0132, 0x9003, 0x9004, 0x9010, 0x9011), TIME),
    **dict.fromkeys((0x0131, 0x000B), SOFTWARE),
    **dict.fromkeys((0x010E, 0x9286, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F), COMMENT),
}
"""Exif tags that tell something, and what (Exif 2.32; Microsoft's in UTF-16)."""
_TEXTS: Final[Mapping[str, str]] = {
    "comment": COMMENT,
    "Comment": COMMENT,
    "Description": COMMENT,
    "Title": COMMENT,
    "Author": AUTHOR,
    "Copyright": AUTHOR,
    "Software": SOFTWARE,
    "Creation Time": TIME,
    "icc_profile": PROFILE,
}
"""What a PNG, a JPEG comment or a colour profile brings along."""


def clean(data: bytes, limits: Limits) -> Cleaned:
    """The picture upright, in JPEG, PNG or WebP, at most `kept_side_px` long; Refused when it has too many pixels."""
    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
    with Image.open(BytesIO(data), formats=FORMATS) as picture:
        if picture.width * picture.height > limits["most_pixels"]:
            raise Refused(TOO_DEMANDING)
        if picture.format == "PNG" and END_OF_PNG not in data:  # the decoder does not miss it
            raise Refused(DAMAGED)
        removed = _told(picture, data)
        side = limits["kept_side_px"]
        picture.draft(None, (side, side))  # a JPEG is decoded at the size that is needed
        rebuilt = _rebuilt(picture, side)
        kept_as, media_type = _KEPT_AS.get(picture.format or "", _JPEG)
    out = BytesIO()
    rebuilt.save(out, kept_as, quality=QUALITY)
    return Cleaned(media_type, out.getvalue(), removed)


def _rebuilt(picture: Image.Image, side: int) -> Image.Image:
    """A new picture of the same colours."""
    picture.load()
    has_alpha = picture.has_transparency_data and picture.format in _KEPT_AS
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((side, side))
    plain = _in_srgb(upright).convert("RGBA" if has_alpha else "RGB")
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())


def _in_srgb(picture: Image.Image) -> Image.Image:
    """In the colours that are meant where no profile says otherwise; a profile that cannot be read is left out."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK"}:
        return picture
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted or picture


def _told(picture: Image.Image, data: bytes) -> frozenset[str]:
    """What the picture tells beside its pixels."""
    exif = picture.getexif()
    tags = {*exif, *exif.get_ifd(ExifTags.IFD.Exif)}
    found = {_TAGS[tag] for tag in tags if tag in _TAGS}
    found |= {code for text, code in _TEXTS.items() if picture.info.get(text)}
    if exif.get_ifd(ExifTags.IFD.GPSInfo):
        found.add(GPS)
    if exif.get_ifd(ExifTags.IFD.IFD1):
        found.add(THUMBNAIL)
    if getattr(picture, "n_frames", 1) > 1:
        found.add(OTHER_PICTURES)
    return frozenset(found) | written_in(data)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # nobody reads them here
    run(clean)
