"""No Argon2, no proof of work, no HPKE while a write transaction is open: others are waiting for it to end."""

import sys
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa

from models.engine import writing
from policy.vocabulary import Role
from security import passwords, wraps
from security.endpoints import Endpoints
from security.proof_of_work import ProofOfWork
from security.web_push import new_vapid_key, vapid_public_of
from services.administration.office_registry import add_office
from services.administration.staff_accounts import add_staff
from services.work import WebPush
from tests.api.sent import BROWSER_KEYS
from tests.support.phone import Console, homework

OFFICER = "officer-411102-education"
MINE = "/api/v1/reports/mine/subscription"
FID = {"channel": "fcm", "locale": "en", "fid": "fid-1"}
HEAVY = {
    wraps.wrap.__code__: "wrap",
    wraps.unwrap.__code__: "unwrap",
    wraps.generate_key_pair.__code__: "generate_key_pair",
    passwords._auth_and_kek.__code__: "argon2",
    ProofOfWork.check.__code__: "proof_of_work",
    Endpoints.addresses.__code__: "look_up",
}


class Watch:
    """Which heavy work was done (`done`), and which of it while a write transaction was open (`in_the_way`)."""

    def __init__(self):
        self.done, self.in_the_way, self.writes = [], [], 0
        self._writing = set()

    def begin(self, connection):
        if connection.get_execution_options().get("jianfu_writes", True):
            self._writing.add(id(connection.connection.dbapi_connection))
            self.writes += 1

    def end(self, connection):
        self._writing.discard(id(connection.connection.dbapi_connection))

    def profile(self, frame, event, _):
        if event == "call" and frame.f_code in HEAVY:
            work = HEAVY[frame.f_code]
            self.done.append(work)
            self.in_the_way += [work] if self._writing else []


@contextmanager
def watching(engine):
    watch = Watch()
    events = (("begin", watch.begin), ("commit", watch.end), ("rollback", watch.end))
    for name, listener in events:
        sa.event.listen(engine, name, listener)
    sys.setprofile(watch.profile)
    try:
        yield watch
    finally:
        sys.setprofile(None)
        for name, listener in events:
            sa.event.remove(engine, name, listener)


def check(watch, *expected):
    assert sorted(set(watch.done)) == sorted(expected)
    assert watch.in_the_way == []
    assert watch.writes == 1


@pytest.fixture
def officer_of(house):
    """An officer, and the case and the receipt of a report that was filed."""
    filed = house.phone.file(homework(subscription=FID)).json
    return house.officer, house.case_of(filed)["id"], filed["receipt"]


def test_the_watch_sees_heavy_work_in_the_way(house, argon2_cost):
    with watching(house.engine) as watch, house.engine.begin() as connection:
        connection.execute(sa.text("SELECT 1"))
        passwords.new_record("7K3M-9QXD", argon2_cost)
    assert watch.in_the_way == watch.done == ["argon2"]
    with watching(house.engine) as watch:
        passwords.new_record("7K3M-9QXD", argon2_cost)
    assert (watch.done, watch.in_the_way) == (["argon2"], [])


@pytest.mark.parametrize("safety", [False, True])
def test_filing(house, safety):
    challenge = house.phone.challenge()
    with watching(house.engine) as watch:
        answer = house.phone.file(homework(safety=safety, subscription=FID), challenge=challenge)
    assert answer.status_code == 201
    check(watch, "proof_of_work", "wrap")


def test_moving_a_case(officer_of, house):
    officer, case_id, _ = officer_of
    with watching(house.engine) as watch:
        assert officer.move(case_id, 1, "accept").status_code == 200
    check(watch, "unwrap")


def test_logging_in(house):
    with watching(house.engine) as watch:
        house.log_in(OFFICER)
    check(watch, "argon2")


def test_a_failed_log_in_writes_nothing_and_costs_as_much_for_an_unknown_name(house):
    for username in (OFFICER, "nobody"):
        with watching(house.engine) as watch:
            body = {"username": username, "password": "7K3M-9QXD"}
            assert house.client.post("/api/v1/staff/session", json=body).status_code == 401
        assert (watch.done, watch.writes) == (["argon2"], 0)


@pytest.mark.parametrize("ask", [True, False])
def test_writing_to_the_reporters(officer_of, house, ask):
    officer, case_id, _ = officer_of
    officer.move(case_id, 1, "accept")
    with watching(house.engine) as watch:
        assert officer.post(f"/cases/{case_id}/messages", {"text": "几门?", "ask": ask}, 2).status_code == 201
    check(watch, "unwrap")


def test_writing_a_note(officer_of, house):
    officer, case_id, _ = officer_of
    with watching(house.engine) as watch:
        assert officer.post(f"/cases/{case_id}/notes", {"text": "已致电。"}).status_code == 204
    check(watch, "unwrap")


def test_changing_where_pushes_go(officer_of, house):
    headers = house.phone.with_receipt(officer_of[2])
    with watching(house.engine) as watch:
        answer = house.client.put("/api/v1/reports/mine/subscription", json=FID | {"fid": "2"}, headers=headers)
    assert answer.status_code == 204
    check(watch, "wrap")


@pytest.fixture
def web_push(house):
    """Web Push on, for whatever host."""
    running = house.app.extensions["jianfu"]
    on = WebPush(vapid_public_of(new_vapid_key()), Endpoints(lambda _: ["93.184.216.34"]))
    house.app.extensions["jianfu"] = replace(running, world=replace(running.world, web_push=on))
    yield {"channel": "webpush", "locale": "en", "endpoint": "https://push.example.org/x", "keys": BROWSER_KEYS}
    house.app.extensions["jianfu"] = running


def test_looking_up_the_host_of_a_push_address(web_push, officer_of, house):
    _, _, receipt = officer_of
    challenge = house.phone.challenge()
    with watching(house.engine) as watch:
        assert house.phone.file(homework(subscription=web_push), challenge=challenge).status_code == 201
    check(watch, "look_up", "proof_of_work", "wrap")
    headers = {"Authorization": f"Receipt {receipt}"}
    with watching(house.engine) as watch:
        assert house.client.put(MINE, json=web_push, headers=headers).status_code == 204
    check(watch, "look_up", "wrap")


def test_answering_needs_none(officer_of, house):
    with watching(house.engine) as watch:
        assert house.phone.say(officer_of[2], "语文。").status_code == 201
    check(watch)


def test_reading_opens_no_write_transaction_but_for_the_row_that_says_who_opened_a_case(officer_of, house):
    officer, case_id, receipt = officer_of
    with watching(house.engine) as watch:
        assert officer.get("/cases").status_code == 200
        assert house.phone.mine(receipt).status_code == 200
    assert watch.writes == 0
    with watching(house.engine) as watch:
        assert officer.get(f"/cases/{case_id}").status_code == 200
    assert watch.writes == 1
    unhindered(watch, "unwrap")


def unhindered(watch, *expected):
    """This heavy work was done, and none of it while others waited."""
    assert set(expected) <= set(watch.done)
    assert watch.in_the_way == []


def test_passing_a_case_on(officer_of, house):
    officer, case_id, _ = officer_of
    to = house.installed.offices["411103", "education"].id
    body = {"to_office_id": to, "reason_code": "wrong_place", "reason": "r"}
    with watching(house.engine) as watch:
        assert officer.post(f"/cases/{case_id}/transfer", body, 1).status_code == 200
    unhindered(watch, "unwrap", "wrap")


def test_flagging_danger_lets_the_office_above_in(officer_of, house):
    officer, case_id, _ = officer_of
    with watching(house.engine) as watch:
        assert officer.move(case_id, 1, "flag_safety", reason="r").status_code == 200
    unhindered(watch, "unwrap", "wrap")


def test_appealing(officer_of, house):
    officer, case_id, receipt = officer_of
    assert officer.end(case_id, 1, "decline", reason="r", public_reply="p").status_code == 200
    with watching(house.engine) as watch:
        headers = house.phone.with_receipt(receipt)
        answer = house.client.post("/api/v1/reports/mine/appeal", json={"reason": "?"}, headers=headers)
    assert answer.status_code == 204
    unhindered(watch, "wrap")


def test_accounts_from_the_first_grant_to_the_change_of_keys(house, argon2_cost):
    with writing(house.engine) as db:
        office_id = add_office(house.work(db), "411104", "culture_tourism").id
        people = [add_staff(house.work(db), f"heavy-{name}", Role.OFFICER, office_id) for name in ("one", "two")]
        db.commit()
    one, two = ((new.staff.id, new.password) for new in people)
    superior, administrator = house.log_in("supervisor-410000"), house.log_in("administrator")
    with watching(house.engine) as watch:
        for staff_id, _ in (one, two):
            assert superior.post(f"/staff/{staff_id}/grants", None).status_code == 204
    unhindered(watch, "unwrap", "wrap")
    with watching(house.engine) as watch:
        assert administrator.delete(f"/staff/{one[0]}").status_code == 204
    unhindered(watch, "generate_key_pair", "wrap")
    stays = Console(house.client, "heavy-two", two[1])
    with watching(house.engine) as watch:
        assert stays.post(f"/offices/{office_id}/rotation", None).status_code == 200
        assert stays.post("/staff/me/second-factor", {"password": two[1]}).status_code == 201
    unhindered(watch, "argon2", "unwrap")
