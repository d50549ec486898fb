"""Many reports on one target at once, and whoever works on their case meanwhile: nothing is lost, nobody is refused."""

import uuid
from collections import Counter

import pytest
import sqlalchemy as sa

from models import Case, Message, Report
from tests.services.joint import (
    at,
    case_id_of,
    file_at,
    reports_without_a_wrap,
    stored_case,
    unanswered_in_answered_cases,
    without_ids,
)
from tests.services.lives import OFFICER
from tests.support.installation import SCHOOL_ID
from tests.support.phone import Phone, homework
from tests.support.rows import count_rows

MANY = 50
FID = {"channel": "fcm", "locale": "en", "fid": "fid-1"}
ROUNDS = 3
"""How often a race is run: once proves little."""


@pytest.fixture
def file(app):
    """File one report, given its key, challenge and subscription, on a phone of its own."""

    def one(key, challenge, subscription):
        body = at(SCHOOL_ID, subscription=subscription)
        return Phone(app.test_client()).file(body, key=key, challenge=challenge)

    return one


@pytest.fixture
def race(phone, console, file, at_once, engine):
    """An act beside several filings on its case's target; status codes of the act, and of the filings."""

    def run(act, filings=6):
        first = file_at(phone, SCHOOL_ID)
        case_id = case_id_of(engine, first)
        version = stored_case(engine, case_id).version
        challenges = [phone.challenge() for _ in range(filings)]
        calls = [lambda: act(first, case_id, version)]
        calls += [lambda one=one: file(uuid.uuid4(), one, None) for one in challenges]
        done, *filed = at_once(lambda call: call(), calls)
        assert [answer.status_code for answer in filed] == [201] * filings
        return first, case_id, done, [answer.json for answer in filed]

    return run


def whole(engine):
    """What may never be: a report that its office cannot open, or one in an answered case that was not told."""
    return reports_without_a_wrap(engine) == unanswered_in_answered_cases(engine) == []


@pytest.mark.promise("T5", "in part")
def test_50_filings_at_once_are_one_case_with_50_reports(app, file, phone, console, engine, at_once):
    before, challenges = count_rows(engine), [phone.challenge() for _ in range(MANY)]
    sent = [(uuid.uuid4(), challenge, FID if n % 2 else None) for n, challenge in enumerate(challenges)]
    answers = at_once(lambda one: file(*one), sent)
    assert Counter(answer.status_code for answer in answers) == {201: MANY}
    added = {table: count - before[table] for table, count in count_rows(engine).items() if count != before[table]}
    assert added == {
        **dict.fromkeys(("report", "report_key_wrap", "spent_challenge"), MANY),
        **dict.fromkeys(("case", "case_event", "case_key_wrap"), 1),
        "subscription": MANY // 2,
    }
    assert len({answer.json["reference"] for answer in answers}) == MANY
    assert len({str(without_ids(answer.json)) for answer in answers}) == 1
    for answer in answers:
        assert phone.mine(answer.json["receipt"]).json["reference"] == answer.json["reference"]
    officer = console(OFFICER)
    item = officer.case_of(answers[0].json["reference"])
    assert (item["version"], item["report_count"]) == (1, MANY)
    assert len(officer.get(f"/cases/{item['id']}").json["reports"]) == MANY
    assert whole(engine)


@pytest.mark.promise("T5", "in part")
def test_the_same_50_reports_sent_twice_at_once_are_50(file, phone, engine, at_once):
    keys = [uuid.uuid4() for _ in range(MANY // 2)]
    sent = [(key, phone.challenge(), FID if n % 2 else None) for n, key in enumerate(keys * 2)]
    answers = at_once(lambda one: file(*one), sent)
    assert Counter(answer.status_code for answer in answers) == {201: MANY}
    with engine.connect() as connection:
        rows = connection.execute(sa.select(Report.reference, Report.case_id)).all()
    assert {row.reference for row in rows} == {answer.json["reference"] for answer in answers}
    assert len(rows) == MANY // 2
    assert len({row.case_id for row in rows}) == 1


def test_one_challenge_for_many_reports_on_one_target_is_good_for_one(file, phone, at_once):
    challenge = phone.challenge()
    sent = [(uuid.uuid4(), challenge, FID if n % 2 else None) for n in range(12)]
    assert Counter(answer.status_code for answer in at_once(lambda one: file(*one), sent)) == {201: 1, 422: 11}


@pytest.mark.promise("T5", "in part")
def test_a_report_that_comes_while_the_case_is_answered_is_in_it_and_told_or_in_a_new_one(race, console, phone, engine):
    officer = console(OFFICER)
    said = {"reason": "r", "public_reply": "不属实。"}
    for _ in range(ROUNDS):
        _, case_id, done, filed = race(lambda _, case_id, version: officer.end(case_id, version, "decline", **said))
        assert done.status_code == 200, done.json
        homes = [case_id_of(engine, one) for one in filed]
        assert len(set(homes) - {case_id}) <= 1
        for one, home in zip(filed, homes, strict=True):
            status = phone.mine(one["receipt"]).json["status"]
            assert status == ("declined" if home == case_id else "submitted")
        assert whole(engine)
        for home in set(homes) - {case_id}:
            assert officer.end(home, 1, "decline", **said).status_code == 200


@pytest.mark.promise("T5", "in part")
@pytest.mark.promise("K3", "in part")
def test_a_report_that_comes_while_the_case_is_passed_on_goes_along_with_its_key_or_makes_a_new_one(
    race, console, installed, engine
):
    officer, to = console(OFFICER), installed.offices["411100", "education"].id
    for _ in range(ROUNDS):
        body = {"to_office_id": to, "reason_code": "wrong_place", "reason": "r"}
        _, case_id, done, filed = race(
            lambda _, case_id, version, body=body: officer.post(f"/cases/{case_id}/transfer", body, version)
        )
        assert done.status_code == 200, done.json
        homes = {case_id_of(engine, one) for one in filed}
        assert len(homes - {case_id}) <= 1
        assert whole(engine)
        for home in homes - {case_id}:
            assert officer.post(f"/cases/{home}/transfer", body, 1).status_code == 200


@pytest.mark.promise("T5", "in part")
def test_a_report_that_comes_while_the_last_one_is_withdrawn_is_in_an_open_case(race, app, phone, engine):
    for _ in range(ROUNDS):

        def take_back(first, *_):
            headers = phone.with_receipt(first["receipt"])
            return app.test_client().post("/api/v1/reports/mine/withdrawal", headers=headers)

        first, _, done, filed = race(take_back)
        assert done.status_code == 204
        homes = {case_id_of(engine, one) for one in filed}
        assert len(homes) == 1
        assert {stored_case(engine, home).status for home in homes} == {"submitted"}
        assert phone.mine(first["receipt"]).status_code == 404
        for one in filed:
            assert (
                phone.client.post(
                    "/api/v1/reports/mine/withdrawal", headers=phone.with_receipt(one["receipt"])
                ).status_code
                == 204
            )
    with engine.connect() as connection:
        assert set(connection.scalars(sa.select(Case.status))) == {"closed"}


@pytest.mark.promise("T5", "in part")
def test_a_report_that_comes_while_the_office_asks_is_asked_too_or_reads_nothing_of_it(race, console, phone, engine):
    officer = console(OFFICER)

    def ask(_, case_id, version):
        assert officer.move(case_id, version, "accept").status_code == 200
        return officer.post(f"/cases/{case_id}/messages", {"text": "?", "ask": True}, version + 1)

    _, case_id, done, filed = race(ask, filings=12)
    assert done.status_code == 201, done.json
    for one in filed:
        assert case_id_of(engine, one) == case_id
        mine = phone.mine(one["receipt"]).json
        was_asked = bool(mine["messages"])
        assert (mine["status"] == "awaiting_reporter") == was_asked
        assert ("ask" in [item["event"] for item in mine["timeline"]]) == was_asked


def test_an_appeal_beside_filings_takes_its_own_report_only(race, app, phone, console, engine):
    officer = console(OFFICER)

    def decline_and_appeal(first, case_id, version):
        said = {"reason": "r", "public_reply": "不属实。"}
        assert officer.end(case_id, version, "decline", **said).status_code == 200
        headers = phone.with_receipt(first["receipt"])
        return app.test_client().post("/api/v1/reports/mine/appeal", json={"reason": "r"}, headers=headers)

    first, _, done, filed = race(decline_and_appeal)
    assert done.status_code == 204
    assert case_id_of(engine, first) not in {case_id_of(engine, one) for one in filed}
    assert whole(engine)


@pytest.mark.parametrize("path", ["moves", "messages", "transfer"])
@pytest.mark.parametrize("times", [1, 9])
def test_a_report_that_joins_after_the_keys_were_read_is_not_left_out(
    path, times, phone, console, engine, installed, file
):
    """It is done again with the keys of all; if somebody joins each time, the officer has to look again."""
    officer, first = console(OFFICER), file_at(phone, SCHOOL_ID)
    case_id, challenges = case_id_of(engine, first), [phone.challenge() for _ in range(times)]
    bodies = {
        "moves": {"event": "resolve", "outcome": "partly", "actions_taken": ["talked_to"], "public_reply": "已整改。"},
        "messages": {"text": "请看。"},
        "transfer": {
            "to_office_id": installed.offices["411100", "education"].id,
            "reason_code": "wrong_place",
            "reason": "r",
        },
    }

    for version, event in enumerate(("accept", "investigate"), start=1):
        officer.move(case_id, version, event)
    before = stored_case(engine, case_id).version

    def join(_connection, _cursor, statement, *_):
        if challenges and statement.startswith("SELECT report_key_wrap"):
            assert file(uuid.uuid4(), challenges.pop(), None).status_code == 201

    sa.event.listen(engine, "after_cursor_execute", join)
    done = officer.post(f"/cases/{case_id}/{path}", bodies[path], before)
    sa.event.remove(engine, "after_cursor_execute", join)
    assert done.status_code in ({200, 201} if times == 1 else {409})
    assert stored_case(engine, case_id).version == before + (times == 1)
    assert len(challenges) == (0 if times == 1 else times - 5)
    assert whole(engine)
    with engine.connect() as connection:
        messages = connection.scalar(sa.select(sa.func.count()).select_from(Message))
    assert messages == (2 if (path, times) == ("messages", 1) else 0)


@pytest.fixture
def two_cases(phone, console, engine):
    """The office's console, and two cases on one school in no register."""
    filed = [phone.file(homework(place={"target_name": "某小学"})).json for _ in range(2)]
    return console(OFFICER), [case_id_of(engine, one) for one in filed]


@pytest.mark.promise("T5", "in part")
def test_two_cases_that_are_joined_to_each_other_at_once_are_one(two_cases, engine, at_once):
    officer, ids = two_cases
    for_each = [(ids[0], ids[1]), (ids[1], ids[0])]
    answers = at_once(lambda pair: officer.post(f"/cases/{pair[0]}/joining", {"into": pair[1]}, 1), for_each)
    assert sorted(answer.status_code for answer in answers) in ([200, 409], [200, 422])
    assert sorted(stored_case(engine, case_id).status for case_id in ids) == ["closed", "submitted"]
    with engine.connect() as connection:
        homes = connection.scalars(sa.select(Report.case_id)).all()
    assert len(homes) == 2
    assert len(set(homes)) == 1
    assert stored_case(engine, homes[0]).status == "submitted"


@pytest.mark.promise("T5", "in part")
def test_reports_that_come_while_their_case_is_joined_to_another_are_in_an_open_one(race, console, phone, engine):
    officer = console(OFFICER)
    for _ in range(ROUNDS):
        into = case_id_of(engine, phone.file(homework(place={"target_name": "某小学"})).json)
        first, case_id, done, filed = race(
            lambda _, case_id, version, into=into: officer.post(f"/cases/{case_id}/joining", {"into": into}, version)
        )
        assert done.status_code == 200, done.json
        assert stored_case(engine, case_id).status == "closed"
        homes = {case_id_of(engine, one) for one in filed}
        assert case_id not in homes
        assert {stored_case(engine, home).status for home in homes} == {"submitted"}
        assert case_id_of(engine, first) == into
        assert whole(engine)
        said = {"reason": "r", "public_reply": "不属实。"}
        for home in homes - {into}:
            assert officer.end(home, 1, "decline", **said).status_code == 200


def test_a_report_that_is_withdrawn_while_its_case_is_joined_is_gone(two_cases, app, phone, engine, at_once):
    officer, (into, _) = two_cases
    other = phone.file(homework(place={"target_name": "某小学"})).json
    headers = phone.with_receipt(other["receipt"])
    case_id = case_id_of(engine, other)
    acts = [
        lambda: officer.post(f"/cases/{case_id}/joining", {"into": into}, 1).status_code,
        lambda: app.test_client().post("/api/v1/reports/mine/withdrawal", headers=headers).status_code,
    ]
    joined, withdrawn = at_once(lambda act: act(), acts)
    assert withdrawn == 204
    assert joined in {200, 409}
    assert phone.mine(other["receipt"]).status_code == 404
    assert stored_case(engine, into).status == "submitted"
    assert stored_case(engine, case_id).status == "closed"
    assert whole(engine)
