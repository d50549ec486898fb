"""`flask audit …`, as an administrator types it."""

from functools import partial
from threading import Event

import pytest

from commands.schedule import do_what_is_due
from models import Audit
from models.engine import writing
from services.audit.checkpoints import FILE
from tests.support.commands import run_command
from tests.support.phone import homework

OFFICER = "officer-411102-education"


@pytest.fixture
def flask(app):
    """Run a command; the output of both streams."""
    return partial(run_command, app)


@pytest.fixture
def signed(app, phone, console, settings):
    """A case was opened, and the scheduler has come by; the file of the copies."""
    case = console(OFFICER).case_of(phone.file(homework()).json["reference"])
    console(OFFICER).get(f"/cases/{case['id']}")
    do_what_is_due(app.extensions["jianfu"], None, Event())
    return settings.var / "audit" / FILE


@pytest.mark.promise("K7")
def test_the_scheduler_signs_and_copies_and_the_command_finds_nothing_wrong(flask, signed, engine):
    assert signed.stat().st_size > 0
    said = flask("audit", "verify")
    key = flask("audit", "key").strip()
    assert "3 of 3 rows" in said
    again = flask("audit", "verify", "--public-key", key, "--copies", signed.parent)
    assert again == said.replace("of 3 rows", "of 4 rows")  # the first check is a row itself
    assert "hexadecimal" in flask("audit", "verify", "--public-key", "x", code=2)
    with writing(engine) as db:
        db.add(Audit(at=db.query(Audit.at).first()[0], act="case.open", digest=bytes(32)))
        db.commit()
    assert "was changed" in flask("audit", "verify", code=1)


@pytest.mark.promise("K7", "in part")
def test_who_makes_a_backup_or_checks_the_log_is_written_down(flask, signed, console, tmp_path):
    recipient = flask("backup", "key", "--out", tmp_path / "key").strip()
    flask("backup", "create", "--to", tmp_path / "backup", "--recipient", recipient)
    flask("audit", "verify")
    items = console("auditor").get("/audit").json["items"]
    done = sorted(line["act"] for line in items if line["username"] == "(flask)")
    assert done == ["audit.verify", "backup.create"]


@pytest.mark.promise("K7", "in part")
def test_what_is_done_at_the_terminal_is_written_down_without_an_account(flask, app, phone, console):
    flask("staff", "add", "--username", "newcomer", "--role", "analyst")
    flask("staff", "reset", "--username", "newcomer")
    flask("staff", "remove", "--username", "newcomer")
    case_id = flask(
        "hold", "place", "--reference", phone.file(homework()).json["reference"], "--reason", "court"
    ).strip()
    flask("hold", "lift", "--case", case_id)
    flask("office", "change", "--office", "411102/education", "--name", "x")
    flask("office", "close", "--office", "411103/education")
    items = console("auditor").get("/audit").json["items"]
    done = {line["act"]: line["case_id"] or line["object_id"] for line in items if line["username"] == "(flask)"}
    assert set(done) == {
        *("staff.add", "staff.reset", "staff.remove", "hold.place", "hold.release", "office.change", "office.close"),
    }
    assert done["hold.place"] == done["hold.release"] == case_id
    assert all(done.values())
