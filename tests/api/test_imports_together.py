"""What lines of a list say together: the days of a calendar, the class sizes of a price."""

from tests.api.administration import administrator
from tests.api.lists import apply, bring, counts, lines_of

__all__ = ["administrator", "bring"]
CALENDAR = "division_code,first,last,period,school_code\n"


def test_days_of_a_calendar_meet_no_others(administrator, bring):
    made = bring(
        CALENDAR
        + "411100,2026-01-20,2026-02-25,假期,\n411100,2026-02-20,2026-07-05,term,\n"
        + "411100,2026-02-01,2026-02-01,school_day,\n"
        + "411100,2026-08-31,2026-07-06,vacation,\n411100,2026-09-01,2026-12-31,term,2141000009\n",
        "calendars",
    ).json
    assert counts(made) == (2, 0, 0, 3)
    told = {
        one["line"]: (one["errors"][0]["column"], one["errors"][0]["code"])
        for one in lines_of(administrator, made, change="refuse")
    }
    assert told == {
        3: ("first", "import.overlaps"),
        5: ("last", "import.ends_before_it_begins"),
        6: ("school_code", "import.no_such_school"),
    }
    apply(administrator, made)
    again = bring(
        CALENDAR + "411100,2026-02-20,2026-07-05,term,\n411100,2026-02-26,2026-07-05,term,\n", "calendars"
    ).json
    assert counts(again) == (1, 0, 0, 1)


PRICES = "division_code,mode,price_stage,minutes,smallest,largest,yuan,effective_from\n"


def test_the_class_sizes_of_a_price_have_no_gap(administrator, bring):
    good = "411100,offline,义务教育,45,1,9,30,2026-01-01\n411100,线下,compulsory,45,10,,20.50,2026-01-01\n"
    gap = "411100,offline,senior,45,1,9,30,2026-01-01\n411100,offline,senior,45,11,,20,2026-01-01\n"
    free = "411100,online,senior,30,1,,0,2026-01-01\n"
    made = bring(PRICES + good + gap + free, "prices").json
    assert counts(made) == (2, 0, 0, 3)
    told = {
        one["line"]: (one["errors"][0]["column"], one["errors"][0]["code"])
        for one in lines_of(administrator, made, change="refuse")
    }
    assert told == {
        4: ("smallest", "import.class_sizes"),
        5: ("smallest", "import.class_sizes"),
        6: ("yuan", "field.type_money"),
    }
    apply(administrator, made)
    assert counts(bring(PRICES + good, "prices").json) == (0, 0, 2, 0)


def lesson(day):
    """A lesson in a school subject on that day: allowed on school days only."""
    answers = {"grade": 5, "subject": "math", "mode": "offline", "problem": ["off_day"], "lesson_date": day}
    return {"category": "tutoring", "place": {"division_code": "411102"}, "answers": answers}


def result(phone, body):
    found = phone.client.post("/api/v1/findings", json=body, headers=phone.headers)
    return {one["rule_id"]: one["result"] for one in found.json["findings"]}["TU-04"]


def test_a_calendar_that_was_brought_decides_from_then_on_and_no_more_when_it_is_undone(administrator, bring, phone):
    """A Tuesday in term time, until the county says that it is a vacation; filing and asking before agree."""
    body = lesson("2026-11-10")
    assert result(phone, body) == "not_shown"
    made = bring(CALENDAR + "411102,2026-11-09,2026-11-13,假期,\n", "calendars").json
    assert result(phone, body) == "not_shown"
    apply(administrator, made)
    assert result(phone, body) == "suspected"
    filed = phone.file(body | {"text": "。"}).json
    assert {one["rule_id"]: one["result"] for one in filed["findings"]}["TU-04"] == "suspected"
    assert result(phone, body | {"place": {"division_code": "411103"}}) == "not_shown"
    assert administrator.post(f"/registry/imports/{made['id']}/undo", None).json["undone"] == 1
    assert result(phone, body) == "not_shown"


def test_a_price_is_taken_out_with_its_whole_table_and_a_period_alone(administrator, bring, phone):
    text = "411100,offline,compulsory,45,1,9,30,2026-01-01\n411100,offline,compulsory,45,10,,20,2026-01-01\n"
    apply(administrator, bring(PRICES + text + "411100,online,senior,30,1,,9,2026-01-01\n", "prices").json)
    lines = administrator.get("/registry/prices", division_code="410000").json["items"]
    one = next(line for line in lines if line["mode"] == "offline")
    assert administrator.delete(f"/registry/prices/{one['id']}").status_code == 204
    left = administrator.get("/registry/prices").json["items"]
    assert [(line["mode"], line["yuan"]) for line in left] == [("online", 9.0)]
    assert administrator.delete(f"/registry/prices/{one['id']}").status_code == 404
    apply(administrator, bring(CALENDAR + "411102,2026-11-09,2026-11-13,假期,\n", "calendars").json)
    assert result(phone, lesson("2026-11-10")) == "suspected"
    (period,) = administrator.get("/registry/calendars").json["items"]
    assert (period["period_text"], period["school"]) == ("Vacation", None)
    assert administrator.delete(f"/registry/calendars/{period['id']}").status_code == 204
    assert result(phone, lesson("2026-11-10")) == "not_shown"
