"""T9: the same for many cases at once, each with a result of its own; what is stale stays as it is."""

import uuid
from collections import Counter

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Audit, Case, CaseEvent
from models.engine import reading
from services.desk import bulk
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, REASON
from tests.support.house import opened
from tests.support.phone import homework
from tests.support.statements import listening

MESSAGE = {"message": {"text": "正在核实，请稍候。"}}
ACCEPT = {"move": {"event": "accept"}}
ELSEWHERE = {"division_code": "411103"}
KINDS = ("good", "stale", "foreign", "unknown")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def house(request, tmp_path_factory, now, relay_key, argon2_cost):
    """A house of its own: filters match what is filed here, and nothing else."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    with opened(databases, tmp_path_factory.mktemp("bulk"), now, relay_key, argon2_cost) as house:
        yield house


@pytest.fixture
def some(house):
    """File so many reports; their cases, each with its version."""

    def file(number, **changes):
        return [house.case_of(house.phone.file(homework(**changes)).json) for _ in range(number)]

    return file


def do(house, cases, deed, who=None, **query):
    officer = who or house.officer
    chosen = {"all_that_match": True} if cases is None else {"cases": cases}
    return officer.client.post(
        "/api/v1/cases/bulk", json={**chosen, **deed}, query_string=query, headers=officer.headers
    )


def statuses(answer):
    assert answer.status_code == 200, answer.json
    return [item["status"] for item in answer.json["items"]]


def now_at(house, case):
    with reading(house.engine) as db:
        return db.get(Case, case["id"])


@pytest.mark.promise("T9")
def test_half_of_them_stale_leaves_those_as_they_are_and_does_the_rest(house, some):
    cases = some(6)
    for case in cases[::2]:
        assert house.officer.post(f"/cases/{case['id']}/assignment", {"assignee": "me"}, 1).status_code == 200
    answer = do(house, cases, ACCEPT)
    assert statuses(answer) == [409, 200] * 3
    assert [item["id"] for item in answer.json["items"]] == [case["id"] for case in cases]
    assert [item["version"] for item in answer.json["items"]] == [2] * 6
    assert answer.json["done"] == 3
    stale = answer.json["items"][0]
    assert (stale["problem"]["code"], stale["changed"][0]["event"]) == ("stale", "assign")
    assert [now_at(house, case).status for case in cases] == ["submitted", "accepted"] * 3
    again = [{"id": item["id"], "version": item["version"]} for item in answer.json["items"] if item["status"] == 409]
    assert statuses(do(house, again, ACCEPT)) == [200] * 3


@pytest.mark.promise("T9")
def test_all_that_a_filter_matches_are_done_and_nothing_else(house, some):
    me = house.officer.me["id"]
    cases, other = some(3), some(1)
    assert statuses(do(house, cases, {"assignment": {"assignee": "me"}})) == [200] * 3
    matching = house.officer.get("/cases/matching", assignee=me, status="submitted", open="true").json
    assert {case["id"] for case in cases} <= {item["id"] for item in matching["items"]}
    assert matching["at_once"] > 0
    answer = do(house, None, ACCEPT, assignee="me", status="submitted", open="true")
    assert {item["id"]: 200 for item in matching["items"]} == {
        item["id"]: item["status"] for item in answer.json["items"]
    }
    assert now_at(house, other[0]).status == "submitted"
    assert do(house, None, ACCEPT, assignee="me", status="submitted").json == {"items": [], "done": 0}


@pytest.mark.promise("T9", "in part")
def test_more_than_may_be_done_at_once_are_refused_and_none_is_done(house, some, monkeypatch):
    cases = some(3)
    monkeypatch.setattr(bulk, "MOST", 2)
    refused = do(house, None, ACCEPT, status="submitted")
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "bulk.too_many")
    assert house.officer.get("/cases/matching", status="submitted").status_code == 422
    assert {now_at(house, case).version for case in cases} == {1}


@pytest.mark.promise("T9", "in part")
def test_the_whole_work_of_an_officer_goes_to_a_colleague(house, some):
    """Somebody goes on leave: the cases of others stay where they are."""
    other = next(one for one in house.officer.get("/cases/colleagues").json["items"] if one["username"] == OFFICER)
    assert other["id"] == house.officer.me["id"]
    mine = some(3)
    assert statuses(do(house, mine, {"assignment": {"assignee": other["id"]}})) == [200] * 3
    answer = do(house, None, {"assignment": {"assignee": None}}, assignee=other["id"], open="true")
    assert set(statuses(answer)) == {200}
    assert {now_at(house, case).assignee_id for case in mine} == {None}
    nobody = do(house, [{**case, "version": 3} for case in mine], {"assignment": {"assignee": str(uuid.uuid4())}})
    assert statuses(nobody) == [422] * 3


@pytest.mark.promise("T9", "in part")
def test_cases_are_passed_on_and_opened_by_who_has_them_then(house, some):
    cases = some(3)
    wish = {"to_office_id": house.installed.offices["411103", "education"].id, **REASON}
    answer = do(house, cases, {"transfer": wish})
    assert statuses(answer) == [200] * 3
    neighbour = house.log_in(NEIGHBOUR)
    for case in cases:
        assert len(neighbour.get(f"/cases/{case['id']}").json["reports"]) == 1
        assert house.officer.get(f"/cases/{case['id']}").status_code == 404
    assert statuses(do(house, cases, {"transfer": wish})) == [404] * 3


@pytest.mark.promise("T9", "in part")
def test_each_reporter_is_written_to_once(house, some):
    cases = some(2)
    assert statuses(do(house, [*cases, cases[0]], MESSAGE)) == [200] * 2
    with reading(house.engine) as db:
        ids = [case["id"] for case in cases]
        events = sa.select(CaseEvent.case_id).where(CaseEvent.case_id.in_(ids), CaseEvent.event == "message")
        assert sorted(db.scalars(events)) == sorted(ids)


@pytest.mark.promise("K7", "in part")
def test_the_audit_log_tells_of_each_case_that_was_done_and_of_no_other(house, some):
    cases, foreign = some(2), some(1, place=ELSEWHERE)
    stale = {**cases[1], "version": 7}
    assert statuses(do(house, [cases[0], stale, *foreign], ACCEPT)) == [200, 409, 404]
    with reading(house.engine) as db:
        rows = db.execute(sa.select(Audit.act, Audit.case_id, Audit.username).order_by(Audit.at)).all()
    ids = {case["id"] for case in (*cases, *foreign)}
    assert [tuple(row) for row in rows if row.case_id in ids] == [("case.move", cases[0]["id"], OFFICER)]
    assert ("case.bulk", None, OFFICER) in {tuple(row) for row in rows}


def test_nothing_is_opened_or_wrapped_while_others_wait_to_write(house, some):
    cases, statements = some(3), []
    wish = {"to_office_id": house.installed.offices["411103", "education"].id, **REASON}
    with listening(house.engine, statements):
        assert statuses(do(house, cases, {"transfer": wish})) == [200] * 3
    first = next(number for number, one in enumerate(statements) if "FOR UPDATE" in one or "IMMEDIATE" in one)
    assert any("key_grant" in one for one in statements[:first])
    assert not any("key_grant.wrapped_key" in one for one in statements[first:])


@pytest.mark.promise("T6", "in part")
def test_two_that_overlap_wait_for_each_other_and_each_case_is_done_once(house, some, at_once):
    cases = some(8)
    answers = at_once(lambda chosen: do(house, chosen, ACCEPT), [cases, cases[::-1]])
    found = [(item["id"], item["status"]) for answer in answers for item in answer.json["items"]]
    assert Counter(found) == Counter((case["id"], status) for case in cases for status in (200, 409))
    assert {now_at(house, case).version for case in cases} == {2}


@pytest.fixture(scope="module")
def pool(house):
    """Cases of the office, and of another."""
    mine = [house.case_of(house.phone.file(homework()).json)["id"] for _ in range(6)]
    theirs = [house.case_of(house.phone.file(homework(place=ELSEWHERE)).json)["id"] for _ in range(2)]
    return mine, theirs


@pytest.mark.promise("T9", "in part")
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
def test_whatever_is_among_them_each_is_answered_as_it_would_be_alone(house, pool, kinds):
    mine, theirs = pool
    expected = {"good": 200, "stale": 409, "foreign": 404, "unknown": 404}
    chosen, wanted = [], {}
    for number, kind in enumerate(kinds):
        at = {"good": mine[number], "stale": mine[number], "foreign": theirs[number % 2]}
        case_id = at.get(kind) or str(uuid.uuid4())
        with reading(house.engine) as db:
            case = db.get(Case, case_id)
        version = 1 if case is None else case.version
        chosen.append({"id": case_id, "version": version + (kind == "stale")})
        wanted[case_id] = expected[kind]
    before = written(house, mine)
    answer = do(house, chosen, MESSAGE)
    assert {item["id"]: item["status"] for item in answer.json["items"]} == wanted
    assert written(house, mine) - before == Counter(
        case_id for case_id, status in wanted.items() if status == 200 and case_id in mine
    )


def written(house, ids):
    with reading(house.engine) as db:
        rows = sa.select(CaseEvent.case_id).where(CaseEvent.case_id.in_(ids), CaseEvent.event == "message")
        return Counter(db.scalars(rows))


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"cases": []},
        {"cases": None},
        {"all_that_match": True, "cases": [{"id": str(uuid.uuid4()), "version": 1}]},
        {"cases": [{"id": "x", "version": 1}]},
        {"cases": [{"id": str(uuid.uuid4())}]},
        {"cases": [{"id": str(uuid.uuid4()), "version": 0}]},
        {"cases": [{"id": str(uuid.uuid4()), "version": 1}] * 501},
        {"cases": {"id": str(uuid.uuid4())}},
    ],
)
def test_cases_that_are_not_said_or_said_twice_are_refused(house, wrong):
    body = {**ACCEPT, **wrong}
    answer = house.officer.post("/cases/bulk", body)
    assert answer.status_code == 422, answer.json
    assert all(error["field"].startswith("cases") for error in answer.json["errors"])


@pytest.mark.parametrize(
    "deed",
    [
        {},
        ACCEPT | MESSAGE,
        {"move": {"event": "resolve"}},
        {"move": {"event": "accept", "public_reply": "x"}},
        {"message": {"text": "?", "ask": True}},
        {"message": {"text": ""}},
        {"assignment": {}},
        {"transfer": {"to_office_id": "x", **REASON}},
    ],
)
def test_what_cannot_be_done_with_many_is_refused(house, some, deed):
    [case] = some(1)
    assert do(house, [case], deed).status_code == 422
    assert now_at(house, case).version == 1


def test_who_may_do_it_with_none_is_told_so_at_once(house, some):
    [case] = some(1)
    supervisor = house.supervisor
    assert do(house, [case], MESSAGE, who=supervisor).status_code == 403
    assert statuses(do(house, [case], {"assignment": {"assignee": "me"}}, who=supervisor)) == [403]
    assert statuses(do(house, [case], ACCEPT, who=house.log_in(CITY))) == [404]
    for outside in ("analyst", "auditor", "administrator"):
        assert do(house, [case], ACCEPT, who=house.log_in(outside)).status_code == 403
    assert now_at(house, case).version == 1
