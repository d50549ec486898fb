"""The Merkle tree of RFC 6962, 2.1, which grows by leaves: only the heads of its full subtrees are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: 32 bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Tree:
    """A tree of `size` leaves; `peaks` are the heads of its full subtrees, the largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def grown(self, leaves: Sequence[bytes]) -> Tree:
        """The tree with these leaves after its own."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            peaks.append(leaf)
            size += 1
            for _ in range((size & -size).bit_length() - 1):  # each subtree that is full now
                right = peaks.pop()
                peaks.append(node_hash(peaks.pop(), right))
        return Tree(size, tuple(peaks))

    @property
    def root(self) -> bytes:
        """The head of the tree (Merkle Tree Hash)."""
        if not self.peaks:
            return hashlib.sha256().digest()
        *left, root = self.peaks
        for peak in reversed(left):
            root = node_hash(peak, root)
        return root
