"""O2, A10: a backup is restored, the story goes on, and what was taken back since stays away."""

from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from models import Case, Evidence, Report
from models.engine import reading
from models.snapshot import LEFT_OUT
from security.backups import decrypt, read_identity
from tests.promises.journey import LEAD, OTHER
from tests.promises.search import found
from tests.support.backups import IDENTITY, back_up, ledger_of, other_machine
from tests.support.evidence import Tus, picture
from tests.support.phone import Console, Phone, homework
from tests.support.rows import count_rows


@pytest.fixture
def other(app, databases, tmp_path_factory, clock):
    with other_machine(app, databases, tmp_path_factory.mktemp("other"), clock) as other:
        yield other


@pytest.fixture
def drilled(journey, app, phone, other, clock):
    """A backup of day 1; then reports and a file are taken back; on day 20 the backup is restored elsewhere."""
    tus = Tus(phone.client, journey.filed["open"].receipt)
    second = tus.send(picture(), "homework.jpg")
    backup = back_up(app)
    clock.forward(86400)
    withdraw(phone, journey.filed["resolved"])
    assert tus.delete(f"/api/v1/reports/mine/evidence/{second}").status_code == 204
    late = phone.file(homework()).json
    clock.forward(19 * 86400)
    return other.restore(backup, ledger_of(app)), late, second


def withdraw(phone, filed):
    headers = phone.with_receipt(filed.receipt)
    assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204


def log_in(other, username, installed):
    return Console(other.app.test_client(), username, installed.passwords[username])


@pytest.mark.promise("O2")
@pytest.mark.promise("A10")
def test_what_was_taken_back_after_the_backup_is_away_before_it_serves(drilled, journey, other, installed):
    restored, late, second = drilled
    assert (restored.destroyed.reports, restored.destroyed.files) == (1, 1)
    phone = Phone(other.app.test_client())
    assert phone.mine(journey.filed["resolved"].receipt).status_code == 404
    assert phone.mine(late["receipt"]).status_code == 404  # filed after the backup: what was not backed up is lost
    again = phone.file(homework(), key=journey.filed["resolved"].key)
    assert (again.status_code, again.json["code"]) == (410, "gone")
    with reading(other.world.engine) as db:
        assert db.get(Evidence, second) is None
        assert db.get(Case, journey.filed["resolved"].case_id).status == "closed"
    assert other.world.evidence.ids() == {journey.kept_file}


@pytest.mark.promise("O2")
def test_the_story_goes_on_where_it_was_restored(drilled, journey, other, installed):
    phone, filed = Phone(other.app.test_client()), journey.filed["open"]
    for name in ("declined", "referred_out", "appealed", "open"):
        assert phone.mine(journey.filed[name].receipt).status_code == 200
    officer = log_in(other, OTHER, installed)
    case = officer.get(f"/cases/{filed.case_id}").json
    assert case["reports"][0]["text"] == journey.canaries("text-open")
    seen = officer.get(f"/cases/{filed.case_id}/evidence/{journey.kept_file}")
    assert (seen.status_code, seen.data[:4]) == (200, b"\x89PNG")
    reply = {"outcome": "substantiated", "public_reply": "已减少。"}
    assert officer.end(filed.case_id, case["version"], "resolve", **reply).status_code == 200
    assert phone.mine(filed.receipt).json["public_reply"] == "已减少。"
    filed_anew = phone.file(homework(place={"division_code": "411103"}))
    assert filed_anew.status_code == 201
    assert officer.case_of(filed_anew.json["reference"])["status"] == "submitted"


@pytest.mark.promise("O2")
def test_nobody_is_logged_in_and_no_push_is_sent_after_a_restore(drilled, journey, other):
    rows = count_rows(other.world.engine)
    assert {model.__tablename__: rows[model.__tablename__] for model in LEFT_OUT} == {
        "staff_session": 0,
        "outbox": 0,
        "subscription": 0,
        "spent_challenge": 0,
    }
    client = other.app.test_client()
    old = journey.consoles[LEAD].headers
    assert client.get("/api/v1/cases", headers=old).status_code == 401
    mine = Phone(client).mine(journey.filed["open"].receipt).json
    assert mine["subscribed"] is False


@pytest.mark.promise("O2")
@pytest.mark.promise("A1")
def test_a_stolen_backup_has_no_canary_whoever_opens_it(journey, app, engine, relay):
    backup, opened = back_up(app), []
    decrypt(BytesIO(backup), read_identity(IDENTITY), lambda _, payload: opened.append(payload))
    secrets = [journey.canaries.stem]
    assert len(opened) > 20
    assert found(secrets, backup) == []
    assert [payload[:80] for payload in opened if found(secrets, payload)] == []
    with engine.connect() as connection:
        left_out = [bytes(one) for one in connection.scalars(sa.text("SELECT sealed_address FROM subscription"))]
        left_out += [bytes(one) for one in connection.scalars(sa.text("SELECT lookup FROM staff_session"))]
        kept = [bytes(one) for one in connection.scalars(sa.text("SELECT receipt_lookup FROM report"))]
    assert len(left_out) > 5
    assert found(left_out, b"\n".join(opened)) == []
    assert len(found(kept, b"\n".join(opened))) == len(kept)  # the search finds what is there


@pytest.mark.promise("O2")
def test_everything_else_is_restored_as_it_was(journey, app, engine, other):
    before = count_rows(engine)
    restored = other.restore(back_up(app), ledger_of(app))
    after = count_rows(other.world.engine)
    lost = {name: before[name] - after[name] for name in before if before[name] != after[name]}
    half_uploads = lost.pop("evidence")
    assert set(lost) <= {model.__tablename__ for model in LEFT_OUT}
    assert half_uploads == 1
    assert restored.rows == sum(after.values()) + half_uploads
    assert _content(engine) == _content(other.world.engine)


def _content(engine):
    with engine.connect() as connection:
        rows = connection.execute(sa.select(Report.__table__).order_by(Report.id))
        return [tuple(bytes(one) if isinstance(one, memoryview) else one for one in row) for row in rows]


@pytest.mark.promise("A10")
def test_a_backup_is_restored_until_the_day_on_which_what_was_deleted_must_be_gone(journey, app, other, clock, phone):
    backup = back_up(app)
    clock.time += timedelta(days=34)
    withdraw(phone, journey.filed["declined"])
    assert other.restore(backup, ledger_of(app)).destroyed.reports == 1
