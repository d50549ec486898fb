"""The progress of the programme: brought as a list, confirmed where a number falls, undone, and read by everybody."""

import csv
import io

import pytest

from demo.plan import DATA
from policy.programme import by_theme
from tests.api.administration import administrator
from tests.api.lists import apply, bring, counts, lines_of
from tests.support.national import NATIONAL

__all__ = ["administrator", "bring"]
HEAD = "区划代码,指标,报告期,数值,出处\n"
SHANXI = HEAD + (
    '140000,开展课后服务的学校,2021-07,"3,190",教育厅\n'
    "140000,参加课后服务的学生,2021年7月,1474600,教育厅\n"
    "140000,after_school_teachers,2021-07,110600,\n"
    "140000,pilot_counties,2021-07,60,\n"
    "140000,after_school_cities,2021-07,11,\n"
)


def brought(administrator, bring, text):
    made = bring(text, kind="indicators")
    assert made.status_code == 201, made.json
    return made.json


def told(client, **query):
    answer = client.get("/api/v1/programme", query_string=query, headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.json
    return answer.json


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_what_a_province_reports_is_read_by_everybody_and_undone(administrator, bring, encoding):
    assert told(administrator.client)["items"] == []
    made = bring(SHANXI, kind="indicators", encoding=encoding).json
    assert (counts(made), made["to_confirm"]) == ((5, 0, 0, 0), 0)
    assert told(administrator.client)["items"] == []
    apply(administrator, made)
    country = told(administrator.client)
    assert (country["division"]["code"], country["periods"]) == ("000000", ["2021-07"])
    assert [(one["division_code"], one["indicator"], one["amount"]) for one in country["items"]] == [
        ("140000", "after_school_cities", 11),
        ("140000", "after_school_schools", 3190),
        ("140000", "after_school_pupils", 1474600),
        ("140000", "after_school_teachers", 110600),
        ("140000", "pilot_counties", 60),
    ]
    [schools] = [
        one for one in told(administrator.client, division_code="140000")["items"] if "schools" in one["indicator"]
    ]
    assert (schools["indicator_label"], schools["unit_label"], schools["stated_in"]) == (
        "Schools with after-school service",
        "schools",
        "教育厅",
    )
    assert administrator.post(f"/registry/imports/{made['id']}/undo", None).json["undone"] == 5
    assert told(administrator.client, division_code="140000")["items"] == []


def test_the_newest_period_is_told_and_older_ones_are_asked_for(administrator, bring):
    lines = "140000,pilot_counties,2021-07,60,\n140000,pilot_counties,2021,70,\n140000,pilot_counties,2022-01,90,\n"
    made = brought(administrator, bring, HEAD + lines)
    apply(administrator, made)
    assert [one["amount"] for one in told(administrator.client)["items"]] == [90]
    assert told(administrator.client)["periods"] == ["2022-01", "2021", "2021-07"]
    assert [one["amount"] for one in told(administrator.client, reporting_period="2021")["items"]] == [70]
    administrator.post(f"/registry/imports/{made['id']}/undo", None)


@pytest.mark.parametrize("query", ["reporting_period=1999", "division_code=999999", "page=2", "reporting_period=x" * 9])
def test_a_place_or_a_period_that_there_is_not_is_refused(administrator, query):
    for path in ("/api/v1/programme", "/api/v1/programme/table"):
        assert administrator.client.get(f"{path}?{query}").status_code == 422, query


def test_an_indicator_that_falls_by_ninety_percent_is_applied_only_when_confirmed(administrator, bring):
    first = brought(administrator, bring, HEAD + "140000,after_school_pupils,2021-07,1474600,\n")
    apply(administrator, first)
    text = HEAD + "140000,after_school_pupils,2021-07,147460,\n140000,after_school_teachers,2021-07,5,\n"
    made = brought(administrator, bring, text)
    assert (counts(made), made["to_confirm"]) == ((1, 1, 0, 0), 1)
    [line] = lines_of(administrator, made, change="change")
    assert [(error["column"], error["code"]) for error in line["errors"]] == [("amount", "import.has_fallen")]
    url = f"/registry/imports/{made['id']}/application"
    refused = administrator.post(url, None)
    assert (refused.status_code, refused.json["code"]) == (409, "import_not_confirmed")
    assert [one["amount"] for one in told(administrator.client)["items"]] == [1474600]
    assert administrator.post(f"{url}?confirmed=perhaps", None).status_code == 422
    done = administrator.post(f"{url}?confirmed=true", None).json
    assert (done["state"], done["applied"]) == ("applied", 2)
    assert [one["amount"] for one in told(administrator.client)["items"]] == [147460, 5]
    for one in (made, first):
        administrator.post(f"/registry/imports/{one['id']}/undo", None)


def test_a_fall_from_one_period_to_the_next_is_seen_also_within_a_list(administrator, bring):
    lines = (
        "140000,pilot_counties,2021-08,6,\n"
        "140000,pilot_counties,2021-07,60,\n"
        "140000,pilot_counties,2021,1,\n"
        "140000,institutions_closed,2021-08,1,\n"
        "130000,pilot_counties,2021-08,1,\n"
    )
    made = brought(administrator, bring, HEAD + lines)
    assert made["to_confirm"] == 1
    doubtful = [one["line"] for one in lines_of(administrator, made) if one["errors"]]
    assert doubtful == [2]


def test_wrong_lines_are_told_with_their_columns(administrator, bring):
    lines = "999999,happiness,2021-13,-1,\n140000,pilot_counties,2021,1,\n140000,pilot_counties,2021年,2,\n"
    made = brought(administrator, bring, HEAD + lines)
    assert counts(made) == (1, 0, 0, 2)
    found = {
        one["line"]: [(error["column"], error["code"]) for error in one["errors"]]
        for one in lines_of(administrator, made, change="refuse")
    }
    assert found == {
        2: [
            ("division_code", "import.no_division"),
            ("indicator", "field.not_offered"),
            ("reporting_period", "import.reporting_period"),
            ("amount", "import.amount"),
        ],
        4: [("", "import.repeated_line")],
    }


def test_the_table_has_the_same_numbers_and_no_formula(administrator, bring):
    made = brought(administrator, bring, HEAD + "140000,pilot_counties,2021-07,60,=HYPERLINK(1)\n")
    apply(administrator, made)
    answer = administrator.client.get("/api/v1/programme/table", headers={"Accept-Language": "en"})
    head, line = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[:3] == ["Division code", "Name", "Indicator"]
    assert (line[0], line[3:]) == ("140000", ["2021-07", "60", "places", "'=HYPERLINK(1)"])
    administrator.post(f"/registry/imports/{made['id']}/undo", None)


def test_a_number_is_taken_out_and_the_one_before_is_told(administrator, bring):
    lines = "140000,pilot_counties,2021-07,60,教育厅\n140000,pilot_counties,2021-08,600,\n"
    made = brought(administrator, bring, HEAD + lines + "130000,pilot_counties,2021-07,7,\n")
    apply(administrator, made)
    shown = administrator.get("/registry/indicators", division_code="140000").json["items"]
    assert [(one["reporting_period"], one["amount"], one["stated_in"]) for one in shown] == [
        ("2021-07", 60, "教育厅"),
        ("2021-08", 600, None),
    ]
    assert (shown[0]["indicator_label"], shown[0]["unit_label"]) == ("Counties in the pilot", "places")
    before = administrator.client.get("/api/v1/programme?division_code=140000").headers["ETag"]
    wrong = f"/registry/indicators/{shown[1]['id']}"
    assert administrator.delete(wrong).status_code == 204
    assert administrator.delete(wrong).status_code == 404
    assert [one["amount"] for one in told(administrator.client, division_code="140000")["items"]] == [60]
    again = administrator.client.get("/api/v1/programme?division_code=140000", headers={"If-None-Match": before})
    assert again.status_code == 200
    undone = administrator.post(f"/registry/imports/{made['id']}/undo", None).json
    assert (undone["undone"], undone["kept"]) == (2, 1)
    assert administrator.get("/registry/indicators").json["items"] == []


def test_who_has_the_answer_already_is_told_so(administrator):
    first = administrator.client.get("/api/v1/programme")
    again = administrator.client.get("/api/v1/programme", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_demo_s_list_is_right_and_has_something_of_every_theme(administrator, bring):
    made = bring((DATA / "indicators.csv").read_bytes(), kind="indicators").json
    assert (counts(made)[1:], made["to_confirm"]) == ((0, 0, 0), 0)
    apply(administrator, made)
    told_of = {one["indicator"]: one for one in told(administrator.client, division_code="140000")["items"][::-1]}
    assert list(by_theme(NATIONAL.indicators, told_of)) == ["after_school_service", "off_campus_training", "pilot"]
    published = [one["amount"] for one in told_of.values() if one["reporting_period"] == "2021-07"]
    assert sorted(published) == [11, 60, 3190, 110600, 1474600]
    assert all("虚构" in one["stated_in"] for one in told_of.values() if one["reporting_period"] != "2021-07")
    administrator.post(f"/registry/imports/{made['id']}/undo", None)
