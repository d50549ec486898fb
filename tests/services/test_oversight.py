"""K7: a supervisor opens a case of an office below, for a day, with a reason that office and reporters can see."""

import json

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Audit, CaseEvent
from models.engine import reading
from policy.vocabulary import Role
from tests.services.kept_files import get
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE
from tests.services.town import AT_ROOT, SUPERVISOR, town
from tests.support.evidence import Tus, picture
from tests.support.house import house
from tests.support.phone import homework

__all__ = ["house", "town"]

SAID = "老师让写到十一点"
WHY = "抽到本案，请准备原始记录。"
REASON = {"reason_code": "quality_check", "reason": WHY}


@pytest.fixture
def filed(town):
    return town.phone.file(homework(text=SAID)).json


def oversee(town, username, filed, body=REASON):
    return town.console(username).post(f"/cases/{town.case(filed).id}/oversight", body)


def read(town, username, filed):
    return town.console(username).get(f"/cases/{town.case(filed).id}")


def logged(town, *acts):
    with reading(town.house.engine) as db:
        rows = db.scalars(sa.select(Audit).where(Audit.act.in_(acts)).order_by(Audit.at, Audit.id)).all()
    return [(row.act, row.username, row.case_id) for row in rows]


@pytest.mark.promise("K7")
@pytest.mark.parametrize("username", [SUPERVISOR, AT_ROOT])
def test_from_above_nothing_opens_without_a_reason_and_all_of_it_with_one(town, filed, username):
    assert read(town, username, filed).json["is_sealed"]
    for lacking in ({"reason_code": "quality_check"}, {"reason": WHY}, {**REASON, "reason": ""}):
        assert oversee(town, username, filed, lacking).status_code == 422
    assert SAID not in read(town, username, filed).text
    assert oversee(town, username, filed).status_code == 204
    opened = read(town, username, filed).json
    assert (opened["is_sealed"], [report["text"] for report in opened["reports"]]) == (False, [SAID])
    assert set(opened["allowed_events"]) == {"oversee", "urge", "supervise"}
    assert "the reporters see the day and the kind of reason" in opened["notice"]


@pytest.mark.promise("K7", "in part")
def test_the_office_below_sees_which_office_when_and_why(town, filed):
    oversee(town, SUPERVISOR, filed)
    line = read(town, OFFICER, filed).json["history"][-1]
    name = town.console(SUPERVISOR).me["office"]["name"]
    assert (line["event"], line["by"], line["office"]) == ("oversee", SUPERVISOR, name)
    assert (line["reason_code"], line["reason"], line["on"]) == ("quality_check", WHY, town.clock().date().isoformat())


@pytest.mark.promise("K7", "in part")
def test_the_reporter_sees_the_day_and_the_kind_of_reason_and_never_the_words(town, filed):
    oversee(town, SUPERVISOR, filed)
    mine = town.mine(filed)
    act = mine["timeline"][-1]
    name = town.console(SUPERVISOR).me["office"]["name"]
    assert (act["event"], act["status"], act["on"]) == ("oversee", "submitted", town.clock().date().isoformat())
    assert name in act["text"]
    assert "a check of how offices work" in act["text"]
    assert WHY not in json.dumps(mine, ensure_ascii=False)
    assert SUPERVISOR not in json.dumps(mine, ensure_ascii=False)


@pytest.mark.promise("K7", "in part")
def test_opening_and_each_reading_stand_in_the_log_before_anything_is_told(town, filed):
    case_id = town.case(filed).id
    read(town, SUPERVISOR, filed)
    assert logged(town, "case.open", "case.oversee") == []
    oversee(town, SUPERVISOR, filed)
    assert logged(town, "case.open", "case.oversee") == [("case.oversee", SUPERVISOR, case_id)]
    read(town, SUPERVISOR, filed)
    assert logged(town, "case.open") == [("case.open", SUPERVISOR, case_id)]


@pytest.mark.promise("K7", "in part")
def test_it_is_open_to_that_supervisor_until_the_end_of_the_day(town, filed):
    town.hires("second-410000", Role.SUPERVISOR, town.office("410000"), SUPERVISOR)
    oversee(town, SUPERVISOR, filed)
    assert SAID in read(town, SUPERVISOR, filed).text
    for other in ("second-410000", AT_ROOT):
        assert read(town, other, filed).json["is_sealed"]
    town.days(1)
    sealed = read(town, SUPERVISOR, filed)
    assert (sealed.json["is_sealed"], SAID in sealed.text) == (True, False)


@pytest.mark.promise("K7", "in part")
def test_a_report_that_came_later_is_not_read_without_its_reporter_being_told(town):
    place = {"school_id": town.installed.schools["plain"].id}
    first = town.phone.file(homework(text=SAID, place=place)).json
    oversee(town, SUPERVISOR, first)
    later = town.phone.file(homework(text="后来的人说的", place=place)).json
    assert town.case(later).id == town.case(first).id
    assert [one["text"] for one in read(town, SUPERVISOR, first).json["reports"]] == [SAID]
    assert [act["event"] for act in town.mine(later)["timeline"]] == ["file"]
    oversee(town, SUPERVISOR, first)
    assert len(read(town, SUPERVISOR, first).json["reports"]) == 2
    assert [act["event"] for act in town.mine(later)["timeline"]] == ["file", "oversee"]
    assert [act["event"] for act in town.mine(first)["timeline"]] == ["file", "oversee", "oversee"]


@pytest.mark.promise("K7", "in part")
@pytest.mark.promise("E4", "in part")
def test_files_open_with_the_case_and_not_before(town, filed):
    added = Tus(town.phone.client, filed["receipt"]).send(picture())
    assert get(town.house, SUPERVISOR, filed, added).status_code == 404
    oversee(town, SUPERVISOR, filed)
    assert get(town.house, SUPERVISOR, filed, added).status_code == 200
    town.days(1)
    assert get(town.house, SUPERVISOR, filed, added).status_code == 404


@pytest.mark.promise("K1", "in part")
@pytest.mark.parametrize(
    ("username", "status"), [(OFFICER, 403), (NEIGHBOUR, 403), (CITY, 403), (PROVINCE, 403), ("auditor", 403)]
)
def test_nobody_but_a_supervisor_above_opens_it(town, filed, username, status):
    assert oversee(town, username, filed).status_code == status
    assert "oversee" not in town.events(filed)


@pytest.mark.promise("K1", "in part")
def test_the_own_office_needs_none_and_gets_none(town):
    own = town.phone.file(homework(place={"division_code": "419001"})).json
    answer = oversee(town, SUPERVISOR, own)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "move.not_from_above")
    assert "oversee" not in read(town, SUPERVISOR, own).json["allowed_events"]


@pytest.mark.promise("K1", "in part")
def test_who_stepped_aside_does_not_come_back_from_above(town, filed):
    while town.case(filed).office_id != town.office("410000"):
        town.daily(1)
    town.reseals(SUPERVISOR, filed)
    case = town.house.case_of(filed)
    aside = town.console(SUPERVISOR).post(f"/cases/{case['id']}/recusal", {"reason": "亲属。"}, case["version"])
    assert aside.status_code == 204
    assert oversee(town, SUPERVISOR, filed).status_code == 404


@pytest.mark.promise("K3", "in part")
def test_it_opens_after_the_office_below_changed_its_keys_and_no_key_moves(town, filed):
    oversee(town, SUPERVISOR, filed)
    assert town.holders(filed) == ({town.office("411102")},) * 2
    path = f"/offices/{town.office('411102')}/rotation"
    while town.console(OFFICER).post(path, None).json.get("left"):
        pass
    assert SAID in read(town, SUPERVISOR, filed).text


def test_an_unknown_kind_of_reason_is_refused_with_those_there_are(town, filed):
    answer = oversee(town, SUPERVISOR, filed, {**REASON, "reason_code": "appeal"})
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "field.not_offered")
    offered = {one["value"] for one in town.console(SUPERVISOR).get("/vocabulary").json["oversight_reasons"]}
    assert "quality_check" in offered
    assert "appeal" not in offered


def test_of_what_was_taken_back_there_is_nothing_to_open(town, filed):
    case_id = town.case(filed).id
    assert town.act(filed, "withdrawal").status_code == 204
    above = town.console(SUPERVISOR)
    assert "oversee" not in above.get(f"/cases/{case_id}").json["allowed_events"]
    answer = above.post(f"/cases/{case_id}/oversight", REASON)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "oversight.nothing_left")


def test_an_officer_who_writes_meanwhile_is_told_that_somebody_looked(town, filed):
    officer, case = town.console(OFFICER), town.house.case_of(filed)
    oversee(town, SUPERVISOR, filed)
    late = officer.move(case["id"], case["version"], "accept")
    assert (late.status_code, [line["event"] for line in late.json["changed"]]) == (409, ["oversee"])


@pytest.mark.promise("T12", "in part")
def test_the_avoided_office_learns_of_no_look_from_above(town):
    past = town.phone.file(homework(avoid_local_office=True)).json
    assert oversee(town, SUPERVISOR, past).status_code == 204
    assert read(town, OFFICER, past).status_code == 404
    assert read(town, CITY, past).json["history"][-1]["event"] == "oversee"


@pytest.mark.promise("A1", "in part")
@settings(max_examples=15)
@given(reason=st.text(max_size=60), reason_code=st.text(max_size=60) | st.sampled_from(["overdue", "safety"]))
def test_whatever_is_said_is_sealed_or_refused(house, reason, reason_code):
    answer = house.supervisor.post(f"/cases/{house.case_id}/oversight", {"reason": reason, "reason_code": reason_code})
    assert answer.status_code in {204, 422}
    if answer.status_code == 204 and len(reason) > 3:
        with reading(house.engine) as db:
            sealed = db.scalars(sa.select(CaseEvent.sealed_detail).where(CaseEvent.event == "oversee")).all()
        assert sealed
        assert not any(reason.encode() in detail for detail in sealed)
