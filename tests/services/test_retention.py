"""O6: ended cases are deleted when their time is up, by themselves; what is held stays."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Case, Hold, Report
from models.engine import reading, writing
from policy.retention import HoldReason
from policy.vocabulary import Status
from services.cases.by_clock import move_by_clock
from services.ledger import CASE, EVIDENCE, REPORT, mark_of, read_lines
from services.refusals import NotFound
from services.retention import delete_old_cases, held_cases, hold_case, release_case
from services.work import Work
from tests.services.lives import OFFICER
from tests.support.backups import back_up, ledger_of, other_machine
from tests.support.evidence import picture, uploader
from tests.support.phone import homework
from tests.support.rows import count_rows

FID = {"channel": "fcm", "locale": "en", "fid": "fid-1"}
REPLY = {"reason": "不属实。", "public_reply": "没有发现。"}


@pytest.fixture
def by_clock(world, engine, clock):
    """So many days later, the scheduler did what is due; how many cases were deleted."""

    def run(days, job=delete_old_cases):
        clock.time += timedelta(days=days)
        with writing(engine) as db:
            done = job(Work(world, db, clock()))
            db.commit()
        return done

    return run


@pytest.fixture
def declined(phone, console):
    """A report with everything in it, and its answer."""
    filed, tus = uploader(phone, subscription=FID)
    kept = tus.send(picture(), "作业.jpg")
    phone.say(filed["receipt"], "语文和数学。")
    case_id = console(OFFICER).case_of(filed["reference"])["id"]
    assert console(OFFICER).post(f"/cases/{case_id}/notes", {"text": "n"}).status_code == 204
    assert console(OFFICER).move(case_id, 1, "decline", **REPLY).status_code == 200
    return filed, case_id, kept


OF_CASES = {"case", "case_event", "case_key_wrap", "report", "report_key_wrap", "message", "note", "evidence"}


@pytest.mark.promise("O6")
def test_when_its_time_is_up_a_case_goes_with_its_keys_reports_and_files(
    declined, by_clock, phone, engine, world, console
):
    filed, case_id, _ = declined
    until = phone.mine(filed["receipt"]).json["kept_until"]
    assert until == "2027-11-18"
    assert by_clock(364) == 0
    assert phone.mine(filed["receipt"]).status_code == 200
    assert by_clock(1) == 1
    assert by_clock(0) == 0
    rows = count_rows(engine)
    assert {name: rows[name] for name in OF_CASES | {"subscription", "outbox"}} == dict.fromkeys(
        OF_CASES | {"subscription", "outbox"}, 0
    )
    assert (rows["tombstone"], world.evidence.ids()) == (1, set())
    assert phone.mine(filed["receipt"]).status_code == 404
    assert console(OFFICER).get(f"/cases/{case_id}").status_code == 404
    with reading(engine) as db:
        assert mark_of(CASE, case_id) in read_lines(db)


@pytest.mark.promise("O6")
def test_a_case_that_is_worked_on_is_never_deleted(phone, by_clock):
    filed = phone.file(homework()).json
    assert by_clock(4000) == 0
    assert phone.mine(filed["receipt"]).json["kept_until"] is None


@pytest.mark.promise("O6")
def test_how_long_depends_on_status_and_category(phone, console, by_clock):
    filed = phone.file(homework()).json
    officer = console(OFFICER)
    case_id = officer.case_of(filed["reference"])["id"]
    for version, event in enumerate(("accept", "investigate"), 1):
        officer.move(case_id, version, event)
    officer.move(case_id, 3, "resolve", outcome="substantiated", public_reply="已减少。")
    assert phone.mine(filed["receipt"]).json["kept_until"] == "2028-12-17"
    assert by_clock(30, move_by_clock) == 1
    assert phone.mine(filed["receipt"]).json["kept_until"] == "2028-12-17"
    assert by_clock(729) == 0
    assert by_clock(1) == 1


@pytest.mark.promise("O6")
def test_what_is_held_stays_until_it_is_released_and_can_be_withdrawn_all_the_same(
    declined, by_clock, phone, engine, world, clock
):
    filed, case_id, _ = declined
    with writing(engine) as db:
        held = hold_case(Work(world, db, clock()), filed["reference"], HoldReason.COURT)
        db.commit()
    assert (held.case_id, held.references, held.reason_code) == (case_id, (filed["reference"],), "court")
    assert phone.mine(filed["receipt"]).json["kept_until"] is None
    assert by_clock(4000) == 0
    assert phone.mine(filed["receipt"]).status_code == 200
    headers = phone.with_receipt(filed["receipt"])
    assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204
    with writing(engine) as db:
        work = Work(world, db, clock())
        assert [one.references for one in held_cases(work)] == [()]
        release_case(work, case_id)
        with pytest.raises(NotFound):
            release_case(work, case_id)
        db.commit()
    assert by_clock(731) == 1
    assert count_rows(engine)["case"] == 0


def test_a_hold_is_of_a_case_that_is_there_and_the_last_reason_counts(declined, engine, world, clock):
    filed, _, _ = declined
    with writing(engine) as db:
        work = Work(world, db, clock())
        with pytest.raises(NotFound):
            hold_case(work, "0000-0000", HoldReason.AUDIT)
        hold_case(work, filed["reference"], HoldReason.AUDIT)
        hold_case(work, filed["reference"], HoldReason.REVIEW)
        assert [one.reason_code for one in held_cases(work)] == ["review"]
        assert len(db.scalars(sa.select(Hold)).all()) == 1


def test_a_case_that_was_appealed_against_stays_as_long_as_the_appeal(declined, by_clock, phone, console, engine):
    filed, _, _ = declined
    headers = phone.with_receipt(filed["receipt"])
    appeal = {"reason": "没有人来过。"}
    assert phone.client.post("/api/v1/reports/mine/appeal", json=appeal, headers=headers).status_code == 204
    assert by_clock(4000) == 0
    city = console("officer-411100-education")
    appealed = city.case_of(filed["reference"])
    assert city.move(appealed["id"], appealed["version"], "decline", **REPLY).status_code == 200
    assert by_clock(364) == 0
    assert by_clock(1) == 1
    assert by_clock(0) == 1  # now nothing points at the first one
    with reading(engine) as db:
        assert db.scalars(sa.select(Case.id)).all() == []


@pytest.mark.promise("O6")
def test_a_report_is_held_although_it_has_left_the_case_that_is(
    declined, by_clock, phone, console, engine, world, clock
):
    filed, case_id, _ = declined
    with writing(engine) as db:
        hold_case(Work(world, db, clock()), filed["reference"], HoldReason.COURT)
        db.commit()
    headers, appeal = phone.with_receipt(filed["receipt"]), {"reason": "没有人来过。"}
    assert phone.client.post("/api/v1/reports/mine/appeal", json=appeal, headers=headers).status_code == 204
    city = console("officer-411100-education")
    appealed = city.case_of(filed["reference"])
    assert city.move(appealed["id"], appealed["version"], "decline", **REPLY).status_code == 200
    assert phone.mine(filed["receipt"]).json["kept_until"] is None
    assert by_clock(4000) == 0
    assert phone.mine(filed["receipt"]).status_code == 200
    with writing(engine) as db:
        work = Work(world, db, clock())
        assert [one.references for one in held_cases(work)] == [(filed["reference"],)]
        release_case(work, case_id)
        db.commit()
    assert [by_clock(0), by_clock(0)] == [1, 1]
    assert count_rows(engine)["case"] == 0


def test_a_report_goes_on_its_day_although_another_of_its_case_goes_up(phone, console, by_clock, engine, installed):
    place = {"school_id": installed.schools["plain"].id}
    first, second = (phone.file(homework(place=place)).json for _ in range(2))
    officer = console(OFFICER)
    case = officer.case_of(first["reference"])
    assert set(case["references"]) == {first["reference"], second["reference"]}
    assert officer.move(case["id"], case["version"], "decline", **REPLY).status_code == 200
    headers, appeal = phone.with_receipt(first["receipt"]), {"reason": "没有人来过。"}
    assert phone.client.post("/api/v1/reports/mine/appeal", json=appeal, headers=headers).status_code == 204
    assert by_clock(365) == 1
    assert phone.mine(second["receipt"]).status_code == 404
    assert by_clock(0) == 0
    assert phone.mine(first["receipt"]).status_code == 200
    with reading(engine) as db:
        assert len(db.scalars(sa.select(Report.id)).all()) == 1
        assert db.get(Case, case["id"]).status == Status.DECLINED


@pytest.mark.promise("A10")
@pytest.mark.promise("O6")
def test_what_the_clock_deleted_does_not_come_back_with_a_backup(
    declined, by_clock, app, databases, tmp_path_factory, clock, engine
):
    _, _, kept = declined
    clock.time += timedelta(days=350)
    backup = back_up(app)
    assert by_clock(15) == 1
    with reading(engine) as db:
        lines = read_lines(db)
    assert mark_of(EVIDENCE, kept) not in lines  # it went with its report
    assert len(lines) == 2
    with other_machine(app, databases, tmp_path_factory.mktemp("other"), clock) as other:
        assert other.restore(backup, ledger_of(app)).destroyed.reports == 1
        rows = count_rows(other.world.engine)
        assert (rows["case"], rows["report"], other.world.evidence.ids()) == (0, 0, set())


def test_marks_of_what_the_ledger_names_differ():
    assert len({mark_of(kind, "one") for kind in (CASE, REPORT, EVIDENCE)}) == 3
