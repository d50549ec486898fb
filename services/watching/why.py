"""What somebody gives as a reason: a kind that stands clear, and words that are sealed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Why:
    """A kind of reason, or of answer, with words."""

    code: str
    words: str = field(repr=False)
