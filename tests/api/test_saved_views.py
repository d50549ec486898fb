"""Views of the queue that somebody saved: theirs alone, in every browser, and sealed."""

import uuid

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Staff
from models.engine import reading
from policy.views import LONGEST_NAME, MOST_SAVED
from tests.support.house import OFFICER

OTHER = "officer-411103-education"
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=LONGEST_NAME)
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "open": st.booleans(),
        "overdue": st.booleans(),
        "status": st.sampled_from(["submitted", "accepted"]),
        "severity": st.just("urgent"),
        "assignee": st.sampled_from(["me", "00000000-0000-4000-8000-000000000000"]),
        "matter": st.just("homework"),
    },
)


def view(name="小学的急件", **filters):
    return {"id": str(uuid.uuid4()), "name": name, "filters": filters or {"open": True}}


def keep(console, *views):
    return console.put("/staff/me/views", {"items": list(views)})


def test_what_is_kept_is_there_at_the_next_log_in_and_nobody_else_has_it(house):
    mine = [view(), view("超期", overdue=True)]
    assert keep(house.log_in(OFFICER), *mine).json == {"items": mine}
    again = house.log_in(OFFICER)
    assert again.me["saved_views"] == mine
    assert again.get("/staff/me").json["saved_views"] == mine
    assert house.log_in(OTHER).me["saved_views"] == []
    assert keep(again).json == {"items": []}
    assert house.log_in(OFFICER).me["saved_views"] == []


def test_nothing_of_it_stands_clear(house):
    keep(house.officer, view("张三的那所小学"))
    with reading(house.engine) as db:
        row = db.scalars(sa.select(Staff).where(Staff.username == OFFICER)).one()
    assert row.sealed_views
    assert "张三".encode() not in row.sealed_views
    assert b"open" not in row.sealed_views
    keep(house.officer)


@settings(max_examples=25)
@given(name=NAMES, filters=FILTERS)
def test_any_name_and_any_filters_come_back_as_they_were(house, name, filters):
    one = {"id": str(uuid.uuid4()), "name": name, "filters": filters}
    kept = keep(house.officer, one)
    if name.strip():
        assert kept.json["items"] == [{**one, "name": name.strip()}]
        assert house.officer.get("/staff/me").json["saved_views"] == kept.json["items"]
    else:
        assert kept.status_code in {200, 422}


@pytest.mark.parametrize(
    "wrong",
    [
        view("x" * (LONGEST_NAME + 1)),
        view(""),
        view(cursor="x"),
        view(open="true"),
        view(status="gone"),
        view() | {"id": "x"},
        {"name": "x", "filters": {}},
    ],
)
def test_what_is_no_view_is_refused_and_changes_nothing(house, wrong):
    mine = view()
    keep(house.officer, mine)
    assert keep(house.officer, wrong).status_code == 422
    assert house.officer.get("/staff/me").json["saved_views"] == [mine]
    keep(house.officer)


def test_there_are_so_many_at_most(house):
    assert keep(house.officer, *(view() for _ in range(MOST_SAVED + 1))).status_code == 422
    assert keep(house.officer, *(view() for _ in range(MOST_SAVED))).status_code == 200
    keep(house.officer)
