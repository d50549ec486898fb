"""K7: what staff do stands in the audit log before they are answered, and only auditors read it."""

import csv
import io

import pytest
import sqlalchemy as sa

from api import endpoint as endpoints
from api.openapi import contracts
from models import Audit
from models.engine import reading
from policy.audit import Act
from tests.support.phone import homework

OFFICER = "officer-411102-education"
BY_NO_ROUTE = (Act.AUDIT_VERIFY, Act.AUDIT_PRUNE, Act.BACKUP_CREATE, Act.BACKUP_RESTORE)
"""At the terminal, or by the clock: tests/contract/test_audit_commands.py has them."""


@pytest.fixture
def case_id(phone, console):
    return console(OFFICER).case_of(phone.file(homework()).json["reference"])["id"]


@pytest.fixture
def rows(engine):
    """Every row of the log that is about an act."""

    def rows(*acts):
        with reading(engine) as db:
            return db.scalars(sa.select(Audit).where(Audit.act.in_(acts)).order_by(Audit.at, Audit.id)).all()

    return rows


def declared(app):
    """Each endpoint of staff: (method, rule): what the log calls it."""
    return {
        (method.upper(), rule): contract.audits
        for rule, method, contract in contracts(app)
        if contract.allow.name.startswith("staff:")
    }


@pytest.mark.promise("K7")
def test_whatever_staff_change_is_written_down(app):
    changes = {call: act for call, act in declared(app).items() if call[0] != "GET"}
    assert len(changes) > 25
    assert [call for call, act in changes.items() if act is None] == []


@pytest.mark.promise("K7", "in part")
def test_each_act_has_a_route_of_its_own(app):
    acts = [act for act in declared(app).values() if act] + [Act.SESSION_BEGIN, Act.SESSION_REFUSE, *BY_NO_ROUTE]
    assert sorted(acts) == sorted(Act)


@pytest.mark.promise("K7", "in part")
def test_a_case_that_was_opened_stands_in_the_log_and_the_queue_does_not(case_id, console, rows):
    officer = console(OFFICER)
    assert rows("case.open") == []
    officer.get(f"/cases/{case_id}")
    officer.get("/cases")
    [row] = rows("case.open")
    assert (row.username, row.staff_id, row.case_id) == (OFFICER, officer.me["id"], case_id)
    assert row.office_id is not None


@pytest.mark.promise("K7")
def test_no_text_leaves_when_the_row_cannot_be_written(case_id, console, monkeypatch, rows):
    def full(*_):
        raise OSError("disk full")

    officer = console(OFFICER)
    monkeypatch.setattr(endpoints, "_write_opened", full)
    answer = officer.get(f"/cases/{case_id}")
    assert answer.status_code == 500
    assert "写到很晚" not in answer.text
    assert rows("case.open") == []


@pytest.mark.promise("K7", "in part")
def test_what_is_sealed_to_a_reader_was_not_opened(case_id, console, rows):
    assert console("supervisor-410000").get(f"/cases/{case_id}").json["is_sealed"]
    assert console("officer-411103-education").get(f"/cases/{case_id}").status_code == 404
    assert rows("case.open") == []


@pytest.mark.promise("K7", "in part")
def test_an_act_and_its_row_are_stored_together_or_not_at_all(case_id, console, rows):
    officer = console(OFFICER)
    assert officer.move(case_id, 9, "accept").status_code == 409
    assert rows("case.move") == []
    assert officer.move(case_id, 1, "accept").status_code == 200
    assert [row.case_id for row in rows("case.move")] == [case_id]


@pytest.mark.promise("K7", "in part")
def test_log_ins_are_written_down_those_that_fail_too_and_never_what_was_typed(app, console, rows):
    officer = console(OFFICER)
    assert [row.staff_id for row in rows("session.begin")] == [officer.me["id"]]
    for name in (OFFICER, "my own password", OFFICER):
        said = {"username": name, "password": "wrong"}
        with app.test_client().post("/api/v1/staff/session", json=said) as answer:
            assert answer.status_code == 401
    refused = rows("session.refuse")
    assert sorted((row.staff_id or "", row.username) for row in refused) == [("", None), (officer.me["id"], None)]


@pytest.mark.promise("A8", "in part")
def test_of_reporters_the_log_says_nothing(phone, rows):
    receipt = phone.file(homework()).json["receipt"]
    phone.mine(receipt)
    phone.say(receipt, "语文。")
    assert rows(*Act) == []


@pytest.mark.promise("K7", "in part")
def test_the_auditor_reads_it_newest_first_in_parts_and_by_filters(case_id, console, clock):
    officer, auditor = console(OFFICER), console("auditor")
    for _ in range(3):
        officer.get(f"/cases/{case_id}")
    page = auditor.get("/audit", limit=2, act="case.open").json
    rest = auditor.get("/audit", limit=2, act="case.open", cursor=page["next_cursor"]).json
    found = page["items"] + rest["items"]
    assert len({line["id"] for line in found}) == 3
    assert rest["next_cursor"] is None
    assert {line["act_text"] for line in found} == {"Opened a case"}
    assert {line["username"] for line in found} == {OFFICER}
    assert auditor.get("/audit", limit=2, act="case.move", cursor=page["next_cursor"]).status_code == 422
    day = clock().date().isoformat()
    for asked, many in (
        ({"case_id": case_id}, 3),
        ({"staff_id": officer.me["id"], "act": "session.begin"}, 2),
        ({"since": day, "until": day, "act": "case.open"}, 3),
        ({"until": "2026-01-01"}, 0),
        ({"since": "0001-01-01", "until": "9999-12-31", "act": "case.open"}, 3),
        ({"until": "0001-01-01"}, 0),
        ({"office_id": case_id}, 0),
        ({"username": OFFICER, "act": "case.open"}, 3),
        ({"username": f" {OFFICER.upper()} ", "act": "case.open"}, 3),
        ({"username": "nobody-of-that-name"}, 0),
        ({"username": "%"}, 0),
        ({"office": "411102", "act": "case.open"}, 3),
        ({"office": "education", "act": "case.open"}, 3),
        ({"office": "nowhere"}, 0),
        ({"office": "%"}, 0),
    ):
        assert len(auditor.get("/audit", **asked).json["items"]) == many, asked


@pytest.mark.promise("K7", "in part")
def test_the_auditor_chooses_among_all_acts_in_words(console):
    items = console("auditor").get("/audit/acts").json["items"]
    assert {item["value"] for item in items} == set(Act)
    assert {"value": "case.oversee", "label": "Opened a case of an office below, with a reason"} in items


@pytest.mark.promise("K7", "in part")
def test_log_ins_that_failed_are_found_under_the_name_of_the_account(app, console):
    said = {"username": OFFICER, "password": "wrong"}
    with app.test_client().post("/api/v1/staff/session", json=said) as answer:
        assert answer.status_code == 401
    found = console("auditor").get("/audit", username=OFFICER, act="session.refuse").json["items"]
    assert len(found) == 1


@pytest.mark.promise("K7", "in part")
def test_the_auditor_takes_it_away_as_a_table_and_that_is_written_down(case_id, console, rows):
    console(OFFICER).get(f"/cases/{case_id}")
    answer = console("auditor").get("/audit/table", act="case.open")
    assert answer.mimetype == "text/csv"
    head, line = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert dict(zip(head, line, strict=True))["case_id"] == case_id
    assert [row.username for row in rows("audit.export")] == ["auditor"]


@pytest.mark.promise("T12", "in part")
def test_the_avoided_office_leaves_and_reads_no_line_about_a_case_that_goes_past_it(console, phone, rows):
    """Trying leaves the same in the log as trying a case that never was: nothing, and the log is not theirs to read."""
    past = phone.file(homework(avoid_local_office=True)).json
    city, local = console("officer-411100-education"), console(OFFICER)
    case_id = city.case_of(past["reference"])["id"]
    city.get(f"/cases/{case_id}")
    before = [row.id for row in rows(*Act)]
    for tried in (case_id, "0f0f0f0f-0000-4000-8000-00000000000b"):
        assert local.get(f"/cases/{tried}").status_code == 404
        assert local.move(tried, 1, "accept").status_code == 404
    assert [row.id for row in rows(*Act)] == before
    assert {row.office_id for row in rows("case.open")} == {city.me["office_id"]}
    for path in ("/audit", "/audit/table", "/audit/acts"):
        assert local.get(path).status_code == 403
