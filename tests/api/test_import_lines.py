"""What has to be looked at in a list is read to its end: refused lines, those to confirm, and how many there are."""

from datetime import timedelta
from itertools import chain

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.api.administration import administrator
from tests.api.lists import HEAD, apply, bring, lines_of, registered

__all__ = ["administrator", "bring", "registered"]
INDICATORS = "division_code,indicator,reporting_period,amount\n"
AMOUNTS = {"many": "1000", "few": "10", "wrong": "x"}
QUESTIONS = ({"change": "refuse"}, {"doubtful": "true"}, {"doubtful": "false"})


def list_of(kinds):
    """One indicator, month by month."""
    lines = (
        f"140000,pilot_counties,{2000 + at // 12}-{at % 12 + 1:02},{AMOUNTS[kind]}" for at, kind in enumerate(kinds)
    )
    return INDICATORS + "\n".join(lines) + "\n"


def meant(kinds):
    """The lines by question: a number falls by 90 % from the last one that can be read."""
    found, before = ([], [], []), None
    for line, kind in enumerate(kinds, start=2):
        if kind == "wrong":
            found[0].append(line)
        else:
            found[1 if (before, kind) == ("many", "few") else 2].append(line)
            before = kind
    return found


def read(administrator, made, question, limit):
    """All parts of an answer, one after the other."""
    query, lines, counts = {**question, "limit": limit}, [], set()
    while True:
        answer = administrator.get(f"/registry/imports/{made['id']}/lines", **query)
        assert answer.status_code == 200, answer.json
        part = answer.json
        assert len(part["items"]) == limit or part["next_cursor"] is None
        lines += part["items"]
        counts.add(part["count"])
        if part["next_cursor"] is None:
            assert counts == {len(lines)}
            return lines
        query["cursor"] = part["next_cursor"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(kinds=st.lists(st.sampled_from(sorted(AMOUNTS)), min_size=1, max_size=40), limit=st.integers(1, 9))
@example(kinds=["wrong"] * 21 + ["many"] * 30 + ["few"], limit=20)
@example(kinds=["many", "few"] * 20, limit=20)
def test_the_parts_are_the_whole_and_every_line_is_in_one_question(administrator, bring, kinds, limit):
    made = bring(list_of(kinds), kind="indicators").json
    found = [read(administrator, made, question, limit) for question in QUESTIONS]
    assert tuple([one["line"] for one in lines] for lines in found) == meant(kinds)
    assert (made["refused"], made["to_confirm"]) == (len(found[0]), len(found[1]))
    assert read(administrator, made, {}, limit) == sorted(chain(*found), key=lambda one: one["line"])
    for lines, has_errors in zip(found, (True, True, False), strict=True):
        assert {bool(one["errors"]) for one in lines} <= {has_errors}


def test_what_was_passed_over_or_stays_is_among_what_has_to_be_looked_at(administrator, bring, registered):
    made = bring(HEAD + "411102,甲小学,小学,公办,否,\n411102,乙小学,小学,公办,否,\n411102,丙小学,大学,,,\n").json
    assert lines_of(administrator, made, doubtful="true") == []
    new = {"division_code": "411102", "name": "乙小学", "stage": "junior", "boarding": True, "office_id": None}
    assert administrator.post("/registry/schools", new).status_code == 201
    apply(administrator, made)
    assert [one["line"] for one in lines_of(administrator, made, doubtful="true")] == [3]
    assert [one["line"] for one in lines_of(administrator, made, doubtful="false")] == [2]
    administrator.put(f"/registry/schools/{registered()['甲小学']['id']}", {"office_id": None, "boarding": True})
    administrator.post(f"/registry/imports/{made['id']}/undo", None)
    told = {one["line"]: one["state"] for one in lines_of(administrator, made, doubtful="true")}
    assert told == {2: "kept", 3: "passed_over"}


def test_a_cursor_leads_on_in_its_own_question_only(administrator, bring):
    made = bring(list_of(["many", "few"] * 3), kind="indicators").json
    path = f"/registry/imports/{made['id']}/lines"
    cursor = administrator.get(path, doubtful="true", limit=1).json["next_cursor"]
    assert administrator.get(path, doubtful="true", limit=1, cursor=cursor).status_code == 200
    for other in ({}, {"doubtful": "false"}, {"doubtful": "true", "change": "change"}):
        assert administrator.get(path, **other, cursor=cursor).json["errors"][0]["code"] == "cursor_invalid"
    assert administrator.get(path, doubtful="maybe").json["errors"][0]["code"] == "field.type_boolean"


@pytest.mark.parametrize("days", [30, 31])
def test_a_list_says_up_to_which_day_it_can_be_applied_or_undone_and_no_longer(console, clock, bring, days):
    waiting = bring(HEAD + "411102,甲小学,小学,公办,否,\n").json
    done = apply(console("administrator"), bring(HEAD + "411102,乙小学,小学,公办,否,\n").json)
    assert (waiting["apply_until"], waiting["undo_until"]) == ("2026-12-18", None)
    assert (done["apply_until"], done["undo_until"]) == (None, "2026-12-18")
    clock.time += timedelta(days=days)
    late, is_over = console("administrator"), days > 30
    said = {one["id"]: (one["apply_until"], one["undo_until"]) for one in late.get("/registry/imports").json["items"]}
    last = None if is_over else "2026-12-18"
    assert said == {waiting["id"]: (last, None), done["id"]: (None, last)}
    for made, step in ((waiting, "application"), (done, "undo")):
        answer = late.post(f"/registry/imports/{made['id']}/{step}", None)
        assert (answer.status_code, answer.json.get("code")) == ((409, "import_too_old") if is_over else (200, None))
