"""D3, D4: figures for staff in full, for everybody rounded; T12: nothing differs where an office is avoided."""

import csv
import io
import uuid

import pytest

from models.engine import writing
from services.figures.closing import close_day
from services.work import Work
from tests.support.house import house, opened
from tests.support.phone import homework

__all__ = ["house"]
OFFICER, CITY = "officer-411102-education", "officer-411100-education"
DAY_S = 86400


@pytest.fixture(scope="module")
def counted(sqlite_databases, tmp_path_factory, now, relay_key, argon2_cost):
    """A house in which a day with some reports is over: two at the office, one that went past it."""
    with opened(sqlite_databases, tmp_path_factory.mktemp("figures"), now, relay_key, argon2_cost) as house:
        first = house.phone.file(homework()).json
        house.phone.file(homework(place={"division_code": "411103"}))
        house.phone.file(homework(avoid_local_office=True))
        case = house.case_of(first)
        given = {"reason": "不属实。", "public_reply": "没有发现。"}
        assert house.officer.end(case["id"], case["version"], "decline", **given).status_code == 200
        house.clock.forward(DAY_S)
        closed(house)
        yield house


def closed(house):
    """Every day that is over is counted."""
    done = 1
    while done:
        with writing(house.engine) as db:
            done = close_day(Work(house.app.extensions["jianfu"].world, db, house.clock()))
            db.commit()


def table(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.promise("D3", "in part")
def test_an_officer_sees_the_own_office_and_a_supervisor_all_below(counted):
    mine = counted.log_in(OFFICER).get("/figures").json
    assert [line["office"]["division_code"] for line in mine["items"]] == ["411102"]
    assert (mine["since"], mine["until"]) == ("2026-10-22", "2026-11-18")
    assert (mine["total"]["received"], mine["total"]["declined"], mine["total"]["open"]) == (1, 1, 0)
    assert (mine["total"]["on_time_rate"], mine["total"]["response_rate"]) == (None, 1.0)
    above = counted.log_in("supervisor-410000").get("/figures").json
    assert [line["office"]["division_code"] for line in above["items"]] == ["411100", "411102", "411103"]
    assert above["total"]["received"] == 3
    assert counted.log_in("analyst").get("/figures").json["total"] == above["total"]


def test_offices_come_in_parts_and_the_total_is_of_all(counted):
    above, found, query = counted.log_in("supervisor-410000"), [], {"limit": 1}
    whole = above.get("/figures").json
    assert whole["next_cursor"] is None
    for left in (2, 1, 0):
        part = above.get("/figures", **query).json
        assert part["total"] == whole["total"]
        assert (part["next_cursor"] is None) == (not left)
        found += part["items"]
        query["cursor"] = part["next_cursor"]
    assert found == whole["items"]
    cursor = above.get("/figures", limit=1).json["next_cursor"]
    for other in ({"by": "matter"}, {"since": "2026-11-16"}, {"office_id": whole["items"][0]["office_id"]}):
        assert above.get("/figures", cursor=cursor, **other).status_code == 422


def test_figures_are_told_apart_by_matter_and_by_week(counted):
    analyst = counted.log_in("analyst")
    [matter] = analyst.get("/figures", by="matter").json["items"]
    assert (matter["matter"], matter["received"], matter["office"]) == ("homework", 3, None)
    weeks = analyst.get("/figures", by="week", since="2026-11-09", until="2026-11-30").json["items"]
    assert [(week["week"], week["received"], week["open"]) for week in weeks] == [
        ("2026-W46", 0, 0),
        ("2026-W47", 3, 2),
    ]


@pytest.mark.promise("T12", "in part")
def test_what_goes_past_an_office_is_in_none_of_its_figures(counted):
    officer, office = counted.log_in(OFFICER), counted.installed.offices["411100", "education"]
    assert officer.get("/figures").json["total"]["received"] == 1
    assert counted.log_in(CITY).get("/figures").json["total"]["received"] == 1
    foreign = officer.get("/figures", office_id=office.id)
    unknown = officer.get("/figures", office_id="00000000-0000-4000-8000-000000000000")
    assert (foreign.status_code, foreign.data) == (404, unknown.data)
    local = counted.installed.offices["411102", "education"]
    assert counted.supervisor.get("/figures", office_id=local.id).json["total"]["received"] == 1


@pytest.mark.parametrize(
    "query", [{"since": "2026-11-19"}, {"since": "2020-01-01"}, {"since": "x"}, {"by": "reporter"}]
)
def test_a_period_or_a_division_that_makes_no_sense_is_refused(counted, query):
    assert counted.log_in("analyst").get("/figures", **query).status_code == 422


def test_before_anything_was_counted_there_is_nothing(house):
    told = house.log_in("analyst").get("/figures").json
    assert (told["since"], told["items"], told["total"]["received"]) == (None, [], 0)
    assert house.client.get("/api/v1/statistics").json["weeks"] == []


def test_the_table_has_the_same_numbers_and_no_formula(counted):
    with writing(counted.engine) as db:
        office = db.merge(counted.installed.offices["411103", "education"])
        office.name = "=HYPERLINK(1)"
        db.commit()
    answer = counted.log_in("analyst").get("/figures/table")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    head, *lines, total = table(answer)
    assert head[:2] == ["Where, what or when", "Received"]
    assert [line[0] for line in lines] == ["411100 education", "411102 education", "'=HYPERLINK(1)"]
    assert (total[0], total[1]) == ("Total", "3")


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/figures", {"until": "0001-01-05"}, 200),
        ("/figures/table", {"until": "0001-01-05"}, 200),
        ("/figures/bulletin", {"period": "9999-12a"}, 422),
        ("/figures/bulletin/page", {"period": "9999-12b"}, 422),
        ("/offices/conduct", {"until": "0001-01-01"}, 200),
        ("/offices/conduct", {"until": "9999-12-31"}, 200),
        ("/offices/conduct/table", {"until": "0001-01-01"}, 200),
        ("/offices/conduct/table", {"since": "9999-12-31", "until": "9999-12-31"}, 200),
    ],
)
def test_the_first_and_the_last_days_that_there_are_break_nothing(counted, path, query, status):
    assert counted.log_in("supervisor-410000").get(path, **query).status_code == status


@pytest.mark.promise("D5", "in part")
def test_a_bulletin_is_there_once_half_a_month_is_over_and_tells_of_ones_own_places(counted, now):
    officer = counted.log_in(OFFICER)
    assert officer.get("/figures/bulletin", period="2026-11b").status_code == 422
    counted.clock.time = now.replace(month=12, day=1)
    closed(counted)
    mine = counted.log_in(OFFICER).get("/figures/bulletin").json
    assert (mine["period"], mine["since"], mine["until"]) == ("2026-11b", "2026-11-16", "2026-11-30")
    assert [(line["division_code"], line["received"], line["disposed"]) for line in mine["items"]] == [("411102", 1, 1)]
    above = counted.log_in("supervisor-410000").get("/figures/bulletin").json["items"]
    assert [line["division_code"] for line in above] == ["410000", "411100", "411102", "411103"]
    page = counted.log_in("analyst").get("/figures/bulletin/page")
    assert page.headers["Content-Disposition"] == "attachment; filename=bulletin-2026-11b.html"
    assert page.mimetype == "text/html"
    assert "<table " in page.text
    counted.clock.time = now.replace(day=19)


@pytest.mark.promise("D4", "in part")
def test_everybody_reads_the_weeks_that_are_over(counted, now):
    told = counted.client.get("/api/v1/statistics?division_code=411100").json
    assert told["weeks"][0] == "2026-W48"
    assert told["items"][0]["division_code"] == "411100"
    assert told["items"][0]["received"] in {0, 5}
    assert told["items"][0]["on_time_rate"] is None
    assert table(counted.client.get("/api/v1/statistics/table?week=2026-W47"))[0][0] == "周"


def test_what_staff_took_is_counted_apart(sqlite_databases, tmp_path, now, relay_key, argon2_cost):
    with opened(sqlite_databases, tmp_path, now, relay_key, argon2_cost) as house:
        for source in ("phone", "phone", "walk_in"):
            headers = {**house.officer.headers, "Idempotency-Key": str(uuid.uuid4())}
            taken = house.client.post("/api/v1/reports/taken", json=homework(source=source), headers=headers)
            assert taken.status_code == 201
        filed = house.phone.file(homework()).json
        case = house.case_of(filed)
        given = {"reason": "不属实。", "public_reply": "没有发现。"}
        assert house.officer.end(case["id"], case["version"], "decline", **given).status_code == 200
        rating = {"solved": True, "score": 5}
        assert house.client.post(
            "/api/v1/reports/mine/rating", json=rating, headers=house.phone.with_receipt(filed["receipt"])
        ).status_code in {200, 204}
        house.clock.forward(7 * DAY_S)
        closed(house)
        answer = house.log_in(OFFICER).get("/figures", by="source").json
        lines = {line["source"]: (line["received"], line["open"], line["rated"]) for line in answer["items"]}
        assert lines == {"online": (1, 0, 0), "phone": (2, 2, 0), "hotline_12345": (0, 0, 0), "walk_in": (1, 1, 0)}
        assert (answer["total"]["received"], answer["total"]["rated"]) == (4, 1)
        rows = table(house.log_in(OFFICER).get("/figures/table", by="source"))
        assert [row[0] for row in rows[1:]] == [
            *("Online", "By telephone", "Handed over by the 12345 hotline", "In person", "Total")
        ]
