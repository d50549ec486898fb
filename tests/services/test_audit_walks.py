"""However long the audit log is, whoever filters it gets the newest entries along an index, page after page."""

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from models import Audit
from policy.audit import Act
from services.audit.reading import Wanted, _before, _newest_first
from tests.services.conftest import house
from tests.services.test_scheduler_walks import plan_of

__all__ = ["house"]
ID = "0f0f0f0f-0000-4000-8000-000000000009"
WHOLE = re.compile(r'(?:SCAN|Seq Scan on) "?audit\b(?! USING)')
SORTS = re.compile("TEMP B-TREE|Sort")
NEXT_PAGE = _before(datetime(2026, 11, 18, tzinfo=UTC).isoformat(), ID)
IN_ORDER = {
    "everything": (Wanted(), "ix_audit_newest"),
    "since a day": (Wanted(since=date(2026, 11, 1)), "ix_audit_newest"),
    "an office": (Wanted(office_id=ID), "ix_audit_of_office_id"),
    "a person": (Wanted(staff_id=ID), "ix_audit_of_staff_id"),
    "an act": (Wanted(act=Act.CASE_OPEN.value), "ix_audit_of_act"),
}


def plan(house, wanted, *more):
    rows = sa.select(Audit.id).where(*wanted.conditions(), *more)
    return plan_of(house.engine, _newest_first(rows).limit(21))


@pytest.mark.parametrize("more", [(), (NEXT_PAGE,)], ids=["first page", "next page"])
@pytest.mark.parametrize(("wanted", "index"), IN_ORDER.values(), ids=IN_ORDER)
def test_the_newest_entries_are_read_off_an_index_and_not_sorted(house, wanted, index, more):
    found = plan(house, wanted, *more)
    assert [line for line in found if WHOLE.search(line)] == []
    if house.engine.name == "sqlite":  # PostgreSQL sorts the few rows there are here; `bench/lists.py` has many
        assert [line for line in found if SORTS.search(line)] == []
        assert set(re.findall(r"\bix_\w+", " ".join(found))) == {index}, found


@pytest.mark.parametrize("wanted", [Wanted(username="somebody"), Wanted(case_id=ID)], ids=["a name", "a case"])
def test_what_there_is_little_of_is_found_before_it_is_sorted(house, wanted):
    assert [line for line in plan(house, wanted) if WHOLE.search(line)] == []
