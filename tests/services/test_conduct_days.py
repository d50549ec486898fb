"""T8: what was counted of days that are over, with the log of the rest, is what all of the log would tell."""

import uuid
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Case, CaseEvent, ConductDay, Installation, Staff
from models.engine import writing
from policy.conduct import ACTS
from policy.vocabulary import Event
from services.watching.conduct import Period, counts_of
from services.watching.conduct_days import close_conduct, count_conduct_anew
from tests.services.appealed import chief
from tests.services.histories import History
from tests.services.lives import MARKET, OFFICER
from tests.services.tasked import Tasked
from tests.services.test_conduct import conduct
from tests.services.town import SUPERVISOR, town
from tests.services.watched import file_tutoring, work_on
from tests.support.national import NATIONAL
from tests.support.phone import homework

__all__ = ["chief", "town"]

FIRST = date(2025, 3, 3)
CASES, OFFICES, LAST = 3, 2, 6
EVENTS = sorted(event.value for event in ACTS)
LOG = st.lists(
    st.tuples(st.integers(0, LAST), st.integers(0, CASES - 1), st.integers(0, OFFICES - 1), st.sampled_from(EVENTS)),
    max_size=25,
)


def by_hand(log, office, since, until):
    """Each case once, and each question after the first of the same office."""
    found, asked = {}, set()
    for number, (day, case, by, event) in sorted(enumerate(log), key=lambda line: (line[1][0], line[0])):
        within = by == office and since <= day <= until
        if within:
            found.setdefault(ACTS[Event(event)], set()).add(case)
        if event == "ask":
            if within and (case, by) in asked:
                found.setdefault("asked_again", set()).add(("again", number))
            asked.add((case, by))
    return {habit: len(cases) for habit, cases in found.items()}


def staff_of(db, office):
    """An account of an office, like any other one."""
    like = db.scalars(sa.select(Staff).limit(1)).one()
    same = {column.name: getattr(like, column.name) for column in Staff.__table__.c}
    account = Staff(**same | {"id": str(uuid.uuid4()), "username": uuid.uuid4().hex, "office_id": office.id})
    db.add(account)
    db.flush()
    return account.id


def write(db, history, log):
    staff = [staff_of(db, office) for office in history.offices]
    cases = [history.new_case(history.offices[0]).row for _ in range(CASES)]
    db.flush()
    versions = {case.id: db.get_one(Case, case.id).version for case in cases}
    for day, which, by, event in sorted(log, key=lambda line: line[0]):
        case_id = cases[which].id
        versions[case_id] += 1
        told = {"version": versions[case_id], "event": event, "status": "accepted", "staff_id": staff[by]}
        db.add(CaseEvent(case_id=case_id, happened_on=FIRST + timedelta(days=day), **told))
    db.flush()


@pytest.mark.promise("T8", "in part")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(log=LOG, closed=st.integers(-1, LAST), since=st.integers(0, LAST), more=st.integers(0, LAST))
def test_however_many_days_are_counted_each_case_is_there_once(house, log, closed, since, more):
    with writing(house.engine) as db:
        work, history = house.work(db), History(db, NATIONAL, offices=OFFICES)
        write(db, history, log)
        count_conduct_anew(work)
        db.execute(sa.update(Installation).values(conduct_on=FIRST - timedelta(days=1)))
        for _ in range(closed + 1):
            assert close_conduct(work) == 1
        first = FIRST + timedelta(days=since)
        found = counts_of(work, Period(first, first + timedelta(days=more)), [one.id for one in history.offices])
        for number, office in enumerate(history.offices):
            told = {habit: count for habit, count in found[office.id].items() if count}
            assert told == by_hand(log, number, since, since + more)
        db.rollback()


@pytest.mark.promise("T8", "in part")
def test_numbers_stay_when_their_days_are_counted(town, chief):
    town.answer(file_tutoring(town))
    assert town.send(file_tutoring(town), OFFICER, town.office("411103")).status_code == 200
    before = conduct(town)
    town.days(1)
    assert conduct(town) == before
    while town.does(close_conduct):
        pass
    assert town.does(close_conduct) == 0
    assert conduct(town) == before
    assert town.does(lambda work: work.db.scalar(sa.select(sa.func.count()).select_from(ConductDay)))
    town.does(count_conduct_anew)
    assert conduct(town) == before


def test_cases_that_are_joined_count_for_the_office_that_joins_them(town, chief):
    one, other = (town.phone.file(homework()).json for _ in range(2))
    path = f"/cases/{town.case(one).id}/joining"
    answer = town.console(OFFICER).post(path, {"into": town.case(other).id}, town.case(one).version)
    assert answer.status_code == 200, answer.json
    assert conduct(town)["411102"] == {"joined": 1}


def test_a_second_question_counts_apart_from_the_first(town, chief):
    asked = file_tutoring(town)
    officer = work_on(town, asked)
    for number, text in enumerate(("哪一天？", "几点？", "在哪里？")):
        question = {"text": text, "ask": True}
        path = f"/cases/{town.case(asked).id}/messages"
        assert officer.post(path, question, town.case(asked).version).status_code == 201, number
        assert town.phone.say(asked["receipt"], "周六。").status_code == 201
    assert conduct(town)["411102"] == {"paused": 1, "asked_again": 2}


def test_a_task_that_is_given_back_counts_for_the_office_that_was_asked(town):
    tasked = Tasked(town)
    tasked.moved(tasked.asked(), "return", text="不归我们管。", username=MARKET)
    items = town.console(SUPERVISOR).get("/offices/conduct").json["items"]
    numbers = {item["id"]: {each["measure"]: each["number"] for each in item["measures"]} for item in items}
    returned = {office_id: found["tasks_returned"] for office_id, found in numbers.items() if found["tasks_returned"]}
    assert returned == {town.office("411100", "market_regulation"): 1}
