"""How an answer is decided: what was done, why a case is not taken, what was looked at, and who agrees (promise T7).

An answer against the reporter (不属实, 无法核实, 不予受理, 移送) needs a recorded check and a second person. A ground
that nobody can check by going there, as that a court has the matter, needs none (ADR 27).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from policy.reading import DATA, laid_over, read_csv
from policy.vocabulary import CheckKind, Event, FieldError, Outcome, Reason, Speaker

AGAINST: Final = frozenset({Outcome.UNSUBSTANTIATED, Outcome.UNVERIFIABLE})
"""Outcomes that leave the reporter with nothing."""
WITHOUT_OUTCOME: Final = frozenset({Event.DECLINE, Event.REFER_OUT})
ENDS: Final = (Event.RESOLVE, Event.DECLINE, Event.REFER_OUT)
"""What may be proposed; a proposal of what nobody has to approve is welcome, too."""
OUTLASTS: Final = frozenset(
    {Event.ASSIGN, Event.UNASSIGN, Event.REMIND, Event.OVERSEE, Event.RESEAL}
    | {Event.URGE, Event.SUPERVISE, Event.REPORT_BACK, Event.EXTEND}
)
"""Events after which a proposal is as good as before: who works on the case, who looks at it, how long it may take."""
BEGINS_AGAIN: Final = frozenset({Event.REOPEN, Event.SEND_BACK})
"""Events after which what was checked before counts no more."""
LONGEST: Final = 40
"""Characters of a code."""
MOST_ACTIONS: Final = 20
"""Actions that one answer names."""
ACTIONS: Final = "actions_taken"
SHORT: Final = "a short code is needed"
REFUSALS: Final = (
    "decision.ground_missing",
    "decision.action_needed",
    "decision.nothing_else",
    "check.classes_missing",
    "check.classes_not_taken",
    "check.class_twice",
    "check.in_future",
    "check.before_case",
    "approval.open_already",
    "approval.nobody_could",
    "approval.colleague_first",
    "approval.open_first",
    "approval.recheck_over",
)


@dataclass(frozen=True)
class ActionRow:
    """A line of `actions.csv`: `action_taken.<code>` names it, `action_told.<code>` is what reporters read.

    One that `asks_nothing` of anybody stands alone, and what was found is never left to it; one that `needs_recheck`
    comes with the day on which the office looks again.
    """

    code: str
    asks_nothing: bool
    needs_recheck: bool
    source: str


@dataclass(frozen=True)
class GroundRow:
    """A line of `grounds.csv`, why a case is declined or referred out; its name is the word `ground.<code>`."""

    code: str
    event: Event
    needs_check: bool
    source: str


@dataclass(frozen=True)
class CheckRow:
    """A line of `checks.csv`: of how many classes at least a check of this kind has the minutes; 0 for none."""

    kind: CheckKind
    least_classes: int
    source: str


@dataclass(frozen=True)
class Decisions:
    """What a deployment says about answers."""

    actions: Mapping[str, ActionRow]
    grounds: Mapping[str, GroundRow]
    checks: Mapping[CheckKind, CheckRow]

    def codes(self) -> Iterator[str]:
        """Every word that they need."""
        yield from (f"action_taken.{code}" for code in self.actions)
        yield from (f"action_told.{code}" for code in self.actions)
        yield from (f"ground.{code}" for code in self.grounds)
        yield from (f"check_kind.{kind}" for kind in CheckKind)
        yield from (f"speaker.{who}" for who in Speaker)
        yield from REFUSALS

    def needs_check(self, event: Event, outcome: Outcome | None, ground: str | None) -> bool:
        """Whether somebody has to look before this is answered."""
        if event in WITHOUT_OUTCOME:
            row = self.grounds.get(ground or "")
            return row is None or row.needs_check
        return outcome in AGAINST

    def faults(
        self, event: Event, outcome: Outcome | None, actions_taken: Sequence[str], ground: str | None
    ) -> tuple[FieldError, ...]:
        """What is wrong with the codes of an answer; that no action is named, the table of moves says."""
        found = [*self._code_faults(actions_taken), *self._action_faults(outcome, actions_taken)]
        wanted = [code for code, row in self.grounds.items() if row.event is event]
        if wanted and ground is None:
            found.append(FieldError("ground", Reason("decision.ground_missing")))
        elif ground is not None and ground not in wanted:
            code = "field.not_offered" if wanted else "move.not_taken"
            found.append(FieldError("ground", Reason(code, {"allowed": ", ".join(wanted)} if wanted else {})))
        return tuple(found)

    def needs_recheck(self, actions_taken: Sequence[str]) -> bool:
        """Whether some of what was done says no more than that something will be."""
        return any(row.needs_recheck for code, row in self.actions.items() if code in actions_taken)

    def in_order(self, actions_taken: Sequence[str]) -> tuple[str, ...]:
        """Those that there are, as `actions.csv` has them one after the other: so they are kept, and read."""
        return tuple(code for code in self.actions if code in actions_taken)

    def _code_faults(self, actions_taken: Sequence[str]) -> Iterator[FieldError]:
        for index, code in enumerate(actions_taken):
            if code not in self.actions:
                offered = Reason("field.not_offered", {"allowed": ", ".join(self.actions)})
                yield FieldError(f"{ACTIONS}.{index}", offered)
            elif code in actions_taken[:index]:
                yield FieldError(f"{ACTIONS}.{index}", Reason("field.repeated"))

    def _action_faults(self, outcome: Outcome | None, actions_taken: Sequence[str]) -> Iterator[FieldError]:
        known = self.in_order(actions_taken)
        idle = [code for code in known if self.actions[code].asks_nothing]
        if idle and len(known) > len(idle):
            yield FieldError(ACTIONS, Reason("decision.nothing_else"))
        elif idle and outcome not in AGAINST | {None}:
            yield FieldError(ACTIONS, Reason("decision.action_needed"))


def needs_approval(event: Event, outcome: Outcome | None) -> bool:
    """Whether a second person has to agree."""
    return event in WITHOUT_OUTCOME or (event is Event.RESOLVE and outcome in AGAINST)


def check_faults(checked_on: date, begun_on: date) -> Iterator[FieldError]:
    """What is wrong with the day of a check: nobody looked for a case before it was filed, or was to be done again."""
    if checked_on < begun_on:
        yield FieldError("checked_on", Reason("check.before_case", {"earliest": begun_on.isoformat()}))


def load_decisions(data: Path = DATA, overlay: Path | None = None) -> Decisions:
    """What `actions.csv`, `grounds.csv` and `checks.csv` say; refuses what is given twice, is missing or too long."""
    actions = laid_over("actions.csv", data, overlay, partial(read_csv, row_type=ActionRow), lambda row: row.code)
    grounds = laid_over("grounds.csv", data, overlay, partial(read_csv, row_type=GroundRow), lambda row: row.code)
    checks = laid_over("checks.csv", data, overlay, partial(read_csv, row_type=CheckRow), lambda row: row.kind)
    return Decisions(
        actions.one_of_each((), lambda row: row.code, lambda row: 0 < len(row.code) <= LONGEST, SHORT),
        grounds.one_of_each((), lambda row: row.code, _is_ground, SHORT),
        checks.one_of_each(tuple(CheckKind), lambda row: row.kind, lambda row: row.least_classes >= 0, "0 or more"),
    )


def _is_ground(row: GroundRow) -> bool:
    return 0 < len(row.code) <= LONGEST and row.event in WITHOUT_OUTCOME
