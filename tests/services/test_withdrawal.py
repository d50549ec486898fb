"""A report that is taken back is gone at once: from every table and file, for its office and for its reporter."""

import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa

from models import Base, Case, Outbox, Report, Tombstone
from models.engine import empty_log, reading, writing
from services.cases.by_clock import move_by_clock
from services.housekeeping import forget_tombstones
from services.work import Work
from tests.services.lives import CITY, OFFICER, Lives
from tests.support.phone import homework
from tests.support.rows import count_rows, sealed_values

FID = {"channel": "fcm", "locale": "en", "fid": "fid-1"}
DAY_S = 86400
WINDOW = 32
OF_REPORTS = ("report", "report_key_wrap", "message", "rating", "appeal", "subscription", "outbox")

ON_SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""PostgreSQL's dead rows go with its vacuum; it has no log of the live database that could be emptied."""


@pytest.fixture
def key():
    return uuid.uuid4()


@pytest.fixture
def full(lives, key):
    """A report with everything that can belong to one: messages both ways, an answer, a rating, a waiting push."""
    filed = lives.phone.file(homework(subscription=FID), key=key).json
    lives.phone.say(filed["receipt"], "语文和数学。")
    lives.answer(filed)
    assert lives.act(filed, "rating", {"solved": False, "score": 1}).status_code == 204
    return filed


def pieces_on_disk(engine, values):
    """How many pieces of these values stand in the files of a SQLite database."""
    path = Path(engine.url.database)
    files = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    pieces = [value[at : at + WINDOW] for value in values for at in range(0, len(value) - WINDOW + 1, WINDOW)]
    return sum(piece in files for piece in pieces), len(pieces)


@pytest.mark.promise("A10", "in part")
def test_nothing_of_a_withdrawn_report_is_left_in_any_table(full, lives, house):
    before = count_rows(house.engine)
    assert lives.act(full, "withdrawal").status_code == 204
    after = count_rows(house.engine)
    gone = {name: before[name] - after[name] for name in before if before[name] != after[name]}
    assert gone == {
        "report": 1,
        "report_key_wrap": 1,
        "case_key_wrap": 1,
        "message": 1,
        "reply": 1,
        "rating": 1,
        "subscription": 1,
        "outbox": 1,
        "tombstone": -1,
        "deletion": -1,
        "case_event": -1,
    }


@ON_SQLITE
@pytest.mark.promise("A10", "in part")
def test_the_files_of_the_database_hold_no_piece_of_it_any_more(app, installed, phone, console, engine, world, clock):
    filed = phone.file(homework(subscription=FID, text="很长的话。" * 400)).json
    officer = console(OFFICER)
    case_id = officer.case_of(filed["reference"])["id"]
    officer.move(case_id, 1, "accept")
    phone.say(filed["receipt"], "语文和数学。" * 200)
    values = sealed_values(engine, OF_REPORTS)
    found, pieces = pieces_on_disk(engine, values)
    assert found > 0.9 * pieces > 100
    headers = phone.with_receipt(filed["receipt"])
    assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204
    assert pieces_on_disk(engine, values)[0] == 0


@ON_SQLITE
@pytest.mark.promise("A10", "in part")
def test_what_a_reader_kept_in_the_log_goes_with_the_next_run_of_the_scheduler(phone, console, engine, installed):
    filed = phone.file(homework()).json
    values = sealed_values(engine, OF_REPORTS)
    with reading(engine) as somebody:
        somebody.scalar(sa.select(Report.id))
        headers = phone.with_receipt(filed["receipt"])
        assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204
        assert pieces_on_disk(engine, values)[0] > 0
    empty_log(engine)
    assert pieces_on_disk(engine, values)[0] == 0


@pytest.mark.promise("A10", "in part")
@pytest.mark.promise("A4", "in part")
def test_a_withdrawn_receipt_reads_like_one_that_never_was(lives, house):
    filed = lives.phone.file(homework()).json
    lives.act(filed, "withdrawal")
    unknown = {"receipt": "00000-00000-00000-000000"}
    uses = [
        lambda it: lives.phone.mine(it["receipt"]),
        lambda it: lives.phone.say(it["receipt"], "?"),
        lambda it: lives.act(it, "withdrawal"),
        lambda it: lives.act(it, "rating", {"solved": True, "score": 5}),
        lambda it: lives.act(it, "appeal", {"reason": "?"}),
    ]
    for use in uses:
        answers = [use(each) for each in (filed, unknown)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].data == answers[1].data


@pytest.mark.promise("A10", "in part")
def test_the_key_of_a_withdrawn_report_files_nothing_for_ninety_days(app, phone, installed, world, clock, engine):
    key, body = uuid.uuid4(), homework()
    filed = phone.file(body, key=key).json
    phone.client.post("/api/v1/reports/mine/withdrawal", headers=phone.with_receipt(filed["receipt"]))

    def by_clock(days):
        clock.forward(days * DAY_S)
        with writing(engine) as db:
            forget_tombstones(Work(world, db, clock()))
            db.commit()

    for again in (body, homework(text="anderes")):
        answer = phone.file(again, key=key)
        assert (answer.status_code, answer.json["code"]) == (410, "gone")
    by_clock(89)
    assert phone.file(body, key=key).status_code == 410
    by_clock(1)
    assert count_rows(engine)["tombstone"] == 0
    assert count_rows(engine)["report"] == 0


def test_the_case_of_a_withdrawn_report_is_closed_and_shows_none(full, lives, house):
    case_id = house.case_of(full)["id"]
    officer = lives.console(OFFICER)
    assert officer.get(f"/cases/{case_id}").json["reports"][0]["rating"] == {"solved": False, "score": 1}
    lives.act(full, "withdrawal")
    opened = officer.get(f"/cases/{case_id}").json
    assert (opened["status"], opened["reports"], opened["references"]) == ("closed", [], [])
    assert opened["history"][-1]["event"] == "withdraw"
    assert opened["allowed_events"] == []


@pytest.mark.parametrize("event", [None, "accept", "decline"])
def test_withdrawal_is_possible_wherever_the_case_stands(lives, house, event):
    filed = lives.phone.file(homework()).json
    if event == "decline":
        lives.answer(filed)
    elif event:
        assert lives.console(OFFICER).move(house.case_of(filed)["id"], 1, event).status_code == 200
    assert lives.act(filed, "withdrawal").status_code == 204


def test_a_closed_case_can_lose_its_report_too(app, phone, console, world, clock, engine, installed):
    filed = phone.file(homework()).json
    officer = console(OFFICER)
    case_id = officer.case_of(filed["reference"])["id"]
    for version, event in enumerate(("accept", "investigate"), 1):
        officer.move(case_id, version, event)
    officer.end(case_id, 3, "resolve", outcome="substantiated", public_reply="已减少。")
    clock.forward(40 * DAY_S)
    with writing(engine) as db:
        assert move_by_clock(Work(world, db, clock())) == 1
        db.commit()
    headers = phone.with_receipt(filed["receipt"])
    assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204
    assert count_rows(engine)["report"] == 0


def test_the_other_reports_of_a_case_stay_and_its_version_too(lives, house):
    first, second = (lives.phone.file(homework()).json for _ in range(2))
    case = house.case_of(first)
    with house.engine.begin() as connection:  # as joining will do it
        connection.execute(sa.update(Report).where(Report.reference == second["reference"]).values(case_id=case["id"]))
    assert lives.act(second, "withdrawal").status_code == 204
    assert house.case_of(first) == case
    assert lives.mine(first)["status"] == "submitted"
    with reading(house.engine) as db:
        assert db.get(Case, case["id"]).status == "submitted"


def test_two_withdrawals_at_once_leave_one_tombstone(lives, house, at_once):
    filed = lives.phone.file(homework()).json
    answers = at_once(lambda _: Lives(house).act(filed, "withdrawal").status_code, range(4))
    assert sorted(answers) == [204, 404, 404, 404]


def test_an_alerted_office_loses_it_as_well(lives, house):
    filed = lives.phone.file(homework(safety=True)).json
    assert lives.openers(filed, [OFFICER, CITY]) == {OFFICER, CITY}
    case_id = house.case_of(filed)["id"]
    lives.act(filed, "withdrawal")
    for username in (OFFICER, CITY):
        assert lives.console(username).get(f"/cases/{case_id}").json["reports"] == []


def test_no_push_waits_for_a_withdrawn_report(full, lives, house):
    lives.act(full, "withdrawal")
    with reading(house.engine) as db:
        marks = db.scalars(sa.select(Tombstone.forget_on)).all()
        waiting = db.scalars(sa.select(Outbox.sealed_address)).all()
        addresses = set(db.scalars(sa.select(Base.metadata.tables["subscription"].c.sealed_address)))
    assert marks
    assert set(waiting) <= addresses
