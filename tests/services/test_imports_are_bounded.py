"""Lists that somebody has checked and never applies take no more room than a few."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import ImportLine, RegistryImport, Staff
from models.engine import reading, writing
from policy.registry import MOST_LINES, ImportState, ListKind
from services.refusals import NotFound
from services.registry.import_views import view_import
from services.registry.imports import MOST_WAITING, apply_import, begin_import
from tests.support.house import house

__all__ = ["house"]


@pytest.fixture(autouse=True)
def none_waits(house):
    yield
    with writing(house.engine) as db:
        db.execute(sa.delete(ImportLine))
        db.execute(sa.delete(RegistryImport))
        db.commit()


@pytest.fixture
def administrator(house):
    with reading(house.engine) as db:
        return db.scalars(sa.select(Staff.id).where(Staff.username == "administrator")).one()


def check(house, staff_id, number):
    text = f"division_code,name,stage\n411102,第{number}小学,primary\n411102,?,大学\n"
    with writing(house.engine) as db:
        made = begin_import(house.work(db), staff_id, ListKind.SCHOOLS, text.encode())
        db.commit()
    return made.id


def counted(house):
    with reading(house.engine) as db:
        return [db.scalar(sa.select(sa.func.count()).select_from(table)) for table in (RegistryImport, ImportLine)]


def test_of_many_that_wait_the_newest_of_each_account_stay(house, administrator, now):
    others = check(house, None, 0)
    first = check(house, administrator, 1)
    with writing(house.engine) as db:
        db.execute(sa.update(RegistryImport).values(made_on=now.date() - timedelta(days=1)))
        db.commit()
    later = [check(house, administrator, number) for number in range(2, MOST_WAITING + 2)]
    assert counted(house) == [MOST_WAITING + 1, 2 * (MOST_WAITING + 1)]
    with writing(house.engine) as db:
        work = house.work(db)
        assert view_import(work, later[-1]).to_add == view_import(work, others).to_add == 1
        with pytest.raises(NotFound):
            view_import(work, first)


def test_what_was_applied_is_never_forgotten_for_others(house, administrator):
    applied = check(house, administrator, 1)
    with writing(house.engine) as db:
        apply_import(house.work(db), applied)
        db.commit()
    for number in range(2, MOST_WAITING + 4):
        check(house, administrator, number)
    with writing(house.engine) as db:
        assert view_import(house.work(db), applied).state == ImportState.APPLIED


def test_lists_of_the_greatest_size_are_fewer(house, administrator, now):
    """Rows as lists of so many lines leave them; the lines themselves would take a minute."""
    for _ in range(3):
        with writing(house.engine) as db:
            size = {"to_add": MOST_LINES, "to_change": 0, "same": 0, "refused": 0}
            state = {"list_kind": ListKind.SCHOOLS, "state": ImportState.CHECKED, "made_on": now.date()}
            db.add(RegistryImport(staff_id=administrator, **size, **state))
            db.commit()
    made = check(house, administrator, 100)
    with reading(house.engine) as db:
        left = {one.id: one.to_add for one in db.scalars(sa.select(RegistryImport))}
    assert left.pop(made) == 1
    assert sum(left.values()) < 2 * MOST_LINES
