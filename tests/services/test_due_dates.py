"""D1: a due date beyond the holiday table is a guess; once the table has grown it is settled, and never earlier."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from models import Case, Report
from models.engine import reading, writing
from policy.deadlines import add_working_days
from services.cases.due_dates import settle_due_dates
from services.work import SHANGHAI, Work
from tests.services.lives import OFFICER, REASON
from tests.support.phone import homework

FILED_ON = datetime(2026, 12, 21, 10, tzinfo=SHANGHAI)
NEW_YEAR = {date(2027, 1, day) for day in (1, 2, 3)}
DAY_S = 86400


def report(**changes):
    return homework(answers={"written_minutes": [{"date": "2026-12-18", "minutes": 150}]}, **changes)


@pytest.fixture
def at_year_s_end(clock, app, installed):
    clock.time = FILED_ON


@pytest.fixture
def filed(at_year_s_end, phone):
    answer = phone.file(report())
    assert answer.status_code == 201, answer.json
    assert (answer.json["due_on"], answer.json["due_is_provisional"]) == ("2027-01-11", True)
    return answer.json


@pytest.fixture
def settle(world, clock, engine):
    """The scheduler's job, with the days that are off and the weekend days that are worked in 2027."""

    def settle(holidays=NEW_YEAR, workdays=(), last=date(2027, 12, 31)):
        known = world.policy.calendar
        grown = replace(
            known,
            last=last,
            holidays=known.holidays | set(holidays),
            makeup_workdays=known.makeup_workdays | set(workdays),
        )
        new = replace(world, policy=replace(world.policy, calendar=grown))
        with writing(engine) as db:
            settled = settle_due_dates(Work(new, db, clock()))
            db.commit()
        return settled

    return settle


def dates(engine):
    """(finish_on, next_due_on, provisional) of the case; (due_on, provisional) of the report."""
    with reading(engine) as db:
        case, report = db.scalars(sa.select(Case)).one(), db.scalars(sa.select(Report)).one()
        return (case.finish_on, case.next_due_on, case.due_is_provisional), (report.due_on, report.due_is_provisional)


@pytest.mark.promise("D1")
def test_a_holiday_that_nobody_knew_of_gives_the_office_its_days_back(filed, settle, engine, phone):
    assert settle() == 1
    case, report = dates(engine)
    assert case == (date(2027, 1, 12), date(2026, 12, 23), False)
    assert report == (date(2027, 1, 12), False)
    mine = phone.mine(filed["receipt"]).json
    assert (mine["due_on"], mine["due_is_provisional"]) == ("2027-01-12", False)


@pytest.mark.promise("D1")
def test_a_weekend_that_is_worked_makes_nothing_earlier(filed, settle, engine):
    before = dates(engine)
    assert settle(holidays=(), workdays=(date(2027, 1, 2), date(2027, 1, 3))) == 1
    after = dates(engine)
    assert after == ((*before[0][:2], False), (before[1][0], False))


@pytest.mark.promise("D1")
def test_it_is_done_once_and_not_before_the_table_has_grown(filed, settle, engine):
    unsettled = dates(engine)
    assert settle(holidays=(), last=date(2026, 12, 31)) == 0
    assert dates(engine) == unsettled
    assert (settle(), settle()) == (1, 0)


@pytest.mark.promise("D1")
def test_what_runs_beyond_the_table_again_stays_a_guess(filed, settle, engine):
    unsettled = dates(engine)
    assert settle(last=date(2027, 1, 11)) == 0
    assert dates(engine) == unsettled


@pytest.mark.promise("D1")
def test_days_waited_for_the_reporter_are_not_lost(filed, settle, engine, console, phone, clock):
    officer = console(OFFICER)
    case_id = officer.case_of(filed["reference"])["id"]
    officer.move(case_id, 1, "accept")
    assert officer.post(f"/cases/{case_id}/messages", {"text": "?", "ask": True}, 2).status_code == 201
    clock.forward(3 * DAY_S)
    phone.say(filed["receipt"], "语文。")
    assert dates(engine)[0][0] == date(2027, 1, 14)
    assert settle() == 1
    case, report = dates(engine)
    assert case[0] == report[0] == date(2027, 1, 15)
    assert not case[2]
    assert not report[1]


@pytest.mark.promise("D1")
def test_while_it_waits_for_the_reporter_the_pause_goes_on(filed, settle, engine, console, phone, clock):
    officer = console(OFFICER)
    case_id = officer.case_of(filed["reference"])["id"]
    officer.move(case_id, 1, "accept")
    officer.post(f"/cases/{case_id}/messages", {"text": "?", "ask": True}, 2)
    assert settle() == 1
    assert dates(engine)[0][:2] == (date(2027, 1, 12), date(2026, 12, 28))
    clock.forward(3 * DAY_S)
    phone.say(filed["receipt"], "语文。")
    assert dates(engine)[0][0] == date(2027, 1, 15)


def test_what_is_answered_has_no_due_date_to_settle(filed, settle, engine, console):
    officer = console(OFFICER)
    case_id = officer.case_of(filed["reference"])["id"]
    assert officer.end(case_id, 1, "decline", reason="r", public_reply="p").status_code == 200
    assert settle() == 0


@pytest.mark.promise("D1")
def test_a_transfer_starts_no_clock_again(filed, settle, engine, console, installed, clock):
    clock.forward(DAY_S)
    officer = console(OFFICER)
    case_id = officer.case_of(filed["reference"])["id"]
    to = installed.offices["411103", "education"].id
    assert officer.post(f"/cases/{case_id}/transfer", {"to_office_id": to, **REASON}, 1).status_code == 200
    assert settle() == 1
    assert dates(engine)[0][0] == date(2027, 1, 12)


def test_a_report_that_came_to_the_case_later_has_its_own_full_deadline(filed, settle, engine, phone, clock):
    clock.forward(2 * DAY_S)
    second = phone.file(report(text="auch")).json
    assert second["due_on"] == "2027-01-13"
    with writing(engine) as db:  # as joining will do it
        first = db.scalars(sa.select(Report).where(Report.reference == filed["reference"])).one()
        db.execute(sa.update(Report).values(case_id=first.case_id))
        db.commit()
    assert settle() == 2  # the case that was emptied as well
    assert phone.mine(filed["receipt"]).json["due_on"] == "2027-01-12"
    assert phone.mine(second["receipt"]).json["due_on"] == "2027-01-14"


@given(st.sets(st.dates(date(2027, 1, 1), date(2027, 2, 28)), max_size=20), st.integers(1, 30))
def test_days_off_only_ever_move_a_date_to_a_later_day(policy, holidays, days):
    """What is settled is at least what was guessed, but for weekends that are worked: those are left out by rule."""
    guessed = add_working_days(policy.calendar, FILED_ON.date(), days)
    grown = replace(policy.calendar, last=date(2027, 12, 31), holidays=policy.calendar.holidays | holidays)
    assert add_working_days(grown, FILED_ON.date(), days).on >= guessed.on


def answered_and_given_back(console, case_id, version):
    """The county declines, and the province has it done again."""
    said = {"reason": "r", "public_reply": "p"}
    assert console(OFFICER).end(case_id, version, "decline", **said).status_code == 200
    above = console("supervisor-410000")
    assert above.post(f"/cases/{case_id}/reopening", {"reason": "r"}, version + 3).status_code == 204


@pytest.mark.promise("D1")
def test_what_is_done_again_is_settled_from_the_day_of_reopening(filed, settle, engine, console, phone, clock):
    case_id = console(OFFICER).case_of(filed["reference"])["id"]
    clock.forward(2 * DAY_S)
    answered_and_given_back(console, case_id, 1)
    guessed = add_working_days_from(clock, 10)
    assert dates(engine) == ((guessed, date(2026, 12, 25), True), (guessed, True))
    assert settle() == 1
    known = date(2027, 1, 7)  # 10 working days from 23 December, without New Year's Day; 15 from filing would be later
    assert guessed == date(2027, 1, 6)
    assert dates(engine) == ((known, date(2026, 12, 25), False), (known, False))
    assert phone.mine(filed["receipt"]).json["due_on"] == known.isoformat()


@pytest.mark.promise("D1")
def test_days_waited_before_it_was_given_back_do_not_count_again(filed, settle, engine, console, phone, clock):
    officer = console(OFFICER)
    case_id = officer.case_of(filed["reference"])["id"]
    officer.move(case_id, 1, "accept")
    officer.post(f"/cases/{case_id}/messages", {"text": "?", "ask": True}, 2)
    clock.forward(2 * DAY_S)
    phone.say(filed["receipt"], "语文。")
    said = {"outcome": "partly", "public_reply": "p"}
    assert console(OFFICER).end(case_id, 4, "resolve", **said).status_code == 200
    above = console("supervisor-410000")
    assert above.post(f"/cases/{case_id}/reopening", {"reason": "r"}, 5).status_code == 204
    assert settle() == 1
    assert dates(engine)[0][0] == date(2027, 1, 7)
    officer = console(OFFICER)
    officer.move(case_id, 6, "accept")
    officer.post(f"/cases/{case_id}/messages", {"text": "?", "ask": True}, 7)
    clock.forward(2 * DAY_S)
    phone.say(filed["receipt"], "语文。")
    assert dates(engine)[0][0] == dates(engine)[1][0] == date(2027, 1, 11)  # the 9th is a Saturday


def add_working_days_from(clock, days):
    """As they are counted without a table: from Monday to Friday."""
    day, left = clock().date(), days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


TUTORING = {
    "category": "tutoring",
    "answers": {"grade": 5, "subject": "math", "mode": "offline", "problem": ["off_day"], "lesson_date": "2026-11-29"},
}


@pytest.mark.promise("D1")
def test_a_day_to_tell_beyond_the_table_is_a_guess_and_is_settled(at_year_s_end, phone, settle, engine, clock):
    clock.time = datetime(2026, 12, 1, 10, tzinfo=SHANGHAI)
    filed = phone.file(homework() | TUTORING).json
    assert (filed["due_is_provisional"], filed["due_on"] < "2027") == (False, True)

    def told():
        with reading(engine) as db:
            case = db.scalars(sa.select(Case)).one()
            return case.told_on, case.told_is_provisional, case.finish_on.isoformat(), case.due_is_provisional

    assert told() == (date(2027, 2, 1), True, filed["due_on"], False)
    festival = NEW_YEAR | {date(2027, 2, 1), date(2027, 2, 2)}
    assert settle(holidays=festival, last=date(2027, 1, 31)) == 0
    assert (settle(holidays=festival), settle(holidays=festival)) == (1, 0)
    assert told() == (date(2027, 2, 3), False, filed["due_on"], False)


@pytest.mark.promise("D1")
def test_what_is_settled_is_due_next_with_the_earliest_of_its_reports(filed, settle, engine, clock):
    own = date(2026, 12, 22)
    with writing(engine) as db:  # a report whose own last day comes earlier than every clock of its case
        db.execute(sa.update(Report).values(due_on=own, due_is_provisional=False))
        db.execute(sa.update(Case).values(next_due_on=own))
        db.commit()
    assert settle() == 1
    assert dates(engine)[0] == (date(2027, 1, 12), own, False)


@pytest.mark.promise("D1")
def test_a_case_that_took_in_another_keeps_the_stricter_date(at_year_s_end, settle, engine, console, phone, clock):
    place = {"division_code": "411102", "target_name": "某小学"}
    first = phone.file(report(place=place)).json
    clock.forward(2 * DAY_S)
    second = phone.file(report(place=place)).json
    officer = console(OFFICER)
    ids = [officer.case_of(one["reference"])["id"] for one in (first, second)]
    assert officer.post(f"/cases/{ids[0]}/joining", {"into": ids[1]}, 1).status_code == 200
    assert settle() == 1
    with reading(engine) as db:
        assert db.get_one(Case, ids[1]).finish_on == date(2027, 1, 12)
    assert phone.mine(first["receipt"]).json["due_on"] == "2027-01-12"
    assert phone.mine(second["receipt"]).json["due_on"] == "2027-01-14"


@pytest.mark.promise("D1")
@pytest.mark.promise("D2", "in part")
def test_of_a_shared_question_each_reporters_own_wait_counts(
    at_year_s_end, settle, engine, phone, console, clock, installed
):
    """New holidays come on top of the days that the office waited for this reporter, not instead of them."""
    place = {"place": {"school_id": installed.schools["plain"].id}}
    filed = [phone.file(report(**place)).json for _ in range(2)]
    officer = console(OFFICER)
    case = officer.case_of(filed[0]["reference"])
    assert officer.move(case["id"], 1, "accept").status_code == 200
    assert officer.post(f"/cases/{case['id']}/messages", {"text": "?", "ask": True}, 2).status_code == 201
    for one, days in zip(filed, (2, 5), strict=True):
        clock.time = FILED_ON + timedelta(days=days)
        assert phone.say(one["receipt"], "四班。").status_code == 201
    before = [phone.mine(one["receipt"]).json["due_on"] for one in filed]
    assert before == ["2027-01-13", "2027-01-18"]  # the 16th is a Saturday
    assert settle(NEW_YEAR | {date(2027, 1, day) for day in range(4, 9)}) == 1
    told = [phone.mine(one["receipt"]).json for one in filed]
    assert [mine["due_is_provisional"] for mine in told] == [False, False]
    assert [mine["due_on"] for mine in told] == ["2027-01-21", "2027-01-25"]
