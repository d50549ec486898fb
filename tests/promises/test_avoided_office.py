"""T12, whole: two towns, one of which somebody reports in past the local office. That office cannot tell them apart."""

import re
from contextlib import ExitStack

import pytest

from policy.vocabulary import Concern, Role, Status
from tests.promises.matrix import MATRIX
from tests.promises.routes import WHO
from tests.services.lives import CITY, OFFICER
from tests.services.town import SUPERVISOR, Town
from tests.support.house import opened
from tests.support.phone import CHECK, homework

CHIEF = "chief-of-411102"
"""Who would look below the office, were anything there."""
RANDOM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHOWN = range(200, 300)
OTHERS = {
    "/api/v1/staff/me/sessions": "when somebody logged in",
    "/api/v1/staff/me/factors": "the same",
    "/api/v1/staff/me": "the same",
    "/api/v1/acknowledgements/keys": "a key of the installation",
}
ASKED = {
    "/api/v1/cases": [{"status": each.value} for each in Status] + [{"concern": each.value} for each in Concern],
    "/api/v1/tasks": [{"overdue": "true"}],
    "/api/v1/rechecks": [{"due": "true"}],
    "/api/v1/figures": [{"by": by} for by in ("matter", "week")],
    "/api/v1/schools": [{"division_code": "411102"}],
    "/api/v1/institutions": [{"division_code": "411102"}],
    "/api/v1/statistics": [{"division_code": "411102"}],
    "/api/v1/statistics/table": [{"division_code": "411102"}],
}
"""What is asked of a list besides asking for all of it."""
IN_WHOLE = {"/api/v1/statistics", "/api/v1/statistics/table", "/api/v1/schools", "/api/v1/institutions"}
"""What is not asked without a place: of the whole country, or refused."""


def lists():
    """Every GET route without an object that an officer or a supervisor may call, with each question."""
    readers = [WHO.index(who) for who in ("officer_1", "supervisor")]
    for (method, path), route in MATRIX.items():
        is_list = method == "GET" and path.startswith("/api/v1/") and "<" not in path and path not in OTHERS
        if is_list and any(route.answers[reader] in SHOWN for reader in readers):
            questions = [*([] if path in IN_WHOLE else [{}]), *ASKED.get(path, [])]
            yield from ((path, question) for question in questions)


def seen(town, username, *references):
    """The status and the bytes of everything that somebody can ask for, without ids; these references are looked up."""
    reader = town.console(username)
    found = {}
    for path, question in (*lists(), *(("/api/v1/cases", {"reference": one}) for one in references)):
        answer = reader.get(path.removeprefix("/api/v1"), **question)
        found[path, *question.items()] = answer.status_code, RANDOM.sub("id", answer.get_data(as_text=True))
    return found


def act(town, filed, username, what, body, status):
    case = town.case(filed)
    answer = town.console(username).post(f"/cases/{case.id}/{what}", body, case.version)
    assert answer.status_code == status, answer.json


def go_past(town):
    """A whole life at the office above: asked, shared, urged, checked, answered, rated, appealed, looked at again."""
    place = {"school_id": town.installed.schools["plain"].id}
    filed = town.phone.file(homework(avoid_local_office=True, place=place)).json
    lying = town.phone.file(homework(avoid_local_office=True, safety=True)).json
    for event in ("accept", "investigate"):
        act(town, filed, CITY, "moves", {"event": event}, 200)
    act(town, filed, CITY, "messages", {"text": "哪几门？", "ask": True}, 201)
    assert town.phone.say(filed["receipt"], "语文。").status_code == 201
    act(town, filed, SUPERVISOR, "urging", {"event": "supervise", "reason_code": "silent", "reason": "r"}, 204)
    act(town, filed, CITY, "checks", CHECK, 201)
    said = {"outcome": "partly", "actions_taken": ["planned"], "public_reply": "p", "recheck_on": "2026-11-20"}
    act(town, filed, CITY, "moves", {"event": "resolve", **said}, 200)
    assert town.act(filed, "rating", {"solved": False, "score": 1}).status_code == 204
    return filed, lying


def look_back(town, filed):
    looked = {"put_right": True, "checked_on": "2026-11-20", "text": "t", "message": "m"}
    act(town, filed, CITY, "rechecks", looked, 201)
    assert town.act(filed, "appeal", {"reason": "没有改。"}).status_code == 204


@pytest.fixture
def towns(databases, tmp_path_factory, now, relay_key, argon2_cost):
    """Two that are alike, with a report next door; in each the office has a supervisor of its own."""
    with ExitStack() as stack:
        both = []
        for name in ("quiet", "reported"):
            var = tmp_path_factory.mktemp(name)
            house = stack.enter_context(opened(databases, var, now, relay_key, argon2_cost))
            town = Town(house)
            town.hires(CHIEF, Role.SUPERVISOR, town.office("411102"), SUPERVISOR)
            town.phone.file(homework(place={"division_code": "411103"}))
            both.append(town)
        yield both


@pytest.mark.promise("T12")
def test_nothing_that_the_avoided_office_can_ask_for_differs(towns):
    quiet, reported = towns
    filed, lying = go_past(reported)
    references = filed["reference"], lying["reference"]  # in the quiet town there are none such
    for days in (0, 2, 18):  # at once, once counted, and when all that was left lying is late
        for town in towns:
            town.daily(days)
        if days == 2:
            look_back(reported, filed)
        for username in (OFFICER, CHIEF):
            assert seen(reported, username, *references) == seen(quiet, username, *references), (username, days)
    for username in (OFFICER, CHIEF):
        for each in (filed, lying):
            case_id = reported.house.case_of(each)["id"]
            assert reported.console(username).get(f"/cases/{case_id}").status_code == 404


@pytest.mark.promise("T12", "in part")
def test_the_same_lists_do_differ_for_an_office_that_is_not_avoided(towns):
    """Otherwise the test above could compare what never says anything."""
    quiet, reported = towns
    filed, _ = go_past(reported)
    own = reported.phone.file(homework()).json
    for username, reference in ((CITY, filed["reference"]), (OFFICER, own["reference"])):
        there, elsewhere = (seen(town, username, reference) for town in (reported, quiet))
        assert there != elsewhere
        looked_up = "/api/v1/cases", ("reference", reference)
        assert there[looked_up] != elsewhere[looked_up]
