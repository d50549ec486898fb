"""What a reporter may see of a case, and what nobody may ever know of a reporter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from policy.vocabulary import Event, Status

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
    }
)
TOLD_TO_ITS_REPORTER = frozenset({Event.ANSWER, Event.MESSAGE, Event.APPEAL, Event.CONSENT})


@dataclass(frozen=True)
class Act:
    """One event of a case, on a day, with the status after it; `own` if it came from, or is meant for, this report.

    `office` is the name of the office that the event brought the case to, `reason_code` why.
    """

    on: date
    event: Event
    status: Status
    own: bool = False
    office: str | None = None
    reason_code: str | None = None


def reporter_timeline(acts: Iterable[Act], filed_on: date, *, already: int = 0) -> tuple[Act, ...]:
    """What the reporter sees of the case, oldest first, beginning with the own filing in `submitted`.

    `acts` are oldest first; the first `already` of them stood on the case before this report joined it, which days
    alone cannot tell. What other reporters did is never shown.
    """
    later = (act for act in tuple(acts)[already:] if act.on >= filed_on)
    told = (act for act in later if act.event in TOLD_TO_ALL or (act.own and act.event in TOLD_TO_ITS_REPORTER))
    return (Act(filed_on, Event.FILE, Status.SUBMITTED, own=True), *told)


def without_identity(statement: object) -> object:
    """What was sent, without the fields that say who sent it; a promise to clients that know no better."""
    if not isinstance(statement, Mapping):
        return statement
    return {name: value for name, value in statement.items() if name not in IDENTITY}
