"""The life of a staff account: added, reset when the password is forgotten, removed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import KeyGrant, Office, Staff, StaffSession
from policy.access import OF_AN_OFFICE
from policy.vocabulary import Role
from services.administration.grants import prepare_grants, store_grants
from services.administration.rotation import Rotation, begin_rotation, prepare_rotation
from services.administration.unassigning import assigned_to, unassign_all
from services.keyring import Actor
from services.ledger import PASSWORD, STAFF, remember_deleted
from services.paging import Asked, Order, Part, part_of
from services.people.key_reach import Holder
from services.people.passkeys import forget_passkeys
from services.people.recovery_codes import forget_codes
from services.people.staff import NewStaff, is_pending, new_staff, renew
from services.people.usernames import by_name, new_name
from services.refusals import BadOffice, KeysChanged, LastAdministrator, NotFound, OfficeClosed, UsernameTaken
from services.work import Work


@dataclass(frozen=True)
class Account:
    """One line of a list of staff."""

    staff: Staff
    office: Office | None
    is_pending: bool


def add_staff(work: Work, username: str, role: Role, office_id: str | None, holder: Holder | None = None) -> NewStaff:
    """A new account; with a holder of its office's keys it is active at once, with none it is pending.

    BadUsername, UsernameTaken, BadOffice (a role that works on cases has an office, the others none), OfficeClosed,
    KeyNotHeld, KeysChanged.
    """
    name = new_name(username)
    if (office_id is not None) != (role in OF_AN_OFFICE):
        raise BadOffice
    new = new_staff(name, role, office_id, work.world.argon2_cost)
    with work.reading() as db:
        office = db.get(Office, office_id) if office_id else None
        grants = prepare_grants(db, holder, new.staff, office) if office and holder else []
    if office_id is not None:
        _refuse_closed(work.db.get(Office, office_id))
    if work.db.scalar(sa.select(Staff.id).where(sa.func.lower(Staff.username) == name).limit(1)) is not None:
        raise UsernameTaken
    work.db.add(new.staff)
    try:
        work.db.flush()
    except IntegrityError:  # somebody was faster with the same name
        raise UsernameTaken from None
    if office is not None and grants:
        store_grants(work.db, new.staff, office, grants)
    return new


def reset_staff(work: Work, staff_id: str) -> str:
    """A new password for somebody who forgot theirs; new keys, so the account is pending, without second factor.

    NotFound for somebody who is gone, also since a moment ago.
    """
    with work.reading() as db:
        staff = _there(db, staff_id)
        before = bytes(staff.password_auth)
        password = renew(staff, work.world.argon2_cost)
        values = {name: getattr(staff, name) for name in RENEWED}
        db.expunge(staff)
    still_there = (Staff.id == staff_id, Staff.removed_on.is_(None))
    renewed = work.db.execute(sa.update(Staff).where(*still_there).values(**values))
    if renewed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise NotFound
    remember_deleted(work, PASSWORD, [before.hex()])
    _close(work, staff_id)
    return password


RENEWED = (
    *("password_salt", "password_auth", "password_parameters", "public_key"),
    *("sealed_private_key", "sealed_totp_seed", "last_otp_step", "wrong_codes", "wrong_codes_since"),
    "sealed_views",
)


def remove_staff(work: Work, staff_id: str) -> None:
    """End an account: nothing of it opens anything any more, and its office gets new keys (`rewrap` goes on).

    Open cases that were assigned to it are nobody's at once. The name stays, for the history of the cases. NotFound for
    somebody who is gone already; LastAdministrator; KeysChanged: try again.
    """
    with work.reading() as db:
        staff, rotation = _there(db, staff_id), _keys_without(db, staff_id)
    if staff.role == Role.ADMINISTRATOR:
        _refuse_last_administrator(work.db, staff_id)
    _remove(work, staff_id, rotation)


def remove_again(work: Work, staff_id: str) -> None:
    """End an account that a backup brought back, even where no administrator is left: the command line makes one."""
    if work.db.get_one(Staff, staff_id).removed_on is None:
        _remove(work, staff_id, _keys_without(work.db, staff_id))


def disable_staff(work: Work, staff_id: str) -> None:
    """Nothing opens the account until it is reset."""
    work.db.execute(sa.update(Staff).where(Staff.id == staff_id).values(**_nothing()))
    _close(work, staff_id)


def _keys_without(db: Session, staff_id: str) -> Rotation | None:
    """The next keys of the office of somebody who goes and holds its keys."""
    staff = db.get_one(Staff, staff_id)
    office = db.get(Office, staff.office_id) if staff.office_id else None
    held = db.scalar(sa.select(KeyGrant.id).where(KeyGrant.staff_id == staff_id).limit(1))
    return prepare_rotation(db, office, without=staff_id) if office and held else None


def _remove(work: Work, staff_id: str, rotation: Rotation | None) -> None:
    unassign_all(work, staff_id)
    if rotation is not None:  # offices are locked before accounts, as by whoever grants their keys
        begin_rotation(work, rotation)
    work.db.execute(sa.update(Staff).where(Staff.id == staff_id).values(removed_on=work.today, **_nothing()))
    remember_deleted(work, STAFF, [staff_id])
    was_given = _close(work, staff_id) and rotation is None
    if was_given or work.db.scalar(assigned_to(staff_id).limit(1)) is not None:
        raise KeysChanged  # keys, or a case, came between


def find_staff(work: Work, username: str) -> Staff:
    """An account by name; NotFound for one that is not there or was removed."""
    with work.reading() as db:
        staff: Staff | None = db.scalar(by_name(sa.select(Staff), username))
    if staff is None:
        raise NotFound
    return staff


def list_staff(db: Session) -> Sequence[Account]:
    """All accounts in use, by name."""
    return [Account(*row) for row in db.execute(_accounts().order_by(Staff.username))]


def page_of_staff(work: Work, asked: Asked, actor: Actor | None = None) -> Part[Account]:
    """Part of the accounts in use, by name: of all, or, for an actor with an office, of that and those right below."""
    query, office_id = _accounts(), actor.office_id if actor is not None else None
    if office_id is not None:
        query = query.where(sa.or_(Office.id == office_id, Office.superior_id == office_id))
    order = Order[Account]((Staff.username,), lambda account: (account.staff.username,))
    return part_of(work, query, asked, order, bound=f"staff {office_id}\n".encode(), item=Account)


def _accounts() -> sa.Select[Staff, Office, bool]:
    accounts = sa.select(Staff, Office, is_pending()).outerjoin(Office, Office.id == Staff.office_id)
    return accounts.where(Staff.removed_on.is_(None))


def _refuse_closed(office: Office | None) -> None:
    if office is None:
        raise BadOffice
    if office.closed_on is not None:
        raise OfficeClosed


def _refuse_last_administrator(db: Session, staff_id: str) -> None:
    """Locked, so that two who remove each other do not both succeed."""
    in_use = (Staff.role == Role.ADMINISTRATOR.value, Staff.removed_on.is_(None))
    left = db.scalars(sa.select(Staff.id).where(*in_use).order_by(Staff.id).with_for_update(key_share=True)).all()
    if not set(left) - {staff_id}:
        raise LastAdministrator


def _there(db: Session, staff_id: str) -> Staff:
    staff = db.get(Staff, staff_id)
    if staff is None or staff.removed_on is not None:
        raise NotFound
    return staff


def _nothing() -> dict[str, bytes | None]:
    """What stands in an account that nothing opens."""
    return {
        "password_auth": secrets.token_bytes(32),
        "sealed_private_key": b"",
        "sealed_totp_seed": None,
        "sealed_views": None,
    }


def _close(work: Work, staff_id: str) -> bool:
    """No grant, session, passkey or recovery code is left; whether there was a grant."""
    forget_passkeys(work, staff_id)
    forget_codes(work, staff_id)
    work.db.execute(sa.delete(StaffSession).where(StaffSession.staff_id == staff_id))
    gone = work.db.execute(sa.delete(KeyGrant).where(KeyGrant.staff_id == staff_id))
    return bool(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE has one
