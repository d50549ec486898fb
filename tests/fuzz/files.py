"""Files of strangers: cleaned, or refused by a code; a cleaner that ends any other way is a fault."""

from functools import partial
from io import BytesIO

from security.evidence import documents, images, sounds
from security.evidence.child import Cleaned, cleaned_or_refused
from security.evidence.cleaning import cleaner_of
from tests.support.evidence import document, picture, recording, telling_png

LIMITS = {"most_pixels": 40_000, "kept_side_px": 256, "most_pages": 2, "page_side_px": 64, "most_minutes": 1}
CODES = {"evidence_damaged", "evidence_two_faced", "evidence_too_demanding", "evidence_video"}


def tried(clean, data):
    kept = cleaned_or_refused(clean, BytesIO(data), LIMITS)
    if isinstance(kept, Cleaned):
        assert kept.data
        assert cleaner_of(kept.data[:8192])  # what comes out would be taken again
    else:
        assert kept in CODES


image = partial(tried, images.clean)
pdf = partial(tried, documents.clean)
audio = partial(tried, sounds.clean)

SMALL = (24, 16)
SEEDS = {
    "image": (*(picture(form, SMALL) for form in ("JPEG", "PNG", "WEBP", "HEIF")), telling_png("words")),
    "pdf": (document(1), document(2, author="me")),
    "audio": (recording("wav", "pcm_s16le"), recording("ipod", "aac"), recording("adts", "aac")),
}
