"""Many at once, with real threads and real commits: everything accepted is there exactly once."""

import uuid
from collections import Counter

import pytest
import sqlalchemy as sa

from models import CaseEvent, Message, Report
from tests.support.phone import Phone, homework
from tests.support.rows import count_rows

OFFICER = "officer-411102-education"
MANY = 50
ONE_REPORT = {"case": 1, "report": 1, "case_event": 1, "case_key_wrap": 1, "report_key_wrap": 1, "subscription": 1}
FID = {"channel": "fcm", "locale": "en", "fid": "fid-1"}


@pytest.fixture
def file(app, installed, at_once):
    """File many reports at once, each (key, body, challenge) on a phone of its own."""

    def one(sent):
        key, body, challenge = sent
        return Phone(app.test_client()).file(body, key=key, challenge=challenge)

    return lambda items: at_once(one, items)


def challenges(phone, number):
    return [phone.challenge() for _ in range(number)]


def added(engine, before):
    """Rows added, by table."""
    return {table: count - before[table] for table, count in count_rows(engine).items() if count != before[table]}


def test_50_filings_with_the_same_key_are_one_report(file, phone, engine):
    key, body, before = uuid.uuid4(), homework(subscription=FID), count_rows(engine)
    answers = file((key, body, challenge) for challenge in challenges(phone, MANY))
    assert Counter(answer.status_code for answer in answers) == {201: MANY}
    assert len({(answer.json["receipt"], answer.json["reference"]) for answer in answers}) == 1
    assert len({answer.data for answer in answers}) == 1
    assert added(engine, before) == {**ONE_REPORT, "spent_challenge": 1}


def test_50_filings_with_different_keys_are_50_reports(file, phone, engine):
    before = count_rows(engine)
    answers = file((uuid.uuid4(), homework(subscription=FID), challenge) for challenge in challenges(phone, MANY))
    assert Counter(answer.status_code for answer in answers) == {201: MANY}
    assert len({answer.json["receipt"] for answer in answers}) == MANY
    references = {answer.json["reference"] for answer in answers}
    with engine.connect() as connection:
        assert set(connection.scalars(sa.select(Report.reference))) == references
    assert len(references) == MANY
    assert added(engine, before) == dict.fromkeys((*ONE_REPORT, "spent_challenge"), MANY)
    seen = [phone.mine(answer.json["receipt"]).json["reference"] for answer in answers]
    assert seen == [answer.json["reference"] for answer in answers]


def test_the_same_key_with_50_bodies_is_one_report_and_49_refusals(file, phone, engine):
    key, before = uuid.uuid4(), count_rows(engine)
    bodies = [homework(text=f"第{number}次", subscription=FID) for number in range(MANY)]
    answers = file((key, body, challenge) for body, challenge in zip(bodies, challenges(phone, MANY), strict=True))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: MANY - 1}
    assert added(engine, before) == {**ONE_REPORT, "spent_challenge": 1}


@pytest.mark.parametrize("number", [2, 10])
def test_one_challenge_is_good_for_one_report(file, phone, engine, number):
    challenge, before = phone.challenge(), count_rows(engine)
    answers = file((uuid.uuid4(), homework(subscription=FID), challenge) for _ in range(number))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 422: number - 1}
    refused = [answer.json["errors"] for answer in answers if answer.status_code == 422]
    assert {(error["field"], error["code"]) for errors in refused for error in errors} == {
        ("challenge", "challenge_spent")
    }
    assert added(engine, before) == {**ONE_REPORT, "spent_challenge": 1}


@pytest.mark.promise("T6")
def test_two_officers_who_move_a_case_at_once_do_not_overwrite_each_other(phone, console, engine, at_once):
    reference = phone.file(homework()).json["reference"]
    officers = [console(OFFICER) for _ in range(2)]
    case_id = officers[0].case_of(reference)["id"]
    for version, event in ((1, "accept"), (2, "investigate")):
        answers = at_once(lambda officer, event=event, v=version: officer.move(case_id, v, event), officers)
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        late = next(answer for answer in answers if answer.status_code == 409)
        assert [change["event"] for change in late.json["changed"]] == [event]
        assert late.headers["ETag"] == f'"{version + 1}"'
    with engine.connect() as connection:
        events = connection.execute(sa.select(CaseEvent.version, CaseEvent.event).order_by(CaseEvent.version)).all()
    assert [tuple(event) for event in events] == [(1, "file"), (2, "accept"), (3, "investigate")]


def test_20_messages_at_once_stand_in_one_line_without_a_gap(app, phone, console, engine, at_once):
    filed = phone.file(homework()).json
    texts = [f"第{number}条" for number in range(20)]
    answers = at_once(lambda text: Phone(app.test_client()).say(filed["receipt"], text), texts)
    assert Counter(answer.status_code for answer in answers) == {201: 20}
    with engine.connect() as connection:
        assert connection.scalars(sa.select(Message.position).order_by(Message.position)).all() == list(range(1, 21))
        versions = connection.scalars(sa.select(CaseEvent.version)).all()
    assert versions == [1]  # what nobody asked for does not get in an officer's way
    said = [message["text"] for message in phone.mine(filed["receipt"]).json["messages"]]
    assert sorted(said) == sorted(texts)
    case = console(OFFICER).case_of(filed["reference"])
    assert case["version"] == 1


def test_10_subscriptions_at_once_leave_one(app, phone, engine, at_once):
    headers = {"Authorization": f"Receipt {phone.file(homework()).json['receipt']}"}

    def subscribe(number):
        client, url = app.test_client(), "/api/v1/reports/mine/subscription"
        return client.put(url, json=FID | {"fid": f"fid-{number}"}, headers=headers).status_code

    assert Counter(at_once(subscribe, range(10))) == {204: 10}
    assert count_rows(engine)["subscription"] == 1
    assert Counter(at_once(subscribe, range(10))) == {204: 10}
    assert count_rows(engine)["subscription"] == 1


def test_a_push_never_gets_lost_between_two_addresses(app, phone, console, engine, at_once):
    """Whoever changes the address while the office acts is told at the new one."""
    filed = phone.file(homework(subscription=FID)).json
    headers = {"Authorization": f"Receipt {filed['receipt']}"}
    officer = console(OFFICER)
    case = officer.case_of(filed["reference"])

    def act(number):
        if number == 0:
            return officer.move(case["id"], 1, "accept").status_code
        body = FID | {"fid": f"fid-{number}"}
        return app.test_client().put("/api/v1/reports/mine/subscription", json=body, headers=headers).status_code

    assert Counter(at_once(act, range(8))) == {200: 1, 204: 7}
    with engine.connect() as connection:
        addresses = connection.execute(sa.text("SELECT sealed_address FROM subscription")).scalars().all()
        waiting = connection.execute(sa.text("SELECT sealed_address FROM outbox")).scalars().all()
    assert waiting == addresses
    assert len(waiting) == 1
