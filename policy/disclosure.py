"""What a reporter may see of a case, and what nobody may ever know of a reporter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from policy.deadlines import DAY, LONGEST_PAUSE
from policy.lifecycle import MOVES, TIMED_MOVES
from policy.vocabulary import Event, SchoolStage, Status

IDENTITY = frozenset(
    {"name", "full_name", "real_name", "email", "e_mail", "phone", "phone_number", "mobile", "telephone"}
    | {"device_id", "id_number", "id_card", "wechat", "openid", "address", "contact"}
)
"""Fields that clients made for services with accounts send along; they are dropped before anything looks at them."""

TOLD_TO_ALL = frozenset(
    {
        Event.ACCEPT,
        Event.INVESTIGATE,
        Event.ASK,
        Event.HAND_OVER,
        Event.RESOLVE,
        Event.DECLINE,
        Event.REFER_OUT,
        Event.RESUME,
        Event.CLOSE,
        Event.TRANSFER,
        Event.ESCALATE,
        Event.UPHOLD,
        Event.SEND_BACK,
        Event.REOPEN,
        Event.ASK_CONSENT,
        Event.OVERSEE,
        Event.EXTEND,
        Event.RECHECK,
    }
)
TOLD_TO_ITS_REPORTER = frozenset({Event.ANSWER, Event.MESSAGE, Event.APPEAL, Event.CONSENT})
STEPS = {
    Status.SUBMITTED: (Event.ACCEPT, Status.ACCEPTED),
    Status.ACCEPTED: (Event.INVESTIGATE, Status.INVESTIGATING),
    Status.AWAITING_REPORTER: (Event.RESUME, Status.INVESTIGATING),
}
"""The next step of a report that has fallen behind its case."""
SHOWN_IN = {
    Event.ACCEPT: {Status.SUBMITTED},
    Event.INVESTIGATE: {Status.SUBMITTED, Status.ACCEPTED, Status.AWAITING_REPORTER},
    Event.RESUME: {Status.AWAITING_REPORTER},
}
"""Steps that mean nothing to a report which is further than its case."""
NOT_ALWAYS_SHOWN = frozenset(SHOWN_IN)
ROWS = (*MOVES, *(timed.move for timed in TIMED_MOVES))
POSSIBLE = frozenset((status, row.event) for row in ROWS for status in row.source)
LEAVES_STATUS = {row.event for row in ROWS} - {row.event for row in ROWS if row.target} - {Event.APPEAL}


@dataclass(frozen=True)
class Act:
    """One event of a case, on a day, with the status after it; `own` if it came from, or is meant for, this report.

    `office` is the name of the office that it was brought to, or that read it from above; `reason_code` why.
    """

    on: date
    event: Event
    status: Status
    own: bool = False
    office: str | None = None
    reason_code: str | None = None


def reporter_timeline(
    acts: Iterable[Act],
    filed_on: date,
    *,
    already: int = 0,
    answers: Sequence[date | None] = (),
    today: date | None = None,
) -> tuple[Act, ...]:
    """What the reporter sees of the case, oldest first, beginning with the own filing in `submitted`.

    `acts` are oldest first; the first `already` of them stood on the case before this report joined it, which days
    alone cannot tell. `answers`: when this reporter answered each question, None where not. What other reporters did is
    never shown, nor a status that they or the time before brought about: it comes with the office's next act, after
    the steps that lead there (ADR 12). A clock that was set back over midnight hides none of it: what it puts before
    the filing is told as of that day.
    """
    life = _Life(filed_on, [on and max(on, filed_on) for on in answers])
    for act in tuple(acts)[already:]:
        life.go_on(replace(act, on=max(act.on, filed_on)))
    life.go_on_waiting(today or filed_on)
    return tuple(life.seen)


def is_shown(acts: Sequence[Act], filed_on: date, *, answers: Sequence[date | None], today: date) -> bool:
    """Whether the last of these acts gives the reporter's timeline a line."""
    before, after = (reporter_timeline(part, filed_on, answers=answers, today=today) for part in (acts[:-1], acts))
    return len(after) > len(before)


class _Life:
    """One report's life as it is told; `answer` is the day of the own answer to the question that waits for it."""

    def __init__(self, filed_on: date, answers: Sequence[date | None]) -> None:
        self.seen = [Act(filed_on, Event.FILE, Status.SUBMITTED, own=True)]
        self.answers = list(answers)
        self.answer: date | None = None
        self.asked_on: date | None = None
        self.others_answered = False

    @property
    def status(self) -> Status:
        return self.seen[-1].status

    @property
    def waits(self) -> bool:
        return self.status is Status.AWAITING_REPORTER

    def go_on(self, act: Act) -> None:
        """Tell the next act of the case, if it is for this reporter."""
        if act.event is Event.ANSWER:
            self._answered(act)
        elif act.event in TOLD_TO_ALL or (act.own and act.event in TOLD_TO_ITS_REPORTER):
            self._answer_before(act)
            if act.event not in SHOWN_IN or self.status in SHOWN_IN[act.event]:
                self._catch_up(act)
                self._see(act)

    def go_on_waiting(self, today: date) -> None:
        """Tell how a question ended to which the case has an answer already, and the office did nothing since."""
        if self.waits and self.answer is not None:
            self._step(self.answer, Event.ANSWER, Status.INVESTIGATING)
        elif self.waits and self.others_answered and self.asked_on and self.asked_on + LONGEST_PAUSE * DAY <= today:
            self._step(self.asked_on + LONGEST_PAUSE * DAY, *STEPS[self.status])

    def _answered(self, act: Act) -> None:
        """An answer of this reporter, or of somebody else."""
        self._answer_before(act)
        if act.own or (self.waits and self.answer == act.on):
            self._see(replace(act, own=True))
        elif self.waits:
            self.others_answered = True

    def _answer_before(self, act: Act) -> None:
        """The own answer, whenever the case goes on; of the same day, before what ends the wait."""
        if self.waits and self.answer is not None:
            must = act.on == self.answer and act.event not in LEAVES_STATUS
            if self.answer < act.on or must:
                self._step(self.answer, Event.ANSWER, Status.INVESTIGATING)

    def _catch_up(self, act: Act) -> None:
        while (self.status, act.event) not in POSSIBLE and self.status in STEPS:
            self._step(act.on, *STEPS[self.status])

    def _step(self, on: date, event: Event, status: Status) -> None:
        self.seen.append(Act(on, event, status, own=event is Event.ANSWER))

    def _see(self, act: Act) -> None:
        self.seen.append(replace(act, status=self.status if act.event in LEAVES_STATUS else act.status))
        if act.event is Event.ASK:
            self.asked_on, self.others_answered = act.on, False
            self.answer = self.answers.pop(0) if self.answers else None


@dataclass(frozen=True)
class SchoolNotice:
    """All that a school, or an institution, may be shown of a case: no text, grade, day, role, number of reports."""

    matter: str
    stage: str | None
    month: str
    """`2026-11`: in which the case came up; never the day on which somebody wrote."""


def school_notice(matter: str, stage: str | None, submitted_on: date) -> SchoolNotice:
    """The notice of a case; `stage` as the register has it of the school (promise A12)."""
    return SchoolNotice(
        matter, SchoolStage(stage) if stage in set(SchoolStage) else None, submitted_on.strftime("%Y-%m")
    )


def without_identity(statement: object) -> object:
    """What was sent, without the fields that say who sent it; a promise to clients that know no better."""
    if not isinstance(statement, Mapping):
        return statement
    return {name: value for name, value in statement.items() if name not in IDENTITY}
