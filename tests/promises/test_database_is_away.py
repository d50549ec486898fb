"""O4: while the database is away everybody is told so, nothing is half-written, and nobody has to start anything again.

PostgreSQL is stopped under the running service as if the power had gone; SQLite's file is moved away.
"""

import sqlite3
import uuid
from contextlib import contextmanager
from itertools import count
from types import SimpleNamespace

import psycopg
import pytest
import sqlalchemy as sa

from tests.promises.faults import BOTH, NEVER_SAID, check_unavailable, everything, ready, standing
from tests.promises.journey import LEAD
from tests.support.commands import run_command
from tests.support.house import opened
from tests.support.phone import homework

FID = {"channel": "fcm", "locale": "en", "fid": "fid-1"}
ENOUGH = 100
REPLY = {"outcome": "partly", "public_reply": "已减少作业。"}


@pytest.fixture(scope="module", params=BOTH)
def there(request, tmp_path_factory, now, relay_key, argon2_cost):
    """A house whose database can go; `away` is while it does."""
    var = tmp_path_factory.mktemp("var")
    for name in ("relay", "scheduler"):
        (var / f"{name}.alive").touch()
    with (
        standing(request.param, tmp_path_factory.mktemp("database")) as database,
        opened(database.databases, var, now, relay_key, argon2_cost) as house,
    ):

        @contextmanager
        def away():
            database.go(house.engine)
            try:
                yield
            finally:
                database.come_back()

        yield SimpleNamespace(house=house, var=var, away=away, database=database)


@pytest.fixture
def filed(there):
    return there.house.phone.file(homework()).json


def asked(house, filed):
    """What reporters and staff ask, by name; each is answered well while the database is there."""
    phone, officer, case = house.phone, house.log_in(LEAD), house.case_of(filed)
    challenge, key = phone.challenge(), uuid.uuid4()
    receipt, mine = phone.with_receipt(filed["receipt"]), "/api/v1/reports/mine"
    who = {"username": LEAD, "password": house.installed.passwords[LEAD]}
    return {
        "file": lambda: phone.file(homework(text="另一件事。"), key=key, challenge=challenge),
        "read": lambda: phone.mine(filed["receipt"]),
        "answer": lambda: phone.say(filed["receipt"], "语文。"),
        "subscribe": lambda: phone.client.put(f"{mine}/subscription", json=FID, headers=receipt),
        "queue": lambda: officer.get("/cases"),
        "case": lambda: officer.get(f"/cases/{case['id']}"),
        "move": lambda: officer.move(case["id"], case["version"], "accept"),
        "note": lambda: officer.post(f"/cases/{case['id']}/notes", {"text": "已致电。"}),
        "log in": lambda: house.client.post("/api/v1/staff/session", json=who),
        "schools": lambda: phone.client.get("/api/v1/schools?division_code=411102&q=演示"),
    }


@pytest.mark.promise("O4")
def test_everybody_is_told_to_come_again_and_finds_all_as_it_was(there, filed, caplog):
    house = there.house
    acts, before = asked(house, filed), everything(house.engine)
    assert ready(house) == (200, True, True)
    with there.away():
        for act in acts.values():
            check_unavailable(act())
        assert ready(house) == (503, False, False)
        for path in ("/healthz", "/", "/api/v1/categories"):
            assert house.client.get(path).status_code == 200, path
    assert caplog.messages
    assert not [line for line in caplog.messages if NEVER_SAID.search(line)]
    assert ready(house) == (200, True, True)
    assert everything(house.engine) == before
    for name, act in acts.items():
        assert act().status_code in {200, 201, 204}, name


@contextmanager
def committing(engine, monkeypatch, commit):
    """The next commit is this one."""
    original, waiting = engine.dialect.do_commit, [commit]

    def do_commit(connection):
        (waiting.pop() if waiting else original)(connection)

    with monkeypatch.context() as patched:
        patched.setattr(engine.dialect, "do_commit", do_commit)
        yield
    assert not waiting


@pytest.mark.promise("O4")
@pytest.mark.parametrize("was_stored", [False, True])
def test_a_report_whose_commit_was_cut_is_filed_once_by_the_same_key(there, monkeypatch, was_stored):
    """The server may have stored it or not: the phone cannot know, and need not."""
    phone, engine, key = there.house.phone, there.house.engine, uuid.uuid4()
    challenge, body, gone = phone.challenge(), homework(text=f"第{was_stored}次。", subscription=FID), []
    before = everything(engine)

    def cut(connection):
        if was_stored:
            connection.commit()
        gone.append(there.database)
        if engine.name == "postgresql":
            there.database.go(engine)
            connection.execute("SELECT 1")  # there is nobody to ask
        raise sqlite3.OperationalError("disk I/O error")

    try:
        with committing(engine, monkeypatch, cut):
            check_unavailable(phone.file(body, key=key, challenge=challenge))
    finally:
        if engine.name == "postgresql":
            there.database.come_back()
    assert gone
    after = everything(engine)
    assert (after != before) == was_stored
    answer = phone.file(body, key=key, challenge=challenge)
    assert answer.status_code == 201, answer.json
    assert phone.file(body, key=key, challenge=challenge).json == answer.json
    counted = {name: len(rows) - len(before[name]) for name, rows in everything(engine).items()}
    assert {name: counted[name] for name in ("report", "spent_challenge", "subscription")} == dict.fromkeys(
        ("report", "spent_challenge", "subscription"), 1
    )


@contextmanager
def breaking(engine, at):
    """The database gives up on the statement number `at`, in the middle; yields what was sent."""
    numbers, sent = count(1), []

    def before(connection, _cursor, statement, *_):
        sent.append(statement)
        if next(numbers) == at:
            break_off(connection.connection.dbapi_connection)

    sa.event.listen(engine, "before_cursor_execute", before)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", before)
        if engine.name == "sqlite":
            engine.dispose()


def break_off(raw):
    """The server ends the connection, SQLite whatever it is asked."""
    if isinstance(raw, sqlite3.Connection):
        once = [1]
        raw.set_progress_handler(lambda: once.pop() if once else 0, 1)
        return
    with psycopg.connect(raw.info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [raw.info.backend_pid])


def single_acts(house, filed):
    """Each can be sent until it succeeds once."""
    phone, officer, case_id = house.phone, house.log_in(LEAD), house.case_of(filed)["id"]
    assert officer.move(case_id, 1, "accept").status_code == 200
    assert officer.move(case_id, 2, "investigate").status_code == 200
    key, challenge = uuid.uuid4(), phone.challenge()
    return {
        "file": lambda: phone.file(homework(text="第三件事。", subscription=FID), key=key, challenge=challenge),
        "answer": lambda: phone.say(filed["receipt"], "语文。"),
        "resolve": lambda: officer.move(case_id, 3, "resolve", **REPLY),
        "log_out": lambda: officer.client.delete("/api/v1/staff/session", headers=officer.headers),
    }


@pytest.mark.promise("O4")
@pytest.mark.parametrize("act", ["file", "answer", "resolve", "log_out"])
def test_a_connection_that_breaks_at_any_statement_changes_nothing_and_the_next_try_succeeds(there, filed, act):
    house, send = there.house, single_acts(there.house, filed)[act]
    before = everything(house.engine)
    for number in range(1, ENOUGH):
        with breaking(house.engine, number) as sent:
            answer = send()
        if len(sent) < number:
            break
        check_unavailable(answer)
        assert everything(house.engine) == before, sent
    assert answer.status_code in {200, 201, 204}, answer.json
    assert everything(house.engine) != before
    assert number > 2


@pytest.mark.promise("O4")
def test_commands_say_so_in_a_sentence_and_the_scheduler_goes_on_afterwards(there, caplog):
    app, alive = there.house.app, there.var / "scheduler.alive"
    alive.unlink()
    with there.away():
        said = run_command(app, "office", "list", code=1)
        assert said.startswith("Error: The database cannot be used (OperationalError).")
        run_command(app, "schedule", "run", "--once")
        assert caplog.messages[-1] == "the scheduler cannot reach the database: OperationalError"
        assert not alive.exists()
    run_command(app, "schedule", "run", "--once")
    assert alive.exists()
