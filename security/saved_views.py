"""The key of the views that a member of staff saved: what they call them is nobody else's business."""

from __future__ import annotations

from security.derivation import hkdf


def views_key(private_key: bytes) -> bytes:
    """The key under which somebody's saved views are sealed."""
    return hkdf(private_key, "jianfu/saved_views/v1")
