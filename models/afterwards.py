"""What happens to a report or a case later: passed on, joined, rated, appealed, withdrawn. A table each."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Digest, OtherId, Sealed


class Transfer(Base):
    """One change of a case's office: the event of that version. `settles` ended a passing back and forth."""

    __tablename__ = "transfer"

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    from_office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"))
    to_office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"))
    reason_code: Mapped[Code]
    settles: Mapped[bool]


class Oversight(Base):
    """An office above opened a case: the event of that version, whose `staff_id` is who did. Its reporters are told."""

    __tablename__ = "oversight"

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"))
    reason_code: Mapped[Code]


class Joining(Base):
    """The end of a case whose reports an officer moved into another: the event of that version, in either of them.

    With the `Stay` of each report that moved, it is all that is needed to undo it; then it holds no more, and
    `undone_version` and `into_undone_version` are the events of that. `pause_used`: the case had had the one question
    that holds up its clock, and so has, since then, the one that took it in.
    """

    __tablename__ = "joining"

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    into_case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), index=True)
    into_version: Mapped[int]
    undone_version: Mapped[int | None]
    into_undone_version: Mapped[int | None]
    pause_used: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class Splitting(Base):
    """An officer moved reports of a case into a new one: the event of that version, and the first of the new case.

    `pause_used`: the case had had the one question that holds up its clock, and so has the new one.
    """

    __tablename__ = "splitting"

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    new_case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), unique=True)
    pause_used: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class Stay(Base):
    """A report's time in a case that it has left; `position` counts within the report.

    What was done after `after_version` and up to `until_version` of the case belongs to the report's life.
    """

    __tablename__ = "stay"

    report_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("report.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), index=True)
    after_version: Mapped[int]
    until_version: Mapped[int]


class Rating(Base):
    """What a reporter thinks of the answer, sealed with the report's key."""

    __tablename__ = "rating"

    report_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("report.id"), primary_key=True)
    sealed_rating: Mapped[Sealed]


class Appeal(Base):
    """A report that went on in a new case, `case_id`, above the one that answered it.

    `from_version` is the last version of the old case that the report was part of. Whoever gave the answer is recused
    from the new case.
    """

    __tablename__ = "appeal"

    report_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("report.id"), primary_key=True)
    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), unique=True)
    from_case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), index=True)
    from_version: Mapped[int]


class Recusal(Base):
    """A member of staff who has nothing to do with a case: it does not exist for them.

    They said so themselves, or the case is an appeal against what they answered. Why is sealed in the case's history.
    """

    __tablename__ = "recusal"

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    staff_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("staff.id"), primary_key=True, index=True)


class Avoidance(Base):
    """The office that the reporters of a case asked to go past: the one that would have got it."""

    __tablename__ = "avoidance"

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"), index=True)


class Consent(Base):
    """Whether a report that went past the local office may be given to `office_id` after all.

    `agreed` is None until the reporter has answered.
    """

    __tablename__ = "consent"

    report_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("report.id"), primary_key=True)
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"))
    asked_on: Mapped[date]
    agreed: Mapped[bool | None]


class ConsentRequest(Base):
    """The reporters of a case were asked whether it may be given to an office; each office is asked for once."""

    __tablename__ = "consent_request"

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"), primary_key=True)


class Tombstone(Base):
    """A report was withdrawn: its receipt is not used again until `forget_on`. Nothing else is left of it."""

    __tablename__ = "tombstone"

    receipt_lookup: Mapped[Digest] = mapped_column(primary_key=True)
    forget_on: Mapped[date] = mapped_column(index=True)
