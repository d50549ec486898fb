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
Registered = TypeVar("Registered", School, Institution)


@dataclass(frozen=True)
class Target:
    """What decides of a registered school or institution: where it is, who runs it, who approved its online lessons."""

    division_code: str
    own_office_id: str | None
    approved_in: str | None = None

    def reportable_at(self, divisions: Divisions, division_code: str) -> bool:
        """Whether it can be named at that place: it is there, or gives lessons online and so everywhere."""
        return self.approved_in is not None or divisions.standing(self.division_code).code == division_code


def target_of(found: School | Institution) -> Target:
    """The target that a row stands for."""
    return Target(found.division_code, found.office_id, getattr(found, "approving_division_code", None))


@dataclass(frozen=True)
class Place:
    """Where the school or tutor is, as reported: at most one of the last three is given."""

    division_code: str
    school_id: str | None = None
    institution_id: str | None = None
    target_name: str | None = None


@dataclass(frozen=True)
class Located:
    """A place that exists, by today's division code, and its target, if one is named."""

    division_code: str
    school_id: str | None = None
    institution_id: str | None = None
    target: Target | None = None


def find_divisions(work: Work, parent: str | None, q: str | None) -> tuple[Division, ...]:
    """Divisions below `parent`, or those whose name or former name fits `q`."""
    divisions = work.policy.divisions
    if q:
        return divisions.search(q, FOUND_AT_MOST)
    return divisions.children(_known(divisions, parent, "parent").code if parent else divisions.root.code)


def find_targets(work: Work, table: type[Registered], division_code: str, q: str | None) -> Sequence[Registered]:
    """Schools or institutions of a division, or of one it was before, whose name contains `q`, by name.

    With `q`, institutions that teach online are found as well, wherever they are. `q` is compared here: a database that
    logs its statements must not learn whom somebody is about to name.
    """
    divisions: Divisions = work.policy.divisions
    here: str = _known(divisions, division_code, "division_code").code
    wanted = (q or "").casefold()
    near: list[sa.ColumnElement[bool]] = [table.division_code.in_([here, *divisions.formerly(here)])]
    if wanted and issubclass(table, Institution):
        near.append(table.approving_division_code.is_not(None))
    all_there = work.db.scalars(sa.select(table).where(sa.or_(*near)).order_by(table.name, table.id))
    found = [target for target in all_there if wanted in target.name.casefold()]
    return sorted(found, key=lambda target: divisions.standing(target.division_code).code != here)[:FOUND_AT_MOST]


def locate(db: Session, divisions: Divisions, place: Place) -> Located:
    """The place by today's division code; InvalidFields when it takes no reports, or the target is not there."""
    division_code = reportable(divisions, place)
    found: School | Institution | None = None
    if place.school_id:
        found = db.get(School, place.school_id)
    elif place.institution_id:
        found = db.get(Institution, place.institution_id)
    return located_at(divisions, place, division_code, target_of(found) if found else None)


def reportable(divisions: Divisions, place: Place) -> str:
    """Today's code of the division; InvalidFields when it takes no reports."""
    division = divisions.today(place.division_code)
    if division is None or not divisions.reportable(division.code):
        raise InvalidFields.one("place.division_code", "place.division_unknown")
    return division.code


def located_at(divisions: Divisions, place: Place, division_code: str, target: Target | None) -> Located:
    """The place, when its target (if one is named) can be named there; else InvalidFields."""
    if not (place.school_id or place.institution_id):
        return Located(division_code)
    if target is None or not target.reportable_at(divisions, division_code):
        field = "place.school_id" if place.school_id else "place.institution_id"
        raise InvalidFields.one(field, "place.target_unknown")
    return Located(division_code, place.school_id, None if place.school_id else place.institution_id, target)


def there(
    db: Session, divisions: Divisions, table: type[Registered], target_id: str, *, division_code: str, field: str
) -> Registered:
    """The school or institution that can be named in that division; InvalidFields for `field` when it cannot."""
    found = db.get(table, target_id)
    if found is None or not target_of(found).reportable_at(divisions, divisions.standing(division_code).code):
        raise InvalidFields.one(field, "place.target_unknown")
    return found


def _known(divisions: Divisions, code: str, field: str) -> Division:
    """Today's division for a code, former codes included; InvalidFields for `field` when there is none."""
    division = divisions.today(code)
    if division is None:
        raise InvalidFields.one(field, "place.division_unknown")
    return division
