"""What a push says: the same for every event, report and case, so that nobody can tell one from another (N1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

COLLAPSE_KEY: Final = "jianfu"
"""Collapse key, tag and topic of every push: a later one takes the earlier one's place, so a resent one is not seen."""


CODES: Final = ("push.title", "push.text")


class Say(Protocol):
    """`policy.words.Words.say`: the text of a code in a locale; an unknown locale is answered in zh-Hans."""

    def __call__(self, code: str, params: Mapping[str, object], locale: str) -> str: ...


@dataclass(frozen=True)
class PushMessage:
    """The words of a push. There is nothing else in it: no id, category, place or text of a report."""

    title: str
    text: str


def message_in(locale: str, say: Say) -> PushMessage:
    """The one message there is, in `locale`."""
    return PushMessage(*(say(code, {}, locale) for code in CODES))
