"""Beside a case: what else is open on its school or institution, as many as its page says, and found along an index."""

import re
import uuid

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from models import Case, School
from models.engine import writing
from policy.vocabulary import Role
from services.keyring import Actor
from services.registry.facts import open_on_target
from tests.api.refusals import refused
from tests.services.conftest import house
from tests.services.test_scheduler_walks import WHOLE, plan_of
from tests.support.installation import SCHOOL_ID
from tests.support.phone import homework

__all__ = ["house"]
OFFICER, OTHER = "officer-411102-education", "officer-411103-education"


@pytest.fixture
def officer(house):
    return house.log_in(OFFICER)


@pytest.fixture
def school_id(house):
    """One that nobody else reports."""
    with writing(house.engine) as db:
        school = School(id=str(uuid.uuid4()), division_code="411102", name="某校", stage="primary", boarding=False)
        db.add(school)
        db.commit()
        return school.id


def on_the_school(house, school_id, **changes):
    """The id of a case that an officer found to be about the school; none joins another."""
    case_id = house.case_of(house.phone.file(homework(**changes)).json)["id"]
    with writing(house.engine) as db:
        db.execute(sa.update(Case).where(Case.id == case_id).values(school_id=school_id, join_key=None))
        db.commit()
    return case_id


def beside(house, console, case_id, **query):
    query = {"target_of": case_id, **query}
    return house.client.get("/api/v1/cases", query_string=query, headers=console.headers)


def listed(house, console, case_id, limit):
    """Their ids, page by page."""
    found, cursor = [], {}
    while cursor is not None:
        page = beside(house, console, case_id, limit=limit, **cursor).json
        found += [item["id"] for item in page["items"]]
        assert len(page["items"]) <= limit
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
    return found


def test_as_many_are_listed_as_the_case_counts_and_no_others(house, officer, school_id):
    """None that is answered, of another office, or that goes past this one; in the order of the queue."""
    mine = [on_the_school(house, school_id) for _ in range(4)]
    for changes in ({"place": {"division_code": "411103"}}, {"avoid_local_office": True}):
        on_the_school(house, school_id, **changes)
    house.phone.file(homework())
    assert officer.end(mine[0], 1, "decline", reason="r", public_reply="p").status_code == 200
    counted = officer.get(f"/cases/{mine[1]}").json["registered"]["open_cases"]
    assert counted == len(mine[2:])
    for limit in (1, 2, 25):
        assert listed(house, officer, mine[1], limit) == sorted(mine[2:])  # all are due on one day


def test_a_case_without_an_entry_has_none_beside_it(house, officer, school_id):
    on_the_school(house, school_id)
    alone = house.case_of(house.phone.file(homework()).json)["id"]
    assert beside(house, officer, alone).json == {"items": [], "next_cursor": None}


def test_a_case_of_others_is_answered_like_one_that_never_was(house, officer, school_id):
    elsewhere = on_the_school(house, school_id, place={"division_code": "411103"})
    past = on_the_school(house, school_id, avoid_local_office=True)
    on_the_school(house, school_id)
    answers = {beside(house, officer, one).data for one in (elsewhere, past, str(uuid.uuid4()))}
    assert len(answers) == 1
    assert beside(house, officer, past).status_code == 404
    assert beside(house, house.log_in(OTHER), elsewhere).json["items"] == []


@pytest.mark.parametrize("other", [{"reference": "0000-0000"}, {"open": "true"}, {"matter": "x"}, {"assignee": "me"}])
def test_it_goes_with_no_filter(house, officer, other):
    query = {"query_string": {"target_of": str(uuid.uuid4()), **other}, "headers": officer.headers}
    document = refused(house.client, "GET", "/cases", 422, "invalid_fields", **query)
    assert {error["code"] for error in document["errors"]} <= {"target_of.alone", "reference.alone"}


@given(target=st.text(max_size=40), cursor=st.none() | st.text(min_size=1, max_size=40))
def test_what_names_no_case_is_refused_or_not_found(house, target, cursor):
    console = house.log_in(OFFICER)
    query = {} if cursor is None else {"cursor": cursor}
    assert beside(house, console, target, **query).status_code in {404, 422}


def test_a_page_of_one_case_is_none_of_anothers(house, officer, school_id):
    mine = [on_the_school(house, school_id) for _ in range(3)]
    cursor = beside(house, officer, mine[0], limit=1).json["next_cursor"]
    answer = beside(house, officer, mine[1], limit=1, cursor=cursor)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "cursor")


@pytest.mark.parametrize("column", ["school_id", "institution_id"])
def test_it_is_found_along_an_index_and_so_is_whether_an_entry_may_go(house, column):
    """A list of the registry that is taken back asks that of each of its entries."""
    actor = Actor(str(uuid.uuid4()), OFFICER, Role.OFFICER, house.installed.offices["411102", "education"].id, b"")
    case = Case(id=str(uuid.uuid4()), **{column: SCHOOL_ID})
    questions = open_on_target(actor, case), sa.select(Case.id).where(getattr(Case, column) == SCHOOL_ID)
    for question in questions:
        plan = plan_of(house.engine, question)
        assert [line for line in plan if WHOLE.search(line)] == []
        if house.engine.name == "sqlite":
            assert f"ix_case_{column.removesuffix('_id')}" in re.findall(r"\bix_\w+", " ".join(plan)), plan
