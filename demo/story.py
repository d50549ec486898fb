"""The story, over HTTP only: a parent reports without a name, the right office answers, the receipt shows it.

Each step checks what it was told; the first wrong one ends the story. It can be played again and again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from demo.client import Client, Wrong, check
from demo.officer import LogIns, Officer
from demo.parent import Parent
from demo.plan import read_story
from security.proof_of_work import ChallengeRefused

PUSH_WITHIN_S = 30
Act = Callable[[], str]


@dataclass(frozen=True)
class Step:
    """One step, whether it went well, and what was seen."""

    step: str
    ok: bool
    detail: str


def play(base: str, logins: LogIns, pushes: Path | None = None) -> Iterator[Step]:
    """The steps, as they happen; ends after the first wrong one.

    `logins` are those of `demo-logins.json`; `pushes` is the file of the log channel, if pushes are to be looked at.
    """
    client, words = Client(base, {"Accept-Language": "zh-CN"}), read_story()
    parent = Parent(client, words)
    officer = Officer(client, logins, words, parent)
    steps = _steps(parent, officer) | ({"push": Pushes(pushes, parent, officer).tell_nothing} if pushes else {})
    for name, act in steps.items():
        step = _step(name, act)
        yield step
        if not step.ok:
            return


def played(base: str, logins: LogIns, pushes: Path | None = None) -> list[dict[str, Any]]:
    """The whole story as `[{step, ok, detail}]`."""
    return [asdict(step) for step in play(base, logins, pushes)]


def _step(name: str, act: Act) -> Step:
    try:
        return Step(name, ok=True, detail=act())
    except (Wrong, ChallengeRefused) as wrong:
        return Step(name, ok=False, detail=str(wrong))
    except (LookupError, TypeError, AttributeError) as missing:
        return Step(name, ok=False, detail=f"the answer has another shape ({type(missing).__name__}: {missing})")


def _steps(parent: Parent, officer: Officer) -> dict[str, Act]:
    return {
        "categories": parent.reads_the_form,
        "division": parent.finds_the_division,
        "school": parent.finds_the_school,
        "findings": parent.asks_the_rules,
        "challenge": parent.solves_the_challenge,
        "report": parent.files,
        "replay": parent.files_again,
        "log_in": officer.logs_in,
        "queue": officer.finds_the_case,
        "accept": officer.accepts,
        "ask": officer.asks,
        "question": parent.reads_the_question,
        "answer": parent.answers,
        "stale": officer.acts_too_late,
        "resolve": officer.resolves,
        "outcome": parent.reads_the_outcome,
        "elsewhere": officer.stays_hidden_elsewhere,
        "log_out": officer.logs_out,
    }


class Pushes:
    """The pushes that the log channel writes to a file from now on."""

    def __init__(self, file: Path, parent: Parent, officer: Officer) -> None:
        self._file = file
        self._parent = parent
        self._officer = officer
        self._before = len(self._lines())

    def tell_nothing(self) -> str:
        """A push came, and none has a word about the case."""
        until = time.monotonic() + PUSH_WITHIN_S
        while not (new := self._lines()[self._before :]) and time.monotonic() < until:
            time.sleep(0.2)
        check(new, f"no push within {PUSH_WITHIN_S} s")
        words, filed = self._parent.words, self._parent.filed
        telling = (
            words.division,
            words.text,
            words.question,
            words.public_reply,
            filed["reference"],
            self._officer.case,
        )
        for line in new:
            pushed = json.loads(line)
            check(set(pushed) == {"message", "locale"}, "a push has more than a message and a locale")
            said = json.dumps(pushed, ensure_ascii=False)
            check(not any(one in said for one in telling), "a push tells something of the case")
        return f"{len(new)} so far, and none tells anything"

    def _lines(self) -> list[str]:
        return self._file.read_text(encoding="utf-8").splitlines() if self._file.exists() else []
