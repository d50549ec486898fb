"""Make offices and their keys; grant a key to a member of staff.

A new office's private keys are wrapped to the oversight public key of the office above, so nobody needs to be online;
the root's are wrapped to the offline recovery key.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from models import Installation, KeyGrant, Office, Staff, new_id
from security.wraps import KeyPair, generate_key_pair, wrap
from services.keyring import OVERSIGHT, RECOVERY, WORK, grant_for
from services.refusals import Refusal
from services.work import Work


class AlreadyInitialised(Refusal):
    """The installation has its root office already."""

    code = "already_initialised"


@dataclass(frozen=True)
class NewOffice:
    """An office that is not stored yet, with both private keys still in hand."""

    office: Office
    work: KeyPair
    oversight: KeyPair

    def private_key(self, purpose: str) -> bytes:
        """The private key for `purpose`."""
        return (self.work if purpose == WORK else self.oversight).private


def new_office(division_code: str, department: str, name: str, superior_id: str | None) -> NewOffice:
    """An office with fresh keys."""
    work, oversight = generate_key_pair(), generate_key_pair()
    office = Office(
        id=new_id(),
        division_code=division_code,
        department=department,
        name=name,
        superior_id=superior_id,
        key_version=1,
        work_public_key=work.public,
        oversight_public_key=oversight.public,
    )
    return NewOffice(office, work, oversight)


def grants_upward(
    new: NewOffice, holder_id: str | None, holder_public_key: bytes, holder_key_version: int = 1
) -> list[KeyGrant]:
    """Both private keys of a new office for the office above (or, with no holder, the offline recovery key)."""
    holder: dict[str, str | int] = {}
    if holder_id is not None:
        holder = {"holder_office_id": holder_id, "holder_key_version": holder_key_version}
    return [grant_of(new, purpose, holder_id or RECOVERY, holder_public_key, **holder) for purpose in (WORK, OVERSIGHT)]


def grant_to_staff(new: NewOffice, purpose: str, staff: Staff) -> KeyGrant:
    """One private key of an office for a member of staff."""
    return grant_of(new, purpose, staff.id, staff.public_key, staff_id=staff.id)


def grant_of(new: NewOffice, purpose: str, holder_id: str, public_key: bytes, **holder: str | int) -> KeyGrant:
    """One private key of an office for one holder; `holder` names them in the columns of a grant."""
    office = new.office
    to = grant_for(office.id, purpose, holder_id, office.key_version)
    return KeyGrant(
        office_id=office.id,
        purpose=purpose,
        key_version=office.key_version,
        wrapped_key=wrap(public_key, new.private_key(purpose), to),
        **holder,
    )


def initialise(work: Work, root: NewOffice, recovery_public_key: bytes, *, is_demo: bool) -> None:
    """Store the installation and its root office; AlreadyInitialised when there is one."""
    grants = grants_upward(root, None, recovery_public_key)
    if work.db.scalar(sa.select(Installation.id)) is not None:
        raise AlreadyInitialised
    work.db.add(Installation(is_demo=is_demo, recovery_public_key=recovery_public_key))
    work.db.add(root.office)
    work.db.flush()
    work.db.add_all(grants)


def new_root(work: Work, department: str = "education") -> NewOffice:
    """The root office (000000), named by the words of the policy."""
    name = work.policy.words.say("office.root", {}, "zh-Hans")
    return new_office(work.policy.divisions.root.code, department, name, None)


def find_installation(work: Work) -> Installation | None:
    """The one row that says what this database is."""
    return work.db.scalar(sa.select(Installation))
