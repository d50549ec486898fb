"""What a report may not say: places, answers, texts and days, each refused by name with what is allowed."""

import uuid

import pytest

from tests.api.refusals import CANARY, message_of, refused
from tests.support.phone import homework
from tests.support.rows import count_rows

LONG = CANARY + "长" * (5001 - len(CANARY))
GRADES = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"


def refuse(house, path, body, field):
    headers = {"Idempotency-Key": str(uuid.uuid4())} if path == "/reports" else {}
    document = refused(house.client, "POST", path, 422, "invalid_fields", field, json=body, headers=headers)
    return message_of(document, field)


def tutoring(**answers):
    given = {"grade": 5, "subject": "math", "mode": "offline", "problem": ["off_day"], **answers}
    return {"category": "tutoring", "place": {"division_code": "411102"}, "answers": given}


def day(date, minutes=60):
    return {"answers": {"written_minutes": [{"date": date, "minutes": minutes}]}}


WRONG = {
    "unknown division": ({"place": {"division_code": "999999"}}, "place.division_code", "Choose a county"),
    "no division": ({"place": {"division_code": CANARY[:12]}}, "place.division_code", "Choose a county"),
    "long division": ({"place": {"division_code": CANARY * 2}}, "place.division_code", "At most 12 characters."),
    "former code that became a city": (
        {"place": {"division_code": "460300"}},
        "place.division_code",
        "Choose a county",
    ),
    "a city with counties": ({"place": {"division_code": "411100"}}, "place.division_code", "Choose a county"),
    "a province": ({"place": {"division_code": "410000"}}, "place.division_code", "Choose a county"),
    "the country": ({"place": {"division_code": "000000"}}, "place.division_code", "Choose a county"),
    "unknown school": ({"place": {"school_id": str(uuid.UUID(int=7))}}, "place.school_id", "no such school"),
    "a malformed school": ({"place": {"school_id": CANARY}}, "place.school_id", "An id (UUID)"),
    "unknown institution": ({"place": {"institution_id": str(uuid.UUID(int=7))}}, "place.institution_id", "no such"),
    "long target": ({"place": {"target_name": CANARY * 20}}, "place.target_name", "At most 200 characters."),
    "unknown category": (
        {"category": CANARY},
        "category",
        "Choose one of: homework, tutoring, after_school_service, school_conduct.",
    ),
    "grade 13": ({"answers": {"grade": 13}}, "answers.grade", GRADES),
    "grade 0": ({"answers": {"grade": 0}}, "answers.grade", GRADES),
    "negative minutes": (day("2026-11-17", -1), "answers.written_minutes.0.minutes", "a number from 0 to 720"),
    "day-long minutes": (day("2026-11-17", 1441), "answers.written_minutes.0.minutes", "a number from 0 to 720"),
    "tomorrow": (day("2026-11-19"), "answers.written_minutes.0.date", "not be after today"),
    "before 2021": (day("2020-12-31"), "answers.written_minutes.0.date", "not be before 2021-01-01"),
    "no such day": (day("2026-02-30"), "answers.written_minutes.0.date", "a date such as"),
    "not a date": (day(CANARY), "answers.written_minutes.0.date", "a date such as"),
    "happened tomorrow": ({"occurred_on": "2026-11-19"}, "occurred_on", "not be after today"),
    "happened before 2021": ({"occurred_on": "2020-12-31"}, "occurred_on", "not be before 2021-01-01"),
    "happened in year 10000": ({"occurred_on": "10000-01-01"}, "occurred_on", "a date such as"),
    "happened in other digits": ({"occurred_on": "2026-11-1７"}, "occurred_on", "a date such as"),
    "unknown answer": ({"answers": {CANARY: CANARY}}, "answers", "does not ask for"),
}
WRONG_ONLY_IN_A_REPORT = {
    "5,001 characters": ({"text": LONG}, "text", "At most 5000 characters."),
    "a NUL": ({"text": f"{CANARY}\0"}, "text", "a text"),
    "a lone surrogate": ({"text": f"{CANARY}\ud83d"}, "text", "a text"),
    "unknown role": ({"reporter_role": CANARY}, "reporter_role", "Choose one of: parent, pupil, other."),
    "a word for a flag": ({"safety": "yes"}, "safety", "yes or no"),
    "a word for another office": ({"avoid_local_office": "yes"}, "avoid_local_office", "yes or no"),
    "unknown channel": (
        {"subscription": {"channel": CANARY, "locale": "en"}},
        "subscription.channel",
        "Choose one of: fcm, fcm_topic, webpush.",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_place_or_answer_that_is_not_allowed_is_refused_before_and_while_filing(house, wrong):
    changes, field, says = WRONG[wrong]
    body = homework(**changes)
    assert says in refuse(house, "/findings", _complaint(body), field)
    assert says in refuse(house, "/reports", {**body, "challenge": house.phone.challenge()}, field)


@pytest.mark.parametrize("wrong", WRONG_ONLY_IN_A_REPORT)
def test_a_report_that_is_not_allowed_is_refused(house, wrong):
    changes, field, says = WRONG_ONLY_IN_A_REPORT[wrong]
    assert says in refuse(house, "/reports", {**homework(**changes), "challenge": house.phone.challenge()}, field)


@pytest.mark.parametrize("lesson", [("2026-11-19", "after today"), ("2020-12-31", "before 2021-01-01")])
def test_a_lesson_tomorrow_or_before_2021_is_refused(house, lesson):
    assert lesson[1] in refuse(house, "/findings", tutoring(lesson_date=lesson[0]), "answers.lesson_date")


def test_a_school_of_another_division_is_refused(house):
    school = house.installed.schools["plain"].id
    body = homework(place={"division_code": "411103", "school_id": school})
    assert "no such school" in refuse(house, "/findings", _complaint(body), "place.school_id")


def test_two_targets_are_refused(house):
    body = homework(place={"school_id": house.installed.schools["plain"].id, "target_name": CANARY})
    assert "only one" in refuse(house, "/findings", _complaint(body), "place.target_name")


def test_a_former_code_is_taken_for_what_it_is_today(house):
    body = _complaint(homework(place={"division_code": "110228"}))
    assert house.client.post("/api/v1/findings", json=body).status_code == 200


def test_5000_characters_are_taken(house):
    assert house.phone.file(homework(text="长" * 5000)).status_code == 201


def test_a_message_of_2001_characters_is_refused(house):
    long = CANARY + "长" * (2001 - len(CANARY))
    says = refused(
        house.client, "POST", "/reports/mine/messages", 422, None, "text", json={"text": long}, headers=house.receipt
    )
    assert message_of(says, "text") == "At most 2000 characters."
    assert house.phone.say(house.filed["receipt"], long[1:]).status_code == 201


@pytest.mark.parametrize("text", ["", " \n\t ", "\u3000"])
def test_an_empty_message_is_refused(house, text):
    refused(
        house.client, "POST", "/reports/mine/messages", 422, None, "text", json={"text": text}, headers=house.receipt
    )


def test_everything_that_is_wrong_is_said_at_once(house):
    body = homework(answers={"grade": 13, "weekend_minutes": -1}, occurred_on="2026-11-19")
    refused(
        house.client,
        *("POST", "/findings", 422, "invalid_fields"),
        *("answers.grade", "answers.weekend_minutes", "occurred_on"),
        json=_complaint(body),
    )


def test_missing_fields_are_named(house):
    refused(house.client, "POST", "/findings", 422, "invalid_fields", "category", "place", "answers", json={})
    body = _complaint(homework()) | {"place": {}}
    refused(house.client, "POST", "/findings", 422, "invalid_fields", "place.division_code", json=body)


def test_looking_at_the_rules_stores_nothing(house):
    before = count_rows(house.engine)
    answer = house.client.post("/api/v1/findings", json=_complaint(homework()), headers={"Accept-Language": "en"})
    assert [(item["rule_id"], item["result"]) for item in answer.json["findings"]] == [("HW-02", "suspected")]
    assert count_rows(house.engine) == before


def test_what_is_refused_stores_nothing(house):
    before = count_rows(house.engine)
    refuse(
        house, "/reports", {**homework(answers={"grade": 13}), "challenge": house.phone.challenge()}, "answers.grade"
    )
    assert count_rows(house.engine) == before


def _complaint(body):
    return {name: body[name] for name in ("category", "place", "answers", "occurred_on") if name in body}
