"""Reports on one registered target in one fortnight are one case, and no reporter can tell."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Case, CaseEvent
from tests.services.joint import case_id_of, file_at, new_school, shown, stored_case, without_ids
from tests.services.lives import CITY, OFFICER, REPLY
from tests.support.phone import homework
from tests.support.statements import listening

RESOLVED = {"outcome": "substantiated", "public_reply": "已责令整改。"}
ASKED = {"text": "是哪个班？", "ask": True}
MILD = {"written_minutes": [{"date": "2026-11-17", "minutes": 20}]}


@pytest.mark.promise("T5", "in part")
def test_a_second_report_joins_and_the_answer_is_the_same_but_for_ids(lives, house, together):
    first, case_id = together()
    second, joined = together()
    assert joined == case_id
    assert without_ids(first) == without_ids(second)
    assert without_ids(lives.mine(first)) == without_ids(lives.mine(second))
    alone = file_at(lives.phone, new_school(house))
    assert without_ids(lives.mine(alone)) == without_ids(lives.mine(second))
    assert first["receipt"] != second["receipt"]


@pytest.mark.promise("T5", "in part")
@pytest.mark.promise("A8", "in part")
def test_joining_raises_no_version_and_moves_no_clock_of_the_case(lives, house, together, act, now):
    _, case_id = together()
    act(case_id, "accept")
    before = vars(stored_case(house.engine, case_id))
    lives.clock.time = now + timedelta(days=5)
    assert together()[1] == case_id
    after = vars(stored_case(house.engine, case_id))
    assert {n for n in before if n != "_sa_instance_state" and before[n] != after[n]} == set()
    with house.engine.connect() as connection:
        events = sa.select(sa.func.count()).where(CaseEvent.case_id == case_id)
        assert connection.scalar(events) == after["version"] == 2


def test_the_new_report_has_its_own_full_deadline(lives, together, now):
    first, _ = together()
    lives.clock.time = now + timedelta(days=5)
    second, _ = together()
    alone = lives.phone.file(homework()).json
    assert second["due_on"] == alone["due_on"] > first["due_on"]
    assert lives.mine(first)["due_on"] == first["due_on"]


@pytest.mark.parametrize(
    ("later", "change"),
    [
        ({}, {"safety": True}),
        ({}, {"avoid_local_office": True}),
        ({"days": 14}, {}),
        ({}, {"place": {"target_name": "一所小学"}}),
        ({}, {"place": {}}),
        ({}, {"category": "tutoring", "answers": None}),
    ],
    ids=["safety", "avoid_local_office", "next fortnight", "unregistered", "no target", "other matter"],
)
def test_what_does_not_join(lives, house, school, now, later, change):
    first = file_at(lives.phone, school)
    lives.clock.time = now + timedelta(**later)
    body = homework(place={"school_id": school}) | change
    if "place" in change:
        body["place"] = {"division_code": "411102", **change["place"]}
    if body["answers"] is None:
        body |= {"place": {"division_code": "411102"}, "answers": {"grade": 3, "subject": "culture_art"}}
        body["answers"] |= {"mode": "offline", "problem": ["prepaid_too_much"], "fee_amount": 9000, "fee_months": 12}
        body["answers"] |= {"pay_to": "personal_wechat_or_alipay"}
    answer = lives.phone.file(body)
    assert answer.status_code == 201, answer.json
    assert case_id_of(house.engine, answer.json) != case_id_of(house.engine, first)


@pytest.mark.promise("T12", "in part")
def test_nothing_joins_a_case_about_safety_or_one_that_goes_past_the_local_office(lives, house, school):
    for change in ({"safety": True}, {"avoid_local_office": True}):
        apart = file_at(lives.phone, school, **change)
        case_id = case_id_of(house.engine, apart)
        assert stored_case(house.engine, case_id).join_key is None
        for again in ({}, change):
            assert case_id_of(house.engine, file_at(lives.phone, school, **again)) != case_id


@pytest.mark.parametrize(
    ("acts", "joins"),
    [
        (["accept"], True),
        (["accept", "investigate"], True),
        (["accept", "investigate", "resolve"], False),
        (["decline"], False),
        (["refer_out"], False),
        (["flag_safety"], False),
        (["hand_over"], True),
    ],
    ids=str,
)
def test_a_report_joins_as_long_as_the_case_is_not_answered_and_not_about_safety(lives, house, together, acts, joins):
    _, case_id = together()
    officer = lives.console(OFFICER)
    for version, event in enumerate(acts, 1):
        said = {"resolve": RESOLVED, "decline": {"public_reply": "不属实。"}, "refer_out": {"public_reply": "已移送。"}}
        reason = {} if event in {"accept", "investigate", "resolve"} else {"reason": "理由。"}
        does = officer.end if event in said else officer.move
        assert does(case_id, version, event, **reason, **said.get(event, {})).status_code == 200
    assert (stored_case(house.engine, case_id).join_key is not None) == joins
    other = together()[1]
    assert (other == case_id) == joins
    assert together()[1] == other


def test_a_case_that_is_bound_to_another_target_or_passed_on_takes_no_more_reports(lives, house, together, act):
    _, case_id = together()
    act(case_id, None, "target", school_id=new_school(house))
    second, other = together()
    assert other != case_id
    assert lives.send(second, OFFICER, lives.office("411100")).status_code == 200
    third = together()[1]
    assert third not in {case_id, other}
    assert lives.send(second, CITY, lives.office("411102")).status_code == 200
    assert together()[1] == third


def test_a_more_severe_report_lifts_the_case_and_a_milder_one_does_not_lower_it(lives, house, together):
    _, case_id = together(answers=MILD)
    assert stored_case(house.engine, case_id).severity == 2
    together()
    assert (stored_case(house.engine, case_id).severity, stored_case(house.engine, case_id).version) == (1, 1)
    together(answers=MILD)
    assert stored_case(house.engine, case_id).severity == 1


def test_who_joins_late_begins_at_submitted_and_catches_up_with_the_offices_next_act(lives, together, act):
    first, case_id = together()
    act(case_id, "accept")
    act(case_id, "investigate")
    second, _ = together()
    assert shown(lives, second) == ("submitted", ["file"])
    assert shown(lives, first)[0] == "investigating"
    act(case_id, "resolve", **RESOLVED)
    assert shown(lives, second) == shown(lives, first) == ("resolved", ["file", "accept", "investigate", "resolve"])
    assert lives.mine(second)["public_reply"] == RESOLVED["public_reply"]


def test_a_question_is_read_by_all_who_are_there_and_by_nobody_who_comes_later(lives, house, together, act):
    first, case_id = together()
    second, _ = together()
    act(case_id, "accept")
    act(case_id, None, "messages", **ASKED)
    third, joined = together()
    assert joined == case_id
    for asked in (first, second):
        assert shown(lives, asked) == ("awaiting_reporter", ["file", "accept", "ask"])
        assert [message["text"] for message in lives.mine(asked)["messages"]] == [ASKED["text"]]
    assert shown(lives, third) == ("submitted", ["file"])
    assert lives.mine(third)["messages"] == []
    assert lives.phone.say(third["receipt"], "还有一件事。").status_code == 201
    assert stored_case(house.engine, case_id).status == "awaiting_reporter"


def test_the_case_goes_on_when_all_have_answered_and_nobody_reads_of_the_others(lives, house, together, act, now):
    first, case_id = together()
    second, _ = together()
    act(case_id, "accept")
    act(case_id, None, "messages", **ASKED)
    third, _ = together()
    version = stored_case(house.engine, case_id).version
    lives.phone.say(first["receipt"], "四年级二班。")
    waiting = stored_case(house.engine, case_id)
    assert (waiting.status, waiting.version) == ("awaiting_reporter", version)
    assert shown(lives, first) == ("investigating", ["file", "accept", "ask", "answer"])
    assert shown(lives, second) == ("awaiting_reporter", ["file", "accept", "ask"])
    assert shown(lives, third) == ("submitted", ["file"])
    lives.clock.time = now + timedelta(days=1)
    lives.phone.say(second["receipt"], "三班也是。")
    assert stored_case(house.engine, case_id).status == "investigating"
    assert shown(lives, second) == shown(lives, first) == ("investigating", ["file", "accept", "ask", "answer"])
    assert shown(lives, third) == ("submitted", ["file"])
    act(case_id, "resolve", **RESOLVED)
    assert shown(lives, second) == ("resolved", ["file", "accept", "ask", "answer", "resolve"])
    assert shown(lives, third) == ("resolved", ["file", "accept", "investigate", "resolve"])


def test_days_waited_for_others_are_not_added_for_who_was_not_asked(lives, house, together, act, now):
    """Nor does the case's own later last day hide that report's."""
    first, case_id = together()
    act(case_id, "accept")
    act(case_id, None, "messages", **ASKED)
    third, _ = together()
    lives.clock.time = now + timedelta(days=7)
    lives.phone.say(first["receipt"], "四年级二班。")
    case = stored_case(house.engine, case_id)
    assert lives.mine(first)["due_on"] == case.finish_on.isoformat() > first["due_on"]
    assert case.next_due_on == case.first_answer_on  # nobody has written to the third yet
    act(case_id, None, "messages", text="我们在看。")
    case = stored_case(house.engine, case_id)
    assert lives.mine(third)["due_on"] == third["due_on"] == case.next_due_on.isoformat()


@pytest.mark.parametrize("last", [False, True])
def test_a_withdrawn_report_leaves_the_others_alone(lives, house, together, last):
    first, case_id = together()
    second, _ = together()
    before = lives.mine(second)
    assert lives.act(first, "withdrawal").status_code == 204
    assert lives.mine(second) == before
    assert lives.phone.mine(first["receipt"]).status_code == 404
    if last:
        assert lives.act(second, "withdrawal").status_code == 204
    assert stored_case(house.engine, case_id).status == ("closed" if last else "submitted")
    assert (together()[1] == case_id) != last


def test_ratings_and_appeals_are_each_reporters_own(lives, house, together, act):
    first, case_id = together()
    second, _ = together()
    act(case_id, "decline", reason="r", public_reply=REPLY["public_reply"])
    assert lives.act(first, "rating", {"solved": True, "score": 5}).status_code == 204
    before = lives.mine(second)
    assert before["rating"] is None
    assert lives.act(first, "appeal", {"reason": "没有人来过。"}).status_code == 204
    assert lives.mine(second) == before
    assert shown(lives, first) == ("submitted", ["file", "decline", "appeal"])
    assert case_id_of(house.engine, second) == case_id
    assert lives.openers(first, (OFFICER, CITY)) == {CITY}
    assert lives.openers(second, (OFFICER, CITY)) == {OFFICER}
    assert lives.act(second, "appeal", {"reason": "我也不同意。"}).status_code == 204
    assert case_id_of(house.engine, second) != case_id_of(house.engine, first)


def test_an_appeal_shows_nothing_of_what_came_before_the_report(lives, together, act):
    first, case_id = together()
    act(case_id, "accept")
    second, _ = together()
    act(case_id, "decline", reason="r", public_reply=REPLY["public_reply"])
    lives.act(second, "appeal", {"reason": "没有人来过。"})
    assert shown(lives, second) == ("submitted", ["file", "decline", "appeal"])
    assert shown(lives, first) == ("declined", ["file", "accept", "decline"])


@pytest.mark.promise("K3", "in part")
def test_who_passes_a_shared_case_on_opens_none_of_its_reports_afterwards(lives, together):
    both = [together()[0] for _ in range(2)]
    assert lives.send(both[0], OFFICER, lives.office("411100")).status_code == 200
    assert [holders for filed in both for holders in lives.holders(filed)] == [{lives.office("411100")}] * 4


def test_the_office_sees_each_report_of_the_case_and_how_many_there_are(lives, house, together):
    filed, case_id = together(text="第一份")
    together(text="第二份")
    opened = lives.console(OFFICER).get(f"/cases/{case_id}").json
    assert {report["text"] for report in opened["reports"]} == {"第一份", "第二份"}
    item = lives.console(OFFICER).case_of(filed["reference"])
    assert item["report_count"] == len(item["references"]) == 2
    assert item["last_filed_on"] == "2026-11-18"


@pytest.mark.promise("T5", "in part")
def test_joining_costs_no_round_trip_more(lives, house, school):
    challenges = [lives.phone.challenge() for _ in range(2)]
    counts = []
    for challenge in challenges:
        statements = []
        with listening(house.engine, statements):
            file_at(lives.phone, school, challenge=challenge)
        counts.append([each.split()[0] for each in statements if each.split()[0] != "BEGIN"])
    if house.engine.name == "postgresql":
        assert counts == [["SELECT", "WITH"]] * 2
    else:
        assert [len(each) for each in counts] == [7, 5]


def test_a_join_key_repeats_what_stands_beside_it(house, together):
    _, case_id = together()
    case = stored_case(house.engine, case_id)
    assert case.join_key == f"2026-11-16 {case.office_id} {case.matter} school:{case.school_id}"
    with house.engine.connect() as connection:
        keys = connection.scalars(sa.select(Case.join_key).where(Case.join_key.is_not(None))).all()
    assert len(keys) == len(set(keys))
