"""Sentences that an officer may begin a public reply with: by what is answered and the matter, in plain words.

They are words, `template.<outcome or event>` and, where there is one, `template.<outcome or event>.<matter>`, so that a
deployment says them in its own way. None names a pupil, a class or a grade, or promises that the matter is put right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from policy.vocabulary import Event, Outcome, Reason
from policy.words import Words

ANSWERS: Final = (
    *((Event.RESOLVE, outcome) for outcome in Outcome),
    (Event.DECLINE, None),
    (Event.REFER_OUT, None),
)


@dataclass(frozen=True)
class ReplyTemplate:
    """A beginning for the reply that goes with an event, and with an outcome where it has one."""

    event: Event
    outcome: Outcome | None
    text: Reason


def reply_templates(words: Words, matter: str, events: Collection[Event]) -> Iterator[ReplyTemplate]:
    """The beginnings for those events that answer a case of this matter."""
    for event, outcome in ANSWERS:
        if event in events:
            own = f"{template_code(event, outcome)}.{matter}"
            code = own if words.has(own) else template_code(event, outcome)
            yield ReplyTemplate(event, outcome, Reason(code, {"matter": matter}))


def template_code(event: Event, outcome: Outcome | None) -> str:
    """The code of the sentence for any matter."""
    return f"template.{outcome or event}"


TEMPLATE_CODES: Final = tuple(template_code(*answer) for answer in ANSWERS)
