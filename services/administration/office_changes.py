"""Rename an office, or put it below another one. Neither needs a key, and whoever does it holds none.

A new superior is a change of keys (`rotation`): the new private keys are wrapped to the new superior from the
beginning, so that it can open what comes; what there is already is wrapped again by somebody who holds the old keys.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Avoidance, Case, CaseKeyWrap, Office, Urging
from policy.supervision import Limit, surely_not_over
from services.administration.offices import grants_upward
from services.administration.rotation import Rotation, begin_rotation, prepare_rotation
from services.figure_sums import move_sums
from services.installation import lock_installation
from services.people.below import own_and_below, unanswered
from services.refusals import BadSuperior, KeysChanged, NotFound, OfficeClosed, OfNoUse
from services.work import Work


class WouldBeSeen(OfNoUse):
    """Below the office lie cases that went past one that would then stand above them, and are not over (T12)."""

    code = "would_be_seen"


class WouldBeLeft(OfNoUse):
    """The superior has something left to do with cases from there, and would not be above them any more."""

    code = "would_be_left"


def change_office(work: Work, office_id: str, name: str, superior_id: str | None) -> Office:
    """The office with that name, below that superior.

    NotFound for no such office; OfficeClosed for a superior that is; BadSuperior for one that is not there, for the
    office itself or one below it, and for the root, which has none; WouldBeSeen where an office would come to stand
    above cases that went past it, WouldBeLeft where one that leaves has to seal cases again, was alerted to a case
    about safety, or waits for a report about one; KeysChanged: try again.
    """
    with work.reading() as db:
        office = _there(db, office_id)
        _refuse_superior(office, superior_id, _superiors(db))
        if superior_id != office.superior_id and db.get_one(Office, superior_id).closed_on is not None:
            raise OfficeClosed
        rotation = _below(db, office, superior_id) if superior_id != office.superior_id else None
    if rotation is not None:
        lock_installation(work.db)
        superiors = _superiors(work.db, lock=True)
        _refuse_superior(office, superior_id, superiors)  # it may have come below this one
        before, after = chain(office.superior_id, superiors), chain(superior_id, superiors)
        _refuse_sight(work, office, after - before)
        _refuse_leaving(work, office, before - after)
        begin_rotation(work, rotation)
        move_sums(work.db, office_id, left=before - after, come_above=after - before)
        work.db.execute(sa.update(Office).where(Office.id == office_id).values(superior_id=superior_id))
    elif work.db.scalar(sa.select(Office.superior_id).where(Office.id == office_id).with_for_update()) != superior_id:
        raise KeysChanged  # somebody else moved it meanwhile
    work.db.execute(sa.update(Office).where(Office.id == office_id).values(name=name))
    return work.db.get_one(Office, office_id, populate_existing=True)


def change_keys(work: Work, office_id: str) -> None:
    """New keys for an office, at once; NotFound for no such office, KeysChanged: try again."""
    with work.reading() as db:
        rotation = prepare_rotation(db, _there(db, office_id))
    begin_rotation(work, rotation)


def _there(db: Session, office_id: str) -> Office:
    office = db.get(Office, office_id)
    if office is None:
        raise NotFound
    return office


def _below(db: Session, office: Office, superior_id: str | None) -> Rotation:
    """New keys, wrapped to the new superior instead of the old one."""
    plain, superior = prepare_rotation(db, office), db.get_one(Office, superior_id)
    upward = grants_upward(plain.renewed, superior.id, superior.oversight_public_key, superior.key_version)
    staff = [grant for grant in plain.grants if grant.staff_id is not None]
    return replace(plain, grants=(*staff, *upward))


def _refuse_superior(office: Office, superior_id: str | None, above: Mapping[str, str | None]) -> None:
    """The root stays without a superior and every other office with one; no office stands above itself."""
    if superior_id == office.superior_id:
        return
    if superior_id not in above or office.superior_id is None:
        raise BadSuperior
    if office.id in chain(superior_id, above):
        raise BadSuperior


def chain(office_id: str | None, above: Mapping[str, str | None]) -> set[str]:
    """An office and all above it."""
    found: set[str] = set()
    while office_id is not None and office_id not in found:
        found.add(office_id)
        office_id = above[office_id]
    return found


def _refuse_sight(work: Work, office: Office, come_above: Collection[str]) -> None:
    """None of the offices that come to stand above one gets what went past it: the case, its appeal, its warnings.

    That is so as long as the answer may be appealed against, or has to be given again.
    """
    seats = own_and_below(office.id)
    may_be_done_again = Case.status_since >= surely_not_over(work.policy.limits, Limit.REOPEN, work.today)
    is_going_on = sa.or_(unanswered(Case.status), may_be_done_again)
    past = sa.select(Avoidance.case_id).join(Case, Case.id == Avoidance.case_id)
    past = past.where(Avoidance.office_id.in_(sorted(come_above)), is_going_on)
    if work.db.scalar(past.where(Case.office_id.in_(sa.select(seats.c.id))).limit(1)) is not None:
        raise WouldBeSeen


def _refuse_leaving(work: Work, office: Office, leaving: Collection[str]) -> None:
    """None of the offices that stand above one no more has something left to do that only they could do then."""
    seats = sa.select(own_and_below(office.id).c.id)
    from_there = CaseKeyWrap.case_id == Case.id, CaseKeyWrap.office_id.in_(seats)
    to_seal = Case.office_id.in_(leaving), Case.reseal_pending, sa.exists().where(*from_there)
    asked = Urging.case_id == Case.id, Urging.office_id.in_(leaving), Urging.answered_version.is_(None)
    waits = sa.or_(Case.alerted_office_id.in_(leaving), sa.exists().where(*asked))
    here = Case.office_id.in_(seats), unanswered(Case.status), waits
    if any(work.db.scalar(sa.select(Case.id).where(*left).limit(1)) is not None for left in (to_seal, here)):
        raise WouldBeLeft


def _superiors(db: Session, *, lock: bool = False) -> Mapping[str, str | None]:
    """The superior of every office; locked, by ascending id, as it stays until the transaction ends."""
    query = sa.select(Office.id, Office.superior_id).order_by(Office.id)
    return {row.id: row.superior_id for row in db.execute(query.with_for_update(key_share=True) if lock else query)}
