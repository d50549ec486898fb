"""Lists that were checked before something they name was gone, or that came two at a time."""

import sqlalchemy as sa

from models import PriceLine
from models.engine import reading, writing
from services.registry.imports import continue_imports
from services.registry.local import read_local
from services.work import Work
from tests.api.administration import administrator, offices
from tests.api.lists import HEAD, apply, bring, lines_of, registered
from tests.api.test_imports_together import CALENDAR, PRICES

__all__ = ["administrator", "bring", "offices", "registered"]


def undo(administrator, made):
    return administrator.post(f"/registry/imports/{made['id']}/undo", None).json


def test_a_calendar_of_a_school_that_is_gone_by_then_is_passed_over_and_holds_up_nothing(administrator, bring):
    school = bring(HEAD + "411102,实验小学,小学,,,2141000001\n").json
    apply(administrator, school)
    days = "411102,2026-07-01,2026-08-31,vacation,2141000001\n411102,2026-02-01,2026-02-20,vacation,\n"
    calendar = bring(CALENDAR + days, "calendars").json
    assert undo(administrator, school)["undone"] == 1
    done = apply(administrator, calendar)
    assert (done["applied"], done["passed_over"]) == (1, 1)
    (why,) = lines_of(administrator, calendar, state="passed_over")
    assert [error["code"] for error in why["errors"]] == ["import.no_such_school"]


def test_what_the_scheduler_goes_on_with_is_not_held_up_either(administrator, bring, app, now):
    school = bring(HEAD + "411102,实验小学,小学,,,2141000001\n").json
    apply(administrator, school)
    days = [f"411102,{year}-07-01,{year}-07-31,vacation,\n" for year in range(1000, 2000)]
    days.append("411102,2026-07-01,2026-07-31,vacation,2141000001\n")
    calendar = bring(CALENDAR + "".join(days), "calendars").json
    begun = administrator.post(f"/registry/imports/{calendar['id']}/application", None).json
    assert (begun["state"], begun["waiting"]) == ("applying", 1)
    assert undo(administrator, school)["undone"] == 1
    world = app.extensions["jianfu"].world
    with writing(world.engine) as db:
        assert continue_imports(Work(world, db, now)) == 1
        db.commit()
    ended = administrator.get(f"/registry/imports/{calendar['id']}").json
    assert (ended["state"], ended["applied"], ended["passed_over"]) == ("applied", 1000, 1)


def test_a_school_of_an_office_that_is_closed_by_then_is_passed_over(administrator, bring, offices, registered):
    text = "division_code,name,stage,office\n411102,实验小学,小学,411103/education\n"
    made, closing = bring(text).json, offices()["411103", "education"]["id"]
    assert administrator.delete(f"/offices/{closing}").status_code == 204
    assert apply(administrator, made)["passed_over"] == 1
    assert "实验小学" not in registered()
    assert [error["code"] for error in lines_of(administrator, made)[0]["errors"]] == ["import.no_such_office"]


def read(app):
    work = app.extensions["jianfu"].world
    with reading(work.engine) as db:
        return read_local(db, work.policy.divisions).tables


def test_of_two_price_tables_the_first_to_be_applied_stays_whole_and_the_other_is_told_by_line(
    administrator, bring, app
):
    first = bring(PRICES + sizes((1, 9, 30), (10, "", 20)), "prices").json
    second = bring(PRICES + sizes((1, 19, 40), (20, "", 10)), "prices").json
    apply(administrator, first)
    assert apply(administrator, second)["passed_over"] == 2
    why = [line["errors"][0]["code"] for line in lines_of(administrator, second)]
    assert why == ["import.there_since", "import.class_sizes"]
    assert [band.yuan for band in read(app)["411100"][0].bands] == [30, 20]


def test_an_undo_leaves_a_price_table_whole(administrator, bring, app):
    first = bring(PRICES + sizes((1, 9, 30), (10, "", 20)), "prices").json
    apply(administrator, first)
    apply(administrator, bring(PRICES + sizes((1, 9, 30), (10, "", 25)), "prices").json)
    assert undo(administrator, first)["kept"] == 2
    assert [band.yuan for band in read(app)["411100"][0].bands] == [30, 25]


def test_an_undo_puts_no_period_back_over_another_one(administrator, bring):
    days = "411102,2026-07-01,{last},vacation,\n"
    apply(administrator, bring(CALENDAR + days.format(last="2026-08-31"), "calendars").json)
    shorter = bring(CALENDAR + days.format(last="2026-08-20"), "calendars").json
    apply(administrator, shorter)
    apply(administrator, bring(CALENDAR + "411102,2026-08-21,2026-12-31,term,\n", "calendars").json)
    assert undo(administrator, shorter)["kept"] == 1
    (line,) = lines_of(administrator, shorter)
    assert [error["code"] for error in line["errors"]] == ["import.overlaps"]
    assert {one["last"] for one in administrator.get("/registry/calendars").json["items"]} == {
        "2026-08-20",
        "2026-12-31",
    }


def test_what_makes_room_and_what_takes_it_are_applied_together_however_long_the_list(administrator, bring):
    """The line that makes room stands behind a thousand others."""
    apply(administrator, bring(CALENDAR + "411102,1999-07-01,1999-08-31,vacation,\n", "calendars").json)
    many = [f"411103,{year}-07-01,{year}-07-31,vacation,\n" for year in range(1001, 2000)]
    many.append("411104,2026-07-01,2026-07-31,vacation,\n")
    takes, makes = "411102,1999-08-21,1999-12-31,term,\n", "411102,1999-07-01,1999-08-20,vacation,\n"
    made = bring(CALENDAR + takes + "".join(many) + makes, "calendars").json
    begun = administrator.post(f"/registry/imports/{made['id']}/application", None).json
    assert (begun["applied"], begun["passed_over"], begun["waiting"]) == (1001, 0, 1)
    ended = apply(administrator, made)
    assert (ended["applied"], ended["passed_over"]) == (1002, 0)


def test_a_price_table_that_is_not_whole_says_nothing_and_never_something_wrong(administrator, bring, app):
    """A single line left of it would be read as the price of every class size."""
    apply(administrator, bring(PRICES + sizes((1, 9, 30), (10, "", 20)), "prices").json)
    with writing(app.extensions["jianfu"].world.engine) as db:
        db.execute(sa.delete(PriceLine).where(PriceLine.smallest == 1))
        db.commit()
    assert read(app) == {}


def sizes(*lines):
    return "".join(
        f"411100,offline,compulsory,45,{smallest},{largest},{yuan},2026-01-01\n" for smallest, largest, yuan in lines
    )
