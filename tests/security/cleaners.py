"""Clean one file: in the process of its own, or in this one."""

import pytest

from security.evidence import documents, images, sounds
from security.evidence.child import Refused
from security.evidence.cleaning import Cleaning, cleaned, cleaner_of

MORE = {
    "most_pixels": 64_000_000,
    "kept_side_px": 4096,
    "most_pages": 50,
    "page_side_px": 600,
    "most_minutes": 120,
}
COST = Cleaning(seconds=30, memory_mb=1536, most_bytes=100 << 20, at_once=2, more=MORE)


def clean_one(data, cleaner=None, cost=COST):
    """Through the process of its own."""
    with cleaned(cleaner or cleaner_of(data[:8192]), [data], cost) as clean:
        kept = b"".join(clean.pieces)
        assert len(kept) == clean.size
        return clean, kept


def refusal_of(data, cost=COST, cleaner=None):
    with pytest.raises(Refused) as refused:
        clean_one(data, cleaner, cost)
    return refused.value.code


def here(data):
    """In this process: quicker, and the same code."""
    return {"images": images, "documents": documents, "sounds": sounds}[cleaner_of(data[:8192])].clean(data, MORE)
