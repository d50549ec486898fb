"""The words of the domain, each spelled once: the same in column, attribute, field and JSON (DESIGN: Words).

Matters, departments, categories and rules are data (`policy/data`), so they are plain strings here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final


class Status(StrEnum):
    """Where a case stands."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    INVESTIGATING = "investigating"
    AWAITING_REPORTER = "awaiting_reporter"
    RESOLVED = "resolved"
    CLOSED = "closed"
    DECLINED = "declined"
    REFERRED_OUT = "referred_out"


class Event(StrEnum):
    """What moves a case, or is recorded on it."""

    FILE = "file"
    ACCEPT = "accept"
    INVESTIGATE = "investigate"
    ASK = "ask"
    ANSWER = "answer"
    HAND_OVER = "hand_over"
    RESOLVE = "resolve"
    DECLINE = "decline"
    REFER_OUT = "refer_out"
    MESSAGE = "message"
    ASSIGN = "assign"
    BIND_TARGET = "bind_target"
    FLAG_SAFETY = "flag_safety"
    RESUME = "resume"
    CLOSE = "close"
    TRANSFER = "transfer"
    RATE = "rate"
    APPEAL = "appeal"
    WITHDRAW = "withdraw"
    JOIN = "join"
    TAKE_IN = "take_in"
    REMIND = "remind"
    ESCALATE = "escalate"
    RESEAL = "reseal"
    UNASSIGN = "unassign"
    RECUSE = "recuse"
    UPHOLD = "uphold"
    SEND_BACK = "send_back"
    REOPEN = "reopen"
    ASK_CONSENT = "ask_consent"
    CONSENT = "consent"
    TELL_SCHOOL = "tell_school"
    OVERSEE = "oversee"
    ADD_TASK = "add_task"
    ACCEPT_TASK = "accept_task"
    FINISH_TASK = "finish_task"
    RETURN_TASK = "return_task"
    CANCEL_TASK = "cancel_task"
    EXTEND = "extend"
    URGE = "urge"
    SUPERVISE = "supervise"
    REPORT_BACK = "report_back"
    CHECK = "check"
    HEAR = "hear"
    PROPOSE = "propose"
    APPROVE = "approve"
    DISAPPROVE = "disapprove"
    RECHECK = "recheck"
    SPLIT = "split"
    SPLIT_OFF = "split_off"
    UNDO_JOIN = "undo_join"
    UNDO_TAKE_IN = "undo_take_in"


class Role(StrEnum):
    """Who acts: the five staff roles, and the reporter."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    REPORTER = "reporter"


class ReporterRole(StrEnum):
    """Who says they are reporting; never checked, never required."""

    PARENT = "parent"
    PUPIL = "pupil"
    OTHER = "other"


class Source(StrEnum):
    """How a report came: from the reporter's own phone, or taken by staff; its name is the word `source.<code>`."""

    ONLINE = "online"
    PHONE = "phone"
    HOTLINE_12345 = "hotline_12345"
    WALK_IN = "walk_in"


TAKEN_BY_STAFF: Final = tuple(source for source in Source if source is not Source.ONLINE)
"""Whoever calls, is handed over by the 12345 hotline, or comes."""


class Sender(StrEnum):
    """Who wrote a message."""

    OFFICE = "office"
    REPORTER = "reporter"


class Outcome(StrEnum):
    """What the office found."""

    SUBSTANTIATED = "substantiated"
    PARTLY = "partly"
    UNSUBSTANTIATED = "unsubstantiated"
    UNVERIFIABLE = "unverifiable"


SCORES: Final = (5, 4, 3, 2, 1)
"""How well a report was dealt with, the best first, as reporters say."""


class CheckKind(StrEnum):
    """How an office looked into a case; its name is the word `check_kind.<code>`."""

    VISIT = "visit"
    HOMEWORK_LOG = "homework_log"
    DOCUMENT = "document"
    INTERVIEW = "interview"


class Speaker(StrEnum):
    """Whose statement an office has heard; its name is the word `speaker.<code>`."""

    SCHOOL = "school"
    INSTITUTION = "institution"
    TEACHER = "teacher"
    OTHER = "other"


class Result(StrEnum):
    """What a rule makes of the answers: a lead, never a verdict."""

    SUSPECTED = "suspected"
    NOT_SHOWN = "not_shown"
    UNCLEAR = "unclear"
    OUTSIDE_SCOPE = "outside_scope"


class SchoolStage(StrEnum):
    """Which years a school has; its name is the word `stage.<code>`."""

    PRIMARY = "primary"
    JUNIOR = "junior"
    SENIOR = "senior"


class Concern(StrEnum):
    """Why an unanswered case deserves a second look from above; its name is the word `concern.<code>`."""

    APPEALED = "appealed"
    BOUNCED = "bounced"
    AVOIDED = "avoided"
    RAISED = "raised"
    RESEAL = "reseal"
    SILENT = "silent"
    URGED = "urged"
    PROPOSED = "proposed"


class Severity(IntEnum):
    """Queue order among cases due on the same day; stored as its number, shown by its name."""

    URGENT = 0
    HIGH = 1
    NORMAL = 2

    @property
    def word(self) -> str:
        """The name the API shows."""
        return self.name.lower()


@dataclass(frozen=True)
class Reason:
    """A decision's reason as a code with parameters; `words.say` turns it into a sentence."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


FIELD_NAME = re.compile(r"[a-z][a-z_]{0,31}")
"""What the name of a field may look like. A name that looks otherwise is not repeated to whoever sent it."""


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one named field of the input; `reason.code` has a sentence in `words`."""

    field: str
    reason: Reason
