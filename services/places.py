"""Find places by name, and check the place of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Institution, Office, School
from policy.divisions import Division, Divisions
from policy.routing import Directory
from services.refusals import InvalidFields
from services.work import Work

FOUND_AT_MOST = 50
Target = TypeVar("Target", School, Institution)


@dataclass(frozen=True)
class Place:
    """Where the school or tutor is, as reported: at most one of the last three is given."""

    division_code: str
    school_id: str | None = None
    institution_id: str | None = None
    target_name: str | None = None


@dataclass(frozen=True)
class Located:
    """A place that exists, by today's division code; `own_office_id` runs the school or institution itself."""

    division_code: str
    school_id: str | None = None
    institution_id: str | None = None
    own_office_id: str | None = None


def find_divisions(work: Work, parent: str | None, q: str | None) -> tuple[Division, ...]:
    """Divisions below `parent`, or those whose name or former name fits `q`."""
    divisions = work.policy.divisions
    if q:
        return divisions.search(q, FOUND_AT_MOST)
    return divisions.children(_known(divisions, parent, "parent").code if parent else divisions.root.code)


def find_targets(work: Work, table: type[Target], division_code: str, q: str | None) -> Sequence[Target]:
    """Schools or institutions of a division whose name contains `q`, by name.

    `q` is compared here: a database that logs its statements must not learn whom somebody is about to name.
    """
    division = _known(work.policy.divisions, division_code, "division_code")
    all_there = work.db.scalars(sa.select(table).where(table.division_code == division.code).order_by(table.name))
    wanted = (q or "").casefold()
    return [target for target in all_there if wanted in target.name.casefold()][:FOUND_AT_MOST]


def locate(db: Session, divisions: Divisions, place: Place) -> Located:
    """The place by today's division code; InvalidFields when it takes no reports, or the target is not there."""
    division = divisions.today(place.division_code)
    if division is None or not divisions.reportable(division.code):
        raise InvalidFields.one("place.division_code", "place.division_unknown")
    if place.school_id:
        school = there(db, School, place.school_id, division.code, "place.school_id")
        return Located(division.code, school_id=school.id, own_office_id=school.office_id)
    if place.institution_id:
        institution = there(db, Institution, place.institution_id, division.code, "place.institution_id")
        return Located(division.code, institution_id=institution.id, own_office_id=institution.office_id)
    return Located(division.code)


def there(db: Session, table: type[Target], target_id: str, division_code: str, field: str) -> Target:
    """The school or institution of that division; InvalidFields for `field` when it is not there."""
    target = db.get(table, target_id)
    if target is None or target.division_code != division_code:
        raise InvalidFields.one(field, "place.target_unknown")
    return target


def _known(divisions: Divisions, code: str, field: str) -> Division:
    """Today's division for a code, former codes included; InvalidFields for `field` when there is none."""
    division = divisions.today(code)
    if division is None:
        raise InvalidFields.one(field, "place.division_unknown")
    return division


@dataclass(frozen=True)
class Offices:
    """The offices that a place could be routed to."""

    by_id: dict[str, Office]
    directory: Directory


def offices_along(db: Session, divisions: Divisions, located: Located) -> Offices:
    """The offices of the place, of every division above it, and the target's own office with the one above that."""
    codes = [division.code for division in divisions.chain(located.division_code)]
    wanted = sa.or_(Office.division_code.in_(codes), Office.id == located.own_office_id)
    offices = {office.id: office for office in db.scalars(sa.select(Office).where(wanted))}
    return Offices(offices, {(office.division_code, office.department): office.id for office in offices.values()})
