"""Who does something about a case of the demo: somebody of the right role and office who did not step aside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from demo.desk import Desk, Standing
from models import Office, Staff
from policy.vocabulary import Event, Role
from services.administration.rewrap import rewrap
from services.keyring import Actor
from services.people.key_reach import holder_of
from services.people.members import offices_above, who_could_see
from services.work import Work

SUPERVISED: Final = frozenset(
    {Event.UPHOLD, Event.SEND_BACK, Event.REOPEN, Event.OVERSEE, Event.RESEAL, Event.URGE, Event.SUPERVISE}
)
"""What supervisors do; everything else that staff do, officers do."""
FROM_ABOVE: Final = frozenset({Event.REOPEN, Event.OVERSEE, Event.URGE, Event.SUPERVISE})

_ID: Final = Staff.__table__.c.id.type
_MEMBERS: Final = (
    sa.select(Staff.username)
    .where(
        Staff.role == sa.bindparam("role"),
        Staff.id.in_(who_could_see(sa.bindparam("office_id", type_=_ID), sa.bindparam("case_id", type_=_ID))),
    )
    .order_by(Staff.username)
)
"""Asked before every act: so it is made once."""


def who(
    desk: Desk, work: Work, case: Standing, event: Event, *, colleague: bool = False, at: str | None = None
) -> Actor | None:
    """The first officer, or supervisor, who could do it (or the last, a `colleague`); None where nobody could.

    `at` is the office that does it, where it is not that of the case.
    """
    role = Role.SUPERVISOR if event in SUPERVISED else Role.OFFICER
    for office_id in (at,) if at else _offices(work, case, event):
        asked = {"role": role.value, "office_id": office_id, "case_id": case.case_id}
        with work.reading() as db:
            names = [name for name in db.scalars(_MEMBERS, asked) if name in desk.log_ins]
        if names:
            return desk.actor(work, names[-1 if colleague else 0])
    return None


def second(desk: Desk, work: Work, case: Standing, first: Actor | None) -> Actor | None:
    """Who approves what the first proposes: a colleague, a supervisor of the office, or the nearest above."""
    places = [(Role.OFFICER, case.office_id), (Role.SUPERVISOR, case.office_id)]
    places += [(Role.SUPERVISOR, office_id) for office_id in _offices(work, case, Event.OVERSEE)]
    for role, office_id in places:
        asked = {"role": role.value, "office_id": office_id, "case_id": case.case_id}
        with work.reading() as db:
            names = [name for name in db.scalars(_MEMBERS, asked) if name in desk.log_ins]
        others = [name for name in names if first is None or name != first.username]
        if others:
            return desk.actor(work, others[0])
    return None


def _offices(work: Work, case: Standing, event: Event) -> Iterable[str]:
    """The office that has the case; those above it, the nearest first, for what is done from above."""
    if event not in FROM_ABOVE:
        return (case.office_id,)
    with work.reading() as db:
        return [office.id for office in offices_above(db, db.get_one(Office, case.office_id))]


def wrap_again(desk: Desk, work: Work) -> int:
    """A part of what is still wrapped to the keys of before somebody left; how much remains."""
    stays = sa.select(sa.func.min(Staff.username), Office.id).join(Office, Office.id == Staff.office_id)
    changes = stays.where(Staff.removed_on.is_(None), Office.rotating_since.is_not(None)).group_by(Office.id)
    with work.reading() as db:
        rows = db.execute(changes).all()
    left = [rewrap(work, holder_of(desk.actor(work, name)), office_id) for name, office_id in rows]
    return sum(sum(each.values()) for each in left)
