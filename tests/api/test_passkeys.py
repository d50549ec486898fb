"""Passkeys beside the password, and instead of it; recovery codes in place of a second factor (K3, K4, A2)."""

import pytest
import sqlalchemy as sa

from models import Passkey
from tests.api.refusals import refused
from tests.support.passkeys import USER_PRESENT, Authenticator, add_passkey, enter
from tests.support.phone import code_now, enrol, homework

OFFICER = "officer-411102-education"
SESSION = "/api/v1/staff/session"


@pytest.fixture
def officer(strict, console):
    return console(OFFICER)


def log_in(app, password, **given):
    return app.test_client().post(SESSION, json={"username": OFFICER, "password": password, **given})


def log_in_with(app, password, authenticator, **changes):
    options = log_in(app, password).json["options"]
    return log_in(app, password, passkey=authenticator.get(options) | changes)


def status(app, token):
    return app.test_client().get("/api/v1/staff/me", headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.mark.promise("K4", "in part")
def test_a_passkey_is_a_second_factor_that_every_later_log_in_asks_for(strict, officer, password):
    assert officer.me["must_enrol"]
    phone, added = add_passkey(officer, password)
    assert added.status_code == 201
    assert not officer.get("/staff/me").json["must_enrol"]
    needed = log_in(strict, password)
    assert (needed.status_code, needed.json["code"], needed.json["factors"]) == (401, "otp_needed", ["passkey"])
    assert log_in_with(strict, password, phone).status_code == 201
    assert log_in(strict, password, otp="123456").json["code"] == "otp_needed"


@pytest.mark.promise("K4", "in part")
def test_what_a_passkey_said_is_good_once_for_five_minutes_and_one_account(strict, officer, console, password, clock):
    phone, _ = add_passkey(officer, password)
    answer = phone.get(log_in(strict, password).json["options"])
    assert log_in(strict, password, passkey=answer).status_code == 201
    assert log_in(strict, password, passkey=answer).status_code == 401
    late = phone.get(log_in(strict, password).json["options"])
    clock.forward(5 * 60)
    assert log_in(strict, password, passkey=late).status_code == 401
    open_to_all = strict.test_client().post(f"{SESSION}/passkey/options").json["options"]
    assert log_in(strict, password, passkey=phone.get(open_to_all)).status_code == 401
    assert log_in_with(strict, password, phone).status_code == 201


@pytest.mark.promise("K4", "in part")
def test_two_who_bring_the_same_answer_at_once_get_one_session(strict, officer, password, at_once):
    phone, _ = add_passkey(officer, password, Authenticator(counts=False))
    answer = phone.get(log_in(strict, password).json["options"])
    answers = at_once(lambda _: log_in(strict, password, passkey=answer).status_code, range(3))
    assert sorted(answers) == [201, 401, 401]


@pytest.mark.promise("K4", "in part")
def test_a_counter_that_goes_back_is_a_copy_and_refused(strict, officer, password):
    phone, _ = add_passkey(officer, password)
    assert log_in_with(strict, password, phone).status_code == 201
    phone.count -= 1
    assert log_in_with(strict, password, phone).status_code == 401
    assert log_in_with(strict, password, phone).status_code == 201


@pytest.mark.promise("K4", "in part")
@pytest.mark.parametrize(
    "spoilt", [{"flags": USER_PRESENT}, {"origin": "https://evil.example"}, {"origin": "http://localhost:8001"}]
)
def test_a_passkey_of_another_page_or_without_its_owner_is_refused(strict, officer, password, spoilt):
    _, added = add_passkey(officer, password, Authenticator(**spoilt))
    assert (added.status_code, added.json["errors"][0]["code"]) == (422, "field.passkey_refused")
    phone, _ = add_passkey(officer, password)
    vars(phone).update(spoilt)
    assert log_in_with(strict, password, phone).status_code == 401
    assert enter(strict.test_client(), phone).status_code == 401


@pytest.mark.promise("K4", "in part")
@pytest.mark.parametrize("part", ["client_data", "authenticator_data", "signature", "credential_id"])
def test_a_passkey_answer_with_a_spoilt_part_is_refused(strict, officer, password, part):
    phone, _ = add_passkey(officer, password)
    for value in ("AAAA", "!", "é", "A" * 5001):
        assert log_in_with(strict, password, phone, **{part: value}).status_code == 401
    other = Authenticator()
    assert log_in_with(strict, password, other).status_code == 401


@pytest.mark.promise("K4", "in part")
def test_adding_and_removing_need_the_password_and_end_other_sessions(strict, officer, console, password):
    other = console(OFFICER)
    assert add_passkey(officer, "0000-0000-0000-0000")[1].json["code"] == "bad_credentials"
    phone, added = add_passkey(officer, password)
    assert other.get("/staff/me").status_code == 401
    laptop, more = add_passkey(officer, password, name="电脑", with_prf=False)
    thief = log_in_with(strict, password, phone).json["token"]
    removal = f"/staff/me/passkeys/{added.json['id']}/removal"
    assert officer.post(removal, {"password": "x"}).status_code == 401
    assert officer.post(removal, {"password": password}).status_code == 204
    assert officer.post(removal, {"password": password}).status_code == 404
    assert status(strict, thief) == 401
    assert enter(strict.test_client(), phone).status_code == 401
    last = officer.post(f"/staff/me/passkeys/{more.json['id']}/removal", {"password": password})
    assert (last.status_code, last.json["code"]) == (409, "last_second_factor")
    assert log_in_with(strict, password, laptop).status_code == 201


def test_in_a_demo_the_last_one_may_go(app, console, password):
    officer = console(OFFICER)
    _, added = add_passkey(officer, password)
    assert officer.post(f"/staff/me/passkeys/{added.json['id']}/removal", {"password": password}).status_code == 204
    assert log_in(app, password).status_code == 201


def test_factors_are_listed_with_their_names(strict, officer, password):
    phone, _ = add_passkey(officer, password, name="工作手机")
    add_passkey(officer, password, name="密钥", with_prf=False)
    enrol(officer, password)
    found = officer.get("/staff/me/factors").json
    assert found["has_authenticator"]
    assert {(one["name"], one["replaces_password"]) for one in found["passkeys"]} == {
        ("工作手机", True),
        ("密钥", False),
    }
    assert {one["last_used_on"] for one in found["passkeys"]} == {None}
    assert log_in(strict, password).json["factors"] == ["otp", "passkey"]
    assert add_passkey(officer, password, phone)[1].json["code"] == "passkey_taken"


@pytest.mark.promise("K3", "in part")
def test_a_passkey_with_prf_opens_the_account_without_the_password(strict, officer, phone, password):
    filed = phone.file(homework(text="孩子写到很晚。")).json
    passkey, _ = add_passkey(officer, password)
    entered = enter(strict.test_client(), passkey)
    assert entered.status_code == 201
    headers = {"Authorization": f"Bearer {entered.json['token']}"}
    case_id = officer.case_of(filed["reference"])["id"]
    seen = strict.test_client().get(f"/api/v1/cases/{case_id}", headers=headers)
    assert "孩子写到很晚。" in seen.get_data(as_text=True)


@pytest.mark.promise("K3", "in part")
def test_without_its_prf_a_passkey_opens_nothing_alone(strict, officer, password):
    plain, _ = add_passkey(officer, password, with_prf=False)
    assert enter(strict.test_client(), plain).status_code == 401
    passkey, _ = add_passkey(officer, password)
    for wrong in (Authenticator().prf_secret.hex()[:43], "AAAA", "!", "é"):
        assert enter(strict.test_client(), passkey, prf=wrong).status_code == 401
    assert enter(strict.test_client(), Authenticator()).status_code == 401
    assert enter(strict.test_client(), passkey).status_code == 201


@pytest.mark.promise("K3", "in part")
def test_a_forgotten_password_ends_passkeys_and_codes_of_the_old_keys(strict, console, officer, installed, password):
    passkey, _ = add_passkey(officer, password)
    codes = officer.post("/staff/me/recovery-codes", {"password": password}).json["recovery_codes"]
    administrator = console("administrator")
    enrol(administrator, installed.passwords["administrator"])
    renewed = administrator.post(f"/staff/{officer.me['id']}/password", None).json["password"]
    assert enter(strict.test_client(), passkey).status_code == 401
    again = log_in(strict, renewed, recovery_code=codes[0])
    assert (again.status_code, again.json["must_enrol"], again.json["is_pending"]) == (201, True, True)


@pytest.mark.promise("A2", "in part")
def test_what_is_stored_of_a_passkey_opens_nothing(strict, officer, password, engine):
    passkey, _ = add_passkey(officer, password, name="很像我的手机")
    with engine.connect() as connection:
        [row] = connection.execute(sa.select(Passkey)).all()
    stored = b"".join(value for value in row if isinstance(value, bytes))
    assert passkey.prf_secret not in stored
    assert "很像我的手机".encode() not in stored
    assert passkey.key.private_numbers().private_value.to_bytes(32, "big") not in stored


@pytest.mark.promise("K4", "in part")
def test_a_recovery_code_replaces_the_second_factor_once_and_never_the_password(strict, officer, password):
    refused_codes = officer.post("/staff/me/recovery-codes", {"password": password})
    assert refused_codes.json["code"] == "enrol_first"
    enrol(officer, password)
    codes = officer.post("/staff/me/recovery-codes", {"password": password}).json["recovery_codes"]
    assert len(set(codes)) == 10
    assert log_in(strict, password).json["factors"] == ["otp", "recovery_code"]
    assert log_in(strict, "0000-0000-0000-0000", recovery_code=codes[0]).status_code == 401
    assert log_in(strict, password, recovery_code="0000-0000-0000-0000").status_code == 401
    assert log_in(strict, password, recovery_code=codes[0].lower().replace("-", " ")).status_code == 201
    assert log_in(strict, password, recovery_code=codes[0]).status_code == 401
    assert officer.get("/staff/me/factors").json["recovery_codes_left"] == 9
    renewed = officer.post("/staff/me/recovery-codes", {"password": password}).json["recovery_codes"]
    assert log_in(strict, password, recovery_code=codes[1]).status_code == 401
    assert log_in(strict, password, recovery_code=renewed[1]).status_code == 201


@pytest.mark.promise("K4", "in part")
def test_two_who_bring_the_same_recovery_code_at_once_get_one_session(strict, officer, password, at_once):
    enrol(officer, password)
    [code, *_] = officer.post("/staff/me/recovery-codes", {"password": password}).json["recovery_codes"]
    answers = at_once(lambda _: log_in(strict, password, recovery_code=code).status_code, range(3))
    assert sorted(answers) == [201, 401, 401]


@pytest.mark.promise("A4", "in part")
def test_which_factors_there_are_is_told_after_the_right_password_only(strict, officer, clock, password):
    add_passkey(officer, password)
    seed = enrol(officer, password)
    clock.forward(60)
    for given in ({}, {"otp": code_now(strict.test_client(), seed)}, {"recovery_code": "x"}):
        body = {"username": OFFICER, "password": "0000-0000-0000-0000", **given}
        refused(strict.test_client(), "POST", "/staff/session", 401, "bad_credentials", json=body)
