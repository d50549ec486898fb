"""What staff take for whoever calls or comes: filed like any report, and nothing leads from who took it to it."""

import uuid

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from models import Audit, Report, SpentChallenge
from models.engine import reading
from policy.vocabulary import TAKEN_BY_STAFF
from security.receipts import Receipt
from tests.support.phone import homework
from tests.support.rows import count_rows

SOURCES = [source.value for source in TAKEN_BY_STAFF]


def take(house, body, key=None, who=None):
    key = key or uuid.uuid4()
    headers = {**(who or house.officer).headers, "Idempotency-Key": str(key)}
    return house.client.post("/api/v1/reports/taken", json=body, headers=headers)


def row_of(house, taken):
    with reading(house.engine) as db:
        return db.scalars(sa.select(Report).where(Report.reference == taken["reference"])).one()


@pytest.mark.parametrize("source", SOURCES)
def test_whoever_calls_gets_the_receipt_that_a_phone_would_have_got(house, source):
    key, body = uuid.uuid4(), homework(source=source)
    taken = take(house, body, key)
    assert taken.status_code == 201
    assert taken.json["receipt"] == Receipt.from_idempotency_key(key).text
    mine = house.phone.mine(taken.json["receipt"]).json
    filed = house.phone.file(homework()).json
    for name in ("status", "office", "routing_reason", "findings", "due_on"):
        assert taken.json[name] == filed[name], name
        assert mine[name] == filed[name], name
    assert row_of(house, taken.json).source == source
    assert row_of(house, filed).source == "online"


def test_it_goes_wherever_the_school_is_and_the_officer_there_reads_how_it_came(house):
    city_run = {"school_id": house.installed.schools["city_run"].id}
    taken = take(house, homework(place=city_run, source="walk_in")).json
    assert house.officer.get(f"/cases/{house.case_of(taken)['id']}").status_code == 404
    other = house.log_in("officer-411100-education")
    [report] = other.get(f"/cases/{house.case_of(taken)['id']}").json["reports"]
    assert report["source"] == "walk_in"


def test_the_same_key_and_words_again_are_the_same_report_and_other_words_are_not(house):
    key, body = uuid.uuid4(), homework(source="phone")
    first, before = take(house, body, key), None
    before = count_rows(house.engine)
    assert take(house, body, key).json == first.json
    after = count_rows(house.engine)
    assert {name for name in after if after[name] != before[name]} <= {"audit", "audit_leaf"}
    assert take(house, body | {"text": "另一件事。"}, key).status_code == 409


def test_the_audit_log_says_who_took_one_and_nothing_of_which(house):
    taken = take(house, homework(source="hotline_12345")).json
    with reading(house.engine) as db:
        rows = db.scalars(sa.select(Audit).where(Audit.act == "report.take")).all()
    assert {(row.username, row.case_id, row.object_id) for row in rows} == {("officer-411102-education", None, None)}
    assert taken["receipt"] not in str([vars(row) for row in rows])


def test_staff_need_do_no_work_and_reporters_cannot_leave_it_out(house):
    with reading(house.engine) as db:
        spent = db.scalar(sa.select(sa.func.count()).select_from(SpentChallenge))
    assert take(house, homework(source="phone")).status_code == 201
    with reading(house.engine) as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(SpentChallenge)) == spent
    online = house.client.post(
        "/api/v1/reports", json=homework(source="phone"), headers={"Idempotency-Key": str(uuid.uuid4())}
    )
    assert online.status_code == 422
    assert {"source", "challenge"} & {error["field"] for error in online.json["errors"]}


@pytest.mark.parametrize("wrong", [None, "online", "", "fax", 1, ["phone"], {"phone": True}])
def test_a_way_that_there_is_not_is_refused(house, wrong):
    answer = take(house, homework(source=wrong))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == ["source"]


@given(source=st.text(max_size=30).filter(lambda text: text not in SOURCES))
def test_any_other_word_for_the_way_is_refused_without_being_repeated(house, source):
    answer = take(house, homework(source=source))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == ["source"]


@pytest.mark.parametrize("left_over", ["challenge", "subscription"])
def test_what_belongs_to_a_phone_is_no_field_here(house, left_over):
    answer = take(house, homework(source="phone", **{left_over: None}))
    assert [error["field"] for error in answer.json["errors"]] == [left_over]


def test_who_does_not_work_on_cases_takes_no_reports(house):
    for username in ("supervisor-410000", "analyst", "auditor", "administrator"):
        assert take(house, homework(source="phone"), who=house.log_in(username)).status_code == 403
