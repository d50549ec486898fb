"""The numbers of coordination are those of a plain count, whatever went past whom or waits to be shown."""

import pytest
import sqlalchemy as sa

from models import Case, UnreleasedCase
from models.engine import reading
from policy.lifecycle import UNANSWERED
from policy.vocabulary import Role
from services.joint.coordination import coordination
from services.keyring import Actor
from services.paging import Asked
from services.work import Work
from tests.services.test_queue_is_complete import TODAY, chance, offices, rows, staff

__all__ = ["chance", "offices", "rows", "staff"]

OWN_AND_BELOW = {"411100", "411102", "411103"}
PLACES = {*OWN_AND_BELOW, "410000", "000000"}
MARKET = ("411100", "market_regulation")


@pytest.fixture
def marked(engine, rows, offices, installed):
    """Some went past an office, some nobody is shown yet, some are both; a third lies beside the education office."""
    beside = installed.offices[MARKET].id
    past, held = {row["id"] for row in rows[::4]}, {row["id"] for row in rows[::6]}
    moved = {row["id"] for row in rows[1::3]} | {row["id"] for row in rows[::12]}
    with engine.begin() as connection:
        connection.execute(sa.update(Case).where(Case.id.in_(past)).values(avoid_local_office=True))
        connection.execute(sa.update(Case).where(Case.id.in_(moved)).values(office_id=beside))
        connection.execute(sa.insert(UnreleasedCase.__table__), [{"case_id": one} for one in held])
    return past, held, {row["id"]: beside if row["id"] in moved else row["office_id"] for row in rows}


def counted(rows, marked, office_id, *, is_below):
    """Open and overdue, one by one."""
    past, held, lies_at = marked
    mine = [row for row in rows if lies_at[row["id"]] == office_id and row["status"] in UNANSWERED]
    shown = [row for row in mine if row["id"] not in held and (is_below or row["id"] not in past)]
    return len(shown), sum(row["next_due_on"] < TODAY for row in shown)


@pytest.mark.promise("T12", "in part")
@pytest.mark.parametrize("limit", [1, 2, 100])
def test_the_numbers_are_those_of_a_plain_count(world, engine, now, rows, marked, offices, staff, installed, limit):
    actor = Actor(staff[1], "somebody", Role.SUPERVISOR, offices["411100"], b"")
    found, cursor = {}, None
    with reading(engine) as db:
        while True:
            part = coordination(Work(world, db, now), actor, Asked(cursor, limit))
            found |= {share.office.id: (share.open, share.overdue) for share in part.items}
            cursor = part.next_cursor
            if cursor is None:
                break
    below = {one.id for (place, _), one in installed.offices.items() if place in OWN_AND_BELOW} & set(found)
    below -= {one.id for (place, department), one in installed.offices.items() if department != "education"}
    assert found == {one: counted(rows, marked, one, is_below=one in below) for one in found}
    beside = installed.offices[MARKET].id
    assert beside not in below
    assert counted(rows, marked, beside, is_below=True)[0] > found[beside][0] > 0
