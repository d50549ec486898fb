"""What the audit log tells of: acts of staff, by name; and how long. Of a reporter's visits there is no act.

An act is named `<object>.<verb>`, the object as in its table or its address.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final

from policy.reading import DATA, laid_over, read_csv

LEAST_DAYS: Final = 3 * 366
"""Three years: the database itself lets no row go sooner (migration 0019)."""


class Act(StrEnum):
    """One thing that somebody of staff did, or was refused."""

    SESSION_BEGIN = "session.begin"
    SESSION_REFUSE = "session.refuse"
    SESSION_END = "session.end"
    SESSION_END_EVERYWHERE = "session.end_everywhere"
    SECOND_FACTOR_BEGIN = "second_factor.begin"
    SECOND_FACTOR_CONFIRM = "second_factor.confirm"
    PASSKEY_BEGIN = "passkey.begin"
    PASSKEY_ADD = "passkey.add"
    PASSKEY_REMOVE = "passkey.remove"
    RECOVERY_CODES_RENEW = "recovery_codes.renew"
    VIEWS_KEEP = "views.keep"
    REPORT_TAKE = "report.take"
    CASE_OPEN = "case.open"
    CASE_MOVE = "case.move"
    CASE_MESSAGE = "case.message"
    CASE_BULK = "case.bulk"
    CASE_NOTE = "case.note"
    CASE_ASSIGN = "case.assign"
    CASE_BIND_TARGET = "case.bind_target"
    CASE_SUGGEST_TARGET = "case.suggest_target"
    CASE_TRANSFER = "case.transfer"
    CASE_JOIN = "case.join"
    CASE_MERGE = "case.merge"
    CASE_SPLIT = "case.split"
    CASE_UNDO = "case.undo"
    CASE_RECUSE = "case.recuse"
    CASE_RESEAL = "case.reseal"
    CASE_ASK_CONSENT = "case.ask_consent"
    CASE_DECIDE_APPEAL = "case.decide_appeal"
    CASE_REOPEN = "case.reopen"
    CASE_OVERSEE = "case.oversee"
    CASE_EXTEND = "case.extend"
    CASE_URGE = "case.urge"
    CASE_REPORT_BACK = "case.report_back"
    CASE_PROPOSE = "case.propose"
    CASE_COMPARE = "case.compare"
    TASK_GIVE = "task.give"
    CASE_TASKS = "case.tasks"
    TASK_OPEN = "task.open"
    TASK_MOVE = "task.move"
    CASE_CHECK = "case.check"
    CASE_HEAR = "case.hear"
    CASE_SUBMIT = "case.submit"
    CASE_APPROVE = "case.approve"
    CASE_RECHECK = "case.recheck"
    EVIDENCE_OPEN = "evidence.open"
    FIGURES_EXPORT = "figures.export"
    FIGURES_PRINT = "figures.print"
    REMINDER_READ = "reminder.read"
    CONDUCT_OPEN = "conduct.open"
    CONDUCT_EXPORT = "conduct.export"
    NOTICE_OPEN = "notice.open"
    NOTICE_EXCEED = "notice.exceed"
    STAFF_ADD = "staff.add"
    STAFF_REMOVE = "staff.remove"
    STAFF_RESET = "staff.reset"
    STAFF_GRANT = "staff.grant"
    OFFICE_ADD = "office.add"
    OFFICE_CHANGE = "office.change"
    OFFICE_CLOSE = "office.close"
    OFFICE_CHANGE_KEYS = "office.change_keys"
    OFFICE_REWRAP = "office.rewrap"
    SCHOOL_ADD = "school.add"
    SCHOOL_CHANGE = "school.change"
    INSTITUTION_ADD = "institution.add"
    INSTITUTION_CHANGE = "institution.change"
    REGISTRY_IMPORT = "registry.import"
    REGISTRY_APPLY = "registry.apply"
    REGISTRY_UNDO = "registry.undo"
    REGISTRY_EXPORT = "registry.export"
    CALENDAR_REMOVE = "calendar.remove"
    PRICE_REMOVE = "price.remove"
    INDICATOR_REMOVE = "indicator.remove"
    SUGGESTION_ACCEPT = "suggestion.accept"
    SUGGESTION_DECLINE = "suggestion.decline"
    HOLD_PLACE = "hold.place"
    HOLD_RELEASE = "hold.release"
    AUDIT_EXPORT = "audit.export"
    AUDIT_VERIFY = "audit.verify"
    AUDIT_PRUNE = "audit.prune"
    BACKUP_CREATE = "backup.create"
    BACKUP_RESTORE = "backup.restore"

    @property
    def object_kind(self) -> str:
        """What it is done to."""
        return self.value.partition(".")[0]


class Fault(StrEnum):
    """What can be wrong with the log."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    HEAD_DIFFERS = "head_differs"
    UNSIGNED = "unsigned"
    COPY_DAMAGED = "copy_damaged"
    ROLLED_BACK = "rolled_back"
    OTHER_INSTALLATION = "other_installation"


@dataclass(frozen=True)
class AuditRetentionRow:
    """The one line of `audit_retention.csv`: days for which a row of the log is kept."""

    days: int
    source: str


def load_audit_days(data: Path = DATA, overlay: Path | None = None) -> int:
    """The days of `audit_retention.csv`; refuses several lines, and fewer days than the database keeps rows for."""
    rows = laid_over(
        "audit_retention.csv", data, overlay, partial(read_csv, row_type=AuditRetentionRow), lambda _: "days"
    )
    otherwise = f"fewer than {LEAST_DAYS} days"
    return rows.one_of_each(("days",), lambda _: "days", lambda row: row.days >= LEAST_DAYS, otherwise)["days"].days
