"""A1: whoever steals all that is stored reads nothing that anybody wrote."""

import logging
import tempfile
import uuid

import pytest
import sqlalchemy as sa

from models import Report
from models.engine import writing
from tests.promises.conftest import TEXT_ANSWER
from tests.promises.further import go_on
from tests.promises.journey import LONG_AGO, take
from tests.promises.openings import Keys
from tests.promises.search import found
from tests.promises.theft import backup_of, configuration, disk_of, dump, files, log_lines
from tests.support.phone import homework

ANSWERS = {
    "homework_kind": ["punitive", "repetitive_copying"],
    "homework_channel": "dingtalk",
    "needs_phone": True,
    "subjects": ["chemistry"],
}
SEALED_WORDS = ["punitive", "repetitive_copying", "dingtalk", "chemistry", "876543", LONG_AGO, "pupil", "substantiated"]
"""Answers, role, day and outcome that are no free text; looked for in the rows only, where such short words are safe to
look for."""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Temporary files lie in the service's folder, where the thief looks."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))


@pytest.fixture
def stolen(temporary, app, engine, settings, installed, phone, console, relay, caplog):
    """The journey in the most talkative configuration there is, and everything there is to steal after it."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")
    disk = disk_of(engine)
    journey = take(phone, console, installed, text_answer=TEXT_ANSWER)
    assert relay.run_once() > 5
    after_the_relay(journey, phone)
    go_on(journey, phone, installed, text_answer=TEXT_ANSWER)
    refused(journey, phone, console)
    taken = dump(engine) + disk.taken() + files(settings.var) + configuration(settings) + log_lines(caplog.records)
    return journey, taken + backup_of(app)


def after_the_relay(journey, phone):
    """A push waits, and a report in the form with the most answers is filed."""
    canary, filed = journey.canaries, journey.filed["open"]
    console = journey.consoles["officer-411103-education"]
    message = {"text": canary("message-that-waits")}
    assert console.post(f"/cases/{filed.case_id}/messages", message).status_code == 201
    assert phone.file(homework(answers=ANSWERS, text=canary("text-more-answers"))).status_code == 201


def refused(journey, phone, console):
    """What is refused, and what breaks inside, is as much a secret."""
    canary = journey.canaries
    bodies = [
        homework(text=canary("refused-text"), answers={"grade": canary("refused-grade")}),
        homework(**{canary("refused-field"): canary("refused-value")}),
        homework(place={"target_name": canary("refused-target"), "school_id": canary("refused-school")}),
    ]
    for body in bodies:
        answer = phone.file(body)
        assert (answer.status_code, canary.stem in answer.text) == (422, False)
    headers = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/json"}
    broken = phone.client.post("/api/v1/reports", data=f'{{"text": "{canary("broken")}"', headers=headers)
    assert (broken.status_code, canary.stem in broken.text) == (400, False)
    search = phone.client.get("/api/v1/schools", query_string={"division_code": "411102", "q": canary("search")})
    assert search.status_code == 200
    sought = phone.client.get(f"/{canary('url')}")
    assert (sought.status_code, canary.stem in sought.text) == (404, False)


@pytest.mark.promise("A1")
def test_a_thief_of_everything_stored_finds_no_canary(stolen, engine):
    journey, taken = stolen
    assert len(journey.canaries.written) > 60
    kinds = {where for where, _, _ in taken}
    assert {"report", "message", "outbox", "file", "settings", "log", "subscription", "backup"} <= kinds
    assert any(what.startswith("sqlalchemy.engine") for where, what, _ in taken if where == "log")
    if engine.dialect.name == "sqlite":
        assert any(name.endswith("-wal") for where, name, _ in taken if where == "file")
    if engine.dialect.name == "postgresql":
        assert any(b"INSERT INTO report" in data for where, name, data in taken if name == "log")
    secrets = [journey.canaries.stem]
    assert [(where, what) for where, what, data in taken if found(secrets, data)] == []


@pytest.mark.promise("A1")
def test_answers_that_are_no_text_are_in_no_row_either(stolen, engine):
    rows = dump(engine)
    assert [(table, word) for table, _, data in rows for word in SEALED_WORDS if word.encode() in data] == []


@pytest.mark.promise("A1")
def test_the_canaries_are_there_for_whoever_has_the_keys(keys, journey):
    """Were they not stored at all, finding none would say nothing."""
    opened = [each.opened() for each in keys.openings()]
    texts = "\n".join(str(one if isinstance(one, bytes) else vars(one)) for one in opened)
    missing = {place for place, canary in journey.canaries.written.items() if canary not in texts}
    assert missing == {
        "fid-first",  # fid-second took its place
        *("in-the-picture", "half-a-file", "refused-file", "refused-film", "refused-name"),  # taken out, or in no row
    }


@pytest.mark.promise("A1")
@pytest.mark.promise("A10", "in part")
def test_what_was_taken_back_opens_for_nobody_and_everything_else_for_whoever_has_the_keys(
    journey, phone, engine, installed, relay_key
):
    before = set(journey.canaries.written)
    journey.filed |= go_on(journey, phone, installed, text_answer=TEXT_ANSWER)
    opened = [each.opened() for each in Keys(engine, installed, journey, relay_key).openable()]
    texts = "\n".join(str(one if isinstance(one, bytes) else vars(one)) for one in opened)
    further = {place: text for place, text in journey.canaries.written.items() if place not in before}
    missing = {place for place, text in further.items() if text not in texts}
    assert missing == {place for place in further if "taken" in place}
    assert len(missing) == 9


@pytest.mark.promise("A1")
def test_the_thief_would_find_what_is_not_sealed(phone, engine, settings, journey):
    """The same search over the same loot, with one sentence stored as it is."""
    disk = disk_of(engine)
    with writing(engine) as db, db.begin():
        db.execute(sa.update(Report).values(routing_reason={"code": journey.canaries.stem, "params": {}}))
    secrets = [journey.canaries.stem]
    assert {where for where, _, data in dump(engine) if found(secrets, data)} == {"report"}
    assert any(found(secrets, data) for _, _, data in disk.taken())
