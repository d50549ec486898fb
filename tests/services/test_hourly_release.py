"""A8: what reporters cause reaches an office at the next full hour; until then nothing that it sees is different."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Base, Case, CaseEvent, Hold, Message, Report, UnreleasedCase, UnreleasedMessage
from models.engine import reading, writing
from policy.retention import HoldReason
from services.filing.releasing import release
from services.retention import held_cases, hold_case
from services.work import Work
from settings import Settings
from tests.promises.processes import environment
from tests.support.phone import homework

LEAD, ABOVE = "officer-411102-education", "supervisor-410000"


@pytest.fixture
def hourly(app, installed, clock):
    """The service as it runs outside the demo; the scheduler has been there in this hour."""
    service = app.extensions["jianfu"]
    world = replace(service.world, released_hourly=True)
    app.extensions["jianfu"] = replace(service, world=world)
    assert struck(world, clock) == 0
    return world


def struck(world, clock, most=100):
    """What the scheduler does with it now; how much was shown."""
    for number in range(most):
        with writing(world.engine) as db:
            done = release(Work(world, db, clock()))
            db.commit()
        if not done:
            return number
    return most


def next_hour(world, clock):
    clock.forward(3600)
    return struck(world, clock)


def seen(*consoles):
    """Everything of queues and numbers that these people can look at, entity tags included."""
    answers = []
    for console in consoles:
        for path, query in (("/cases", {}), ("/cases", {"open": "true"}), ("/cases", {"severity": "high"})):
            answers.append(console.get(path, **query))
        answers.append(console.get("/offices/below"))
        for item in answers[-4].json["items"]:
            answers += [console.get(f"/cases/{item['id']}"), console.get(f"/cases/{item['id']}/suggestions")]
    return [(answer.status_code, answer.data, answer.headers.get("ETag")) for answer in answers]


def references(console):
    return {reference for item in console.get("/cases").json["items"] for reference in item["references"]}


def count(engine, *tables):
    with engine.connect() as connection:
        return [connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables]


@pytest.mark.promise("A8")
def test_a_report_is_seen_at_the_next_full_hour_and_its_reporter_is_told_the_same_at_once(
    hourly, phone, console, clock, engine
):
    lead, above = console(LEAD), console(ABOVE)
    before = seen(lead, above)
    filed = phone.file(homework()).json
    assert phone.mine(filed["receipt"]).json["status"] == filed["status"] == "submitted"
    case_id = next(iter(column(engine, Case.id)))
    clock.forward(1700)
    assert struck(hourly, clock) == 0
    assert seen(lead, above) == before
    for asked in (lead.get(f"/cases/{case_id}"), lead.move(case_id, 1, "accept"), above.get(f"/cases/{case_id}")):
        assert asked.status_code == 404
    clock.forward(1900)
    assert struck(hourly, clock) == 1
    lead, above = console(LEAD), console(ABOVE)  # they were away for too long
    assert references(lead) == references(above) == {filed["reference"]}
    assert lead.move(case_id, 1, "accept").status_code == 200
    assert count(engine, UnreleasedCase) == [0]


def column(engine, which):
    with engine.connect() as connection:
        return connection.scalars(sa.select(which)).all()


@pytest.mark.promise("A8")
@pytest.mark.promise("T11", "in part")
def test_what_is_about_safety_is_seen_at_once(hourly, phone, console):
    filed = phone.file(homework(safety=True)).json
    assert references(console(LEAD)) == {filed["reference"]}


@pytest.mark.promise("A8")
@pytest.mark.promise("T5", "in part")
def test_a_report_joins_a_case_only_when_it_is_shown(hourly, phone, console, clock, engine, installed):
    place = {"place": {"school_id": installed.schools["plain"].id}}
    first = phone.file(homework(**place)).json
    next_hour(hourly, clock)
    lead = console(LEAD)
    case = lead.case_of(first["reference"])
    assert lead.move(case["id"], 1, "accept").status_code == 200
    before = seen(lead)
    later = [phone.file(homework(**place)).json for _ in range(3)]
    assert seen(lead) == before
    assert [phone.mine(filed["receipt"]).json["status"] for filed in later] == ["submitted"] * 3
    assert next_hour(hourly, clock) == 3
    lead = console(LEAD)
    joined = lead.case_of(first["reference"])
    assert (joined["id"], joined["report_count"], joined["version"]) == (case["id"], 4, 2)
    assert count(engine, Case, Report) == [1, 4]
    told = {filed["reference"]: phone.mine(filed["receipt"]).json for filed in later}
    assert {each["status"] for each in told.values()} == {"submitted"}, "what was done before is none of theirs"
    assert len(lead.get(f"/cases/{case['id']}").json["reports"]) == 4


@pytest.mark.promise("O6", "in part")
def test_a_report_that_is_held_before_it_is_shown_joins_with_its_hold(hourly, phone, clock, engine, installed):
    """The reporter names the reference to a court within the hour."""
    place = {"place": {"school_id": installed.schools["plain"].id}}
    phone.file(homework(**place))
    next_hour(hourly, clock)
    held = phone.file(homework(**place)).json
    with writing(engine) as db:
        hold_case(Work(hourly, db, clock()), held["reference"], HoldReason.COURT)
        db.commit()
    assert next_hour(hourly, clock) == 1
    assert count(engine, Case, Hold) == [1, 1]
    with reading(engine) as db:
        [hold] = held_cases(Work(hourly, db, clock()))
    assert (held["reference"] in hold.references, hold.reason_code) == (True, "court")


@pytest.mark.promise("A8")
def test_an_answer_is_seen_at_the_next_full_hour_and_only_then_the_case_goes_on(hourly, phone, console, clock, engine):
    filed = phone.file(homework()).json
    next_hour(hourly, clock)
    lead = console(LEAD)
    case_id = lead.case_of(filed["reference"])["id"]
    lead.move(case_id, 1, "accept")
    assert lead.post(f"/cases/{case_id}/messages", {"text": "?", "ask": True}, 2).status_code == 201
    before = seen(lead)
    for text in ("eins", "zwei"):
        assert phone.say(filed["receipt"], text).status_code == 201
    assert [message["text"] for message in phone.mine(filed["receipt"]).json["messages"]] == ["?", "eins", "zwei"]
    assert seen(lead) == before
    assert next_hour(hourly, clock) == 1
    lead = console(LEAD)
    shown = lead.get(f"/cases/{case_id}").json
    assert (shown["status"], shown["version"]) == ("investigating", 4)
    assert [message["text"] for message in shown["reports"][0]["messages"]] == ["?", "eins", "zwei"]
    assert count(engine, UnreleasedMessage) == [0]


@pytest.mark.promise("A8", "in part")
@pytest.mark.promise("A10", "in part")
def test_what_is_taken_back_within_the_hour_is_gone_and_never_shown_with_a_word(hourly, phone, console, clock, engine):
    filed = phone.file(homework()).json
    phone.say(filed["receipt"], "more")
    headers = phone.with_receipt(filed["receipt"])
    assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204
    assert count(engine, Report, Message, UnreleasedMessage) == [0, 0, 0]
    next_hour(hourly, clock)
    assert references(console(LEAD)) == set()


@pytest.mark.promise("A8")
def test_the_order_in_which_they_are_shown_tells_nothing(hourly, phone, clock, engine):
    """Ten reports, shown one by one: none of 20 runs would be in the order of filing by chance."""
    filed = [phone.file(homework()).json["reference"] for _ in range(10)]
    clock.forward(3600)
    shown, held = [], set(filed)
    while held:
        assert struck(hourly, clock, most=1) == 1
        waiting = sa.select(Report.reference).join(UnreleasedCase, UnreleasedCase.case_id == Report.case_id)
        with engine.connect() as connection:
            left = {each.replace("-", "") for each in connection.scalars(waiting)}
        shown += [each for each in held if each.replace("-", "") not in left]
        held = {each for each in held if each.replace("-", "") in left}
    assert sorted(shown) == sorted(filed)
    assert shown != filed


@pytest.mark.promise("A8", "in part")
def test_what_is_stored_of_them_tells_the_day_and_no_moment(hourly, phone, clock, engine):
    """Two reports of two minutes are alike in everything but what is drawn by chance."""
    for _ in range(2):
        phone.file(homework())
        clock.forward(60)
    days = {"submitted_on", "filed_on", "happened_on", "status_since"}
    for table in (Case, Report, CaseEvent, UnreleasedCase):
        with engine.connect() as connection:
            rows = connection.execute(sa.select(table.__table__)).mappings().all()
        assert len(rows) == 2
        drawn = {"id", "case_id", "reference", "receipt_lookup", "body_mac"}
        same = [name for name in rows[0] if name not in drawn and not name.startswith(("sealed_", "wrapped_"))]
        assert [rows[0][name] for name in same] == [rows[1][name] for name in same]
        assert all(rows[0][name].isoformat() == "2026-11-18" for name in days & rows[0].keys())


def test_a_scheduler_that_was_away_and_a_clock_that_is_set_back_lose_nothing(hourly, phone, clock, console):
    filed = phone.file(homework()).json
    clock.time += timedelta(hours=30)
    assert struck(hourly, clock) == 1
    phone.file(homework())
    clock.time -= timedelta(hours=2)
    assert struck(hourly, clock) == 1
    assert filed["reference"] in references(console(LEAD))


def test_when_it_is_switched_off_what_waits_is_shown(hourly, phone, clock):
    phone.file(homework())
    assert struck(replace(hourly, released_hourly=False), clock) == 1


def test_outside_the_demo_it_is_on(tmp_path, relay_key):
    env = environment(tmp_path, f"sqlite:///{tmp_path}/db", relay_key.public)
    del env["JIANFU_RELEASE_HOURLY"]
    assert Settings.from_env(env).released_hourly
    assert not Settings.from_env(env | {"JIANFU_RELEASE_HOURLY": "0"}).released_hourly
    assert not Settings.from_env({"JIANFU_DEMO": "1", "JIANFU_VAR": str(tmp_path / "demo")}).released_hourly
    assert "unreleased_case" in Base.metadata.tables
