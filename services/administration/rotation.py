"""Change an office's keys, after somebody who held them has left (DESIGN §4).

First the new public keys and their grants, at once and without anybody's key; then what was wrapped to the old keys is
wrapped to the new ones, in batches, by somebody who can open the old ones; last the old grants are destroyed. Until
then old and new private keys can both be reached, and every wrap says which it is for: it may break off anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import CaseKeyWrap, Installation, KeyGrant, Office, ReportKeyWrap, Staff, TaskKeyWrap
from security.wraps import generate_key_pair
from services.administration.offices import NewOffice, grant_of
from services.keyring import OVERSIGHT, RECOVERY, WORK
from services.refusals import KeysChanged
from services.work import Work

GRACE = timedelta(minutes=10)
"""Longer than any request: one that read the old public key has stored its wrap by then, and the wrap is seen."""


@dataclass(frozen=True)
class Rotation:
    """New keys of an office with the grants of those who stay; nothing is stored."""

    office_id: str
    renewed: NewOffice
    grants: tuple[KeyGrant, ...]
    public_keys: Mapping[str, bytes]
    """Of the members of staff among them, by id: what their grants were made for."""


def prepare_rotation(db: Session, office: Office, *, without: str | None = None) -> Rotation:
    """Fresh keys for everybody who holds the present ones, but the member of staff `without`."""
    work, oversight = generate_key_pair(), generate_key_pair()
    renewed = NewOffice(
        Office(
            id=office.id,
            key_version=office.key_version + 1,
            work_public_key=work.public,
            oversight_public_key=oversight.public,
        ),
        work,
        oversight,
    )
    held = db.scalars(
        sa.select(KeyGrant).where(KeyGrant.office_id == office.id, KeyGrant.key_version == office.key_version)
    ).all()
    stay = [grant for grant in held if without is None or grant.staff_id != without]
    people = sa.select(Staff.id, Staff.public_key).where(Staff.id.in_([grant.staff_id for grant in stay]))
    public_keys = {row.id: row.public_key for row in db.execute(people)}
    return Rotation(office.id, renewed, tuple(_renewed(db, renewed, grant, public_keys) for grant in stay), public_keys)


def _renewed(db: Session, renewed: NewOffice, grant: KeyGrant, public_keys: Mapping[str, bytes]) -> KeyGrant:
    if grant.staff_id is not None:
        to = public_keys[grant.staff_id]
        return grant_of(renewed, grant.purpose, grant.staff_id, to, staff_id=grant.staff_id)
    if grant.holder_office_id is None:
        return grant_of(renewed, grant.purpose, RECOVERY, db.scalars(sa.select(Installation.recovery_public_key)).one())
    above = db.get_one(Office, grant.holder_office_id)
    return grant_of(
        renewed,
        grant.purpose,
        above.id,
        above.oversight_public_key,
        holder_office_id=above.id,
        holder_key_version=above.key_version,
    )


def begin_rotation(work: Work, rotation: Rotation) -> None:
    """Put the new keys in force; KeysChanged when they, or those they are wrapped to, were changed in the meantime."""
    new = rotation.renewed.office
    _check_offices(work.db, rotation)
    work.db.execute(
        sa.update(Office)
        .where(Office.id == rotation.office_id)
        .values(
            key_version=new.key_version,
            work_public_key=new.work_public_key,
            oversight_public_key=new.oversight_public_key,
            rotating_since=work.now,
        )
    )
    _check_people(work.db, rotation.public_keys)
    work.db.add_all(rotation.grants)
    work.db.flush()


def _check_offices(db: Session, rotation: Rotation) -> None:
    """The office still has its old keys, and those above the keys that the grants are for.

    Locked by ascending id, as `office_changes` locks them: else two administrators could each wait for the other.
    Reports may be filed to them meanwhile (`key_share`).
    """
    held = {grant.holder_office_id: grant.holder_key_version for grant in rotation.grants if grant.holder_office_id}
    expected = {**held, rotation.office_id: rotation.renewed.office.key_version - 1}
    query = sa.select(Office.id, Office.key_version).where(Office.id.in_(expected)).order_by(Office.id)
    rows = db.execute(query.with_for_update(key_share=True))
    if {row.id: row.key_version for row in rows} != expected:
        raise KeysChanged


def _check_people(db: Session, public_keys: Mapping[str, bytes]) -> None:
    """Nobody who is to have the new keys has left or got new ones: theirs would open for nobody, and look as if."""
    people = sa.select(Staff.id, Staff.public_key).where(Staff.id.in_(public_keys), Staff.removed_on.is_(None))
    rows = db.execute(people.order_by(Staff.id).with_for_update(key_share=True)).all()  # they may work on meanwhile
    if {row.id: row.public_key for row in rows} != public_keys:
        raise KeysChanged


def finish_rotations(work: Work) -> int:
    """Destroy old keys that nothing is wrapped to any more, ten minutes after they went; of how many offices."""
    due = work.db.scalars(
        sa.select(Office)
        .where(Office.rotating_since <= work.now - GRACE)
        .order_by(Office.id)
        .with_for_update(key_share=True)
    ).all()
    done = [office for office in due if not left(work.db, office)]
    for office in done:
        old = KeyGrant.office_id == office.id, KeyGrant.key_version < office.key_version
        work.db.execute(sa.delete(KeyGrant).where(*old))
        office.rotating_since = None
    work.db.flush()
    return len(done)


def left(db: Session, office: Office) -> dict[str, int]:
    """How many wraps to older keys of an office are left, by the key that opens them; empty when none is."""
    old = {
        WORK: [_count_old(db, table, office) for table in (CaseKeyWrap, ReportKeyWrap, TaskKeyWrap)],
        OVERSIGHT: [db.scalar(sa.select(sa.func.count()).select_from(KeyGrant).where(*below(office))) or 0],
    }
    return {purpose: sum(numbers) for purpose, numbers in old.items() if sum(numbers)}


def _count_old(db: Session, table: type[CaseKeyWrap | ReportKeyWrap | TaskKeyWrap], office: Office) -> int:
    is_old = (table.office_id == office.id, table.key_version < office.key_version)
    return db.scalar(sa.select(sa.func.count()).select_from(table).where(*is_old)) or 0


def below(office: Office) -> tuple[sa.ColumnElement[bool], ...]:
    """The keys of offices below that are wrapped to an older oversight key of this one."""
    return KeyGrant.holder_office_id == office.id, KeyGrant.holder_key_version < office.key_version
