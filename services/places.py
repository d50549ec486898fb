"""Find places by name, and check the place of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Institution, School
from policy.divisions import Division, Divisions
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
    division_code = reportable(divisions, place)
    found: School | Institution | None = None
    if place.school_id:
        found = db.get(School, place.school_id)
    elif place.institution_id:
        found = db.get(Institution, place.institution_id)
    return located_at(place, division_code, *((found.division_code, found.office_id) if found else (None, None)))


def reportable(divisions: Divisions, place: Place) -> str:
    """Today's code of the division; InvalidFields when it takes no reports."""
    division = divisions.today(place.division_code)
    if division is None or not divisions.reportable(division.code):
        raise InvalidFields.one("place.division_code", "place.division_unknown")
    return division.code


def located_at(
    place: Place, division_code: str, target_division_code: str | None, own_office_id: str | None
) -> Located:
    """The place, when its target (if it has one) is in the division; else InvalidFields."""
    field = "place.school_id" if place.school_id else "place.institution_id"
    if (place.school_id or place.institution_id) and target_division_code != division_code:
        raise InvalidFields.one(field, "place.target_unknown")
    institution_id = None if place.school_id else place.institution_id
    return Located(division_code, place.school_id, institution_id, own_office_id)


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
