"""Two lists, or a list and an administrator, add the same at the same moment: one does, the other is told by line."""

from threading import Thread

import pytest
import sqlalchemy as sa

from models import CalendarPeriod, ImportLine, Institution, PriceLine, School, new_id
from models.engine import writing
from policy.registry import ListKind
from services.refusals import InvalidFields
from services.registry.entries import Entry, add_school
from services.registry.imports import apply_import, begin_import
from tests.support.house import house

__all__ = ["house"]
LISTS = {
    ListKind.SCHOOLS: (
        *("division_code,name,stage,school_code", School, "import.there_since"),
        *("411102,甲小学,primary,2141000001", "411103,乙小学,primary,2141000001"),
    ),
    ListKind.INSTITUTIONS: (
        *("division_code,name,credit_code", Institution, "import.there_since"),
        *("411102,甲机构,91330100799655058B", "411103,乙机构,91330100799655058B"),
    ),
    ListKind.CALENDARS: (
        *("division_code,first,last,period", CalendarPeriod, "import.overlaps"),
        *("411102,2026-01-10,2026-02-10,vacation", "411102,2026-02-01,2026-07-01,term"),
    ),
    ListKind.PRICES: (
        *("division_code,mode,price_stage,minutes,smallest,largest,yuan,effective_from", PriceLine),
        *("import.there_since import.class_sizes", "411102,offline,senior,45,1,,30,2026-01-01"),
        "411102,offline,senior,45,1,9,40,2026-01-01\n411102,offline,senior,45,10,,20,2026-01-01",
    ),
}


@pytest.fixture(autouse=True)
def nothing_is_listed(house):
    """What lists add here is taken out again; what was there before stays."""
    tables = (School, Institution, CalendarPeriod, PriceLine)
    with writing(house.engine) as db:
        there = {table: list(db.scalars(sa.select(table.id))) for table in tables}
    yield
    with writing(house.engine) as db:
        for table in tables:
            db.execute(sa.delete(table).where(table.id.not_in(there[table])))
        db.commit()


def check(house, kind, head, text):
    with writing(house.engine) as db:
        made = begin_import(house.work(db), None, kind, f"{head}\n{text}\n".encode())
        db.commit()
    assert (made.to_add, made.refused) == (text.count("\n") + 1, 0)
    return made.id


def while_it_is_applied(house, import_id, act):
    """Do something that begins once the list is applied, and before that is committed."""
    failed = []

    def later():
        try:
            act()
        except Exception as error:  # noqa: BLE001 - it is raised below, where the test can see it
            failed.append(error)

    with writing(house.engine) as db:
        apply_import(house.work(db), import_id)
        thread = Thread(target=later)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive(), "it did not wait"
        db.commit()
    thread.join()
    return failed


def apply(house, import_id):
    with writing(house.engine) as db:
        view = apply_import(house.work(db), import_id)
        db.commit()
    return view


def counted(house, model):
    with writing(house.engine) as db:
        return db.scalar(sa.select(sa.func.count()).select_from(model))


def told(house, import_id):
    with writing(house.engine) as db:
        lines = db.scalars(sa.select(ImportLine).where(ImportLine.import_id == import_id).order_by(ImportLine.line))
        return [(line.state, *(code for _, code, _ in line.errors)) for line in lines]


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("at_once", [True, False])
def test_of_two_lists_that_add_the_same_the_first_stays_and_the_other_is_told_by_line(house, kind, at_once):
    head, model, why, *texts = LISTS[kind]
    first, second = (check(house, kind, head, text) for text in texts)
    before = counted(house, model)
    if at_once:
        assert while_it_is_applied(house, first, lambda: apply(house, second)) == []
    else:
        assert apply(house, first).state == apply(house, second).state == "applied"
    assert told(house, first) == [("applied",)]
    assert told(house, second) == [("passed_over", code) for code in why.split()]
    assert counted(house, model) == before + 1


def test_who_adds_by_hand_what_a_list_is_adding_is_told_that_it_is_there(house):
    head, _, _, text, _ = LISTS[ListKind.SCHOOLS]
    made = check(house, ListKind.SCHOOLS, head, text)

    def add():
        with writing(house.engine) as db:
            add_school(house.work(db), Entry("411104", "丙小学"), stage="primary", school_code="2141000001")
            db.commit()

    (refused,) = while_it_is_applied(house, made, add)
    assert isinstance(refused, InvalidFields)
    assert [(error.field, error.reason.code) for error in refused.errors] == [("school_code", "field.repeated")]


@pytest.mark.parametrize("of_school", [True, False])
def test_the_database_itself_keeps_one_period_and_one_price_of_each_place(house, now, of_school):
    with writing(house.engine) as db:
        school = db.scalars(sa.select(School)).first()
        days = {"first": now.date(), "last": now.date(), "period": "term"}
        period = {"division_code": school.division_code, "school_id": school.id if of_school else None, **days}
        price = {
            "division_code": "411102",
            "mode": "online",
            "price_stage": "senior",
            "minutes": 30,
            "smallest": 1,
            "yuan": 9,
            "effective_from": now.date(),
        }
        db.add_all([CalendarPeriod(**period), PriceLine(**price)])
        db.flush()
        for table, again in ((CalendarPeriod, period), (PriceLine, price)):
            with pytest.raises(sa.exc.IntegrityError), db.begin_nested():
                db.execute(sa.insert(table).values(id=new_id(), **again))
