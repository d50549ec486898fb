"""Offices, their staff, and who holds which office key."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, Code, Digest, Name, OtherId, PublicKey, RowId, Sealed


class Installation(Base):
    """What this database is: made as a demo or not, and the public half of its offline recovery key. One row.

    `released_hour`: the full hour at which offices were last shown what reporters had caused. `rewritten_on`: the day
    in whose night the files of the database were last written anew. `counted_on`: the last day that was counted, with
    sums of its figures up to `summed_on`, and of what offices do up to `conduct_on`.
    `registry_edition`: another one, at random, each time that calendars or prices of the registry change.
    """

    __tablename__ = "installation"

    id: Mapped[RowId]
    is_demo: Mapped[bool]
    recovery_public_key: Mapped[PublicKey]
    demo_loaded: Mapped[bool] = mapped_column(default=False)
    released_hour: Mapped[datetime | None]
    rewritten_on: Mapped[date | None]
    counted_on: Mapped[date | None]
    summed_on: Mapped[date | None]
    conduct_on: Mapped[date | None]
    registry_edition: Mapped[OtherId | None]


class Office(Base):
    """A department of a division, with one queue and two key pairs: work (its cases) and oversight (offices below).

    `key_version` counts the pairs it has had; while `rotating_since` is set, wraps to an older pair may be left.
    A closed office gets no case any more; its keys stay, for what is below it and for what it has answered.
    """

    __tablename__ = "office"
    __table_args__ = (sa.UniqueConstraint("division_code", "department"), NO_ROWID)

    id: Mapped[RowId]
    division_code: Mapped[Code]
    department: Mapped[Code]
    name: Mapped[Name]
    superior_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("office.id"), index=True)
    key_version: Mapped[int] = mapped_column(default=1)
    work_public_key: Mapped[PublicKey]
    oversight_public_key: Mapped[PublicKey]
    rotating_since: Mapped[datetime | None]
    closed_on: Mapped[date | None]


class Staff(Base):
    """A person who logs in. `password_auth` is a hash of what Argon2id derives from the password.

    A second factor counts once a code of it was given: `last_otp_step` is the time step (RFC 6238) of the last one.
    `wrong_codes` is how many wrong ones came with the right password since the day `wrong_codes_since`.
    `sealed_views`: the views of the queue that this person saved, under a key that comes from the private one.
    Who has left stays as a name in the history, with nothing that opens anything.
    """

    __tablename__ = "staff"

    id: Mapped[RowId]
    username: Mapped[Code] = mapped_column(unique=True)
    role: Mapped[Code]
    office_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("office.id"), index=True)
    password_salt: Mapped[bytes]
    password_auth: Mapped[Digest]
    password_parameters: Mapped[Code]
    public_key: Mapped[PublicKey]
    sealed_private_key: Mapped[Sealed]
    sealed_totp_seed: Mapped[Sealed | None]
    sealed_views: Mapped[Sealed | None]
    last_otp_step: Mapped[int | None]
    wrong_codes: Mapped[int] = mapped_column(default=0, server_default="0")
    wrong_codes_since: Mapped[date | None]
    removed_on: Mapped[date | None]


class KeyGrant(Base):
    """A private key of an office, wrapped to one holder: a member of staff, the superior office, or the recovery key.

    `purpose` is `work` or `oversight`. `staff_id` names a member of staff; `holder_office_id` an office, which opens it
    with its oversight key of `holder_key_version`; neither means the offline recovery key. While an office changes its
    keys, there are grants of the old version and of the new one.
    """

    __tablename__ = "key_grant"
    __table_args__ = (
        sa.UniqueConstraint("office_id", "purpose", "staff_id", "key_version"),
        sa.UniqueConstraint("office_id", "purpose", "holder_office_id", "key_version"),
        NO_ROWID,
    )

    id: Mapped[RowId]
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"))
    purpose: Mapped[Code]
    key_version: Mapped[int]
    staff_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    holder_office_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("office.id"), index=True)
    holder_key_version: Mapped[int | None]
    wrapped_key: Mapped[Sealed]


class StaffSession(Base):
    """A log-in. `lookup` is derived from the token; the token's other half opens `sealed_private_key`."""

    __tablename__ = "staff_session"

    lookup: Mapped[Digest] = mapped_column(primary_key=True)
    staff_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    sealed_private_key: Mapped[Sealed]
    idle_until: Mapped[datetime]
    expires_at: Mapped[datetime]
