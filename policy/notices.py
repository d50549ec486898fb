"""The notices on privacy: which there are, of which version, in which order they say what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from pydantic import ConfigDict

from policy.reading import DATA, NO_OTHER_KEYS, laid_over, read_yaml

NEEDED: Final = ("privacy", "children")
WHO: Final = "notice.privacy.who.text"
"""The text that nobody but a deployment can write: who is responsible, and where they are found (PIPL art. 17)."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """An item of `notices.yaml`; the texts are words."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS

    id: str
    version: int
    as_of: date
    sections: tuple[str, ...]

    @property
    def title_code(self) -> str:
        """The word for its title."""
        return f"notice.{self.id}.title"

    def section_codes(self) -> Iterator[tuple[str, str]]:
        """The words for heading and text of each section."""
        for section in self.sections:
            yield f"notice.{self.id}.{section}.heading", f"notice.{self.id}.{section}.text"


Notices = tuple[Notice, ...]


def load_notices(data: Path = DATA, overlay: Path | None = None) -> Notices:
    """The items of `notices.yaml`; refuses one that is missing, given twice, empty, or of no version."""
    read = partial(read_yaml, item_type=Notice)
    source = laid_over("notices.yaml", data, overlay, read, lambda notice: notice.id)
    for index, notice in enumerate(source.items):
        if notice.version < 1:
            source.refuse(index, "version: at least 1")
        if not notice.sections or len(set(notice.sections)) < len(notice.sections):
            source.refuse(index, "sections: at least one, and each once")
    return tuple(source.one_of_each(NEEDED, lambda notice: notice.id, lambda _: True, "").values())


def notice_codes(notices: Notices) -> frozenset[str]:
    """Every word that the notices say."""
    titles = (notice.title_code for notice in notices)
    return frozenset(titles).union(*(pair for notice in notices for pair in notice.section_codes()))
