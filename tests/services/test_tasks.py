"""Joint handling: one lead, any number of tasks; who was asked sees its task and nothing else (T4, K3, T12)."""

import uuid

import pytest

from tests.services.lives import CITY, MARKET, NEIGHBOUR, OFFICER, PROVINCE, REASON, ROOT
from tests.services.tasked import DUE, REQUEST, RESULT, Tasked, tutoring
from tests.services.test_heavy_work import check, watching

CULTURE = "officer-411100-culture_tourism"
STRANGERS = (NEIGHBOUR, CITY, CULTURE, PROVINCE, ROOT)


@pytest.fixture
def tasked(lives):
    return Tasked(lives)


@pytest.mark.promise("T4")
def test_a_task_goes_from_the_lead_to_the_office_beside_and_comes_back_with_what_was_found(tasked):
    task_id = tasked.asked()
    assert tasked.reads(MARKET, task_id) == (REQUEST, None)
    assert tasked.moved(task_id, "accept", "finish")["status"] == "done"
    assert tasked.reads(OFFICER, task_id) == tasked.reads(MARKET, task_id) == (REQUEST, RESULT)
    shown = tasked.by(OFFICER).get(f"/cases/{tasked.case_id}/tasks").json
    assert [(item["id"], item["status"], item["result"]) for item in shown["items"]] == [(task_id, "done", RESULT)]
    lines = tasked.by(OFFICER).get(f"/cases/{tasked.case_id}").json["history"]
    assert [line["event"] for line in lines][-3:] == ["add_task", "accept_task", "finish_task"]
    assert [line["by"] for line in lines][-3:] == [OFFICER, MARKET, MARKET]


@pytest.mark.promise("T4")
@pytest.mark.parametrize("ending", ["resolve", "decline", "refer_out", "join"])
def test_the_lead_cannot_end_the_case_while_a_task_is_open(tasked, lives, ending):
    if ending in {"resolve", "refer_out"}:
        assert tasked.by(OFFICER).move(tasked.case_id, 2, "investigate").status_code == 200
    done, open_ = tasked.asked(), tasked.asked(kind="licence")
    tasked.moved(done, "accept", "finish")
    assert ending not in tasked.by(OFFICER).get(f"/cases/{tasked.case_id}").json["allowed_events"]
    other = lives.house.case_of(lives.phone.file(tutoring(text=uuid.uuid4().hex)).json)["id"]

    def end():
        officer, version = tasked.by(OFFICER), tasked.case.version
        if ending == "join":
            return officer.post(f"/cases/{tasked.case_id}/joining", {"into": other}, version)
        said = {"outcome": "partly"} if ending == "resolve" else {"reason": "见核查记录。"}
        return officer.end(tasked.case_id, version, ending, public_reply="已核查。", **said)

    refused = end()
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "move.tasks_open")
    tasked.moved(open_, "cancel", username=OFFICER)
    assert end().status_code == 200


@pytest.mark.promise("T4")
@pytest.mark.promise("K1", "in part")
def test_the_office_that_was_asked_sees_its_task_and_no_case_and_nobody_else_sees_either(tasked, lives):
    task_id = tasked.asked()
    market = tasked.by(MARKET)
    opened = market.get(f"/tasks/{task_id}")
    assert opened.json["case_id"] is None
    text = opened.text
    assert tasked.case_id not in text
    assert tasked.filed["reference"] not in text
    for path in ("", "/tasks", "/co_handlers"):
        assert market.get(f"/cases/{tasked.case_id}{path}").status_code == 404
    assert market.get("/cases", limit=100).json["items"] == []
    assert lives.openers(tasked.filed, (OFFICER, MARKET)) == {OFFICER}
    for username in STRANGERS:
        there, nowhere = (tasked.by(username).get(f"/tasks/{one}") for one in (task_id, uuid.uuid4()))
        assert (there.status_code, there.data) == (404, nowhere.data), username
    assert tasked.move(task_id, "accept", username=CULTURE, version=1).status_code == 404
    assert tasked.reads("supervisor-410000", task_id) == (None, None)  # from above, as far as it stands clear
    assert tasked.move(task_id, "cancel", "x", username="supervisor-410000").status_code == 403


@pytest.mark.promise("K3", "in part")
def test_what_is_returned_or_cancelled_opens_no_more_where_it_was(tasked, lives):
    returned, cancelled = tasked.asked(), tasked.asked(kind="licence")
    market = lives.office("411100", "market_regulation")
    assert tasked.holders(returned) == tasked.holders(cancelled) == {market}
    tasked.moved(returned, "return", text="不属本单位职责。")
    tasked.moved(cancelled, "accept")
    tasked.moved(cancelled, "cancel", username=OFFICER)
    for task_id in (returned, cancelled):
        assert tasked.holders(task_id) == set()
        assert tasked.reads(MARKET, task_id) == (None, None)
    assert tasked.reads(OFFICER, returned) == (REQUEST, "不属本单位职责。")
    history = tasked.by(OFFICER).get(f"/cases/{tasked.case_id}").json["history"]
    assert (history[-1]["event"], history[-1]["reason"]) == ("cancel_task", RESULT)


@pytest.mark.promise("K3", "in part")
def test_a_transfer_carries_the_tasks_to_the_new_lead(tasked, lives):
    task_id = tasked.asked()
    sent = lives.send(tasked.filed, OFFICER, lives.office("411103"), **REASON)
    assert sent.status_code == 200, sent.json
    assert tasked.reads(OFFICER, task_id) == 404
    assert tasked.reads(NEIGHBOUR, task_id) == tasked.reads(MARKET, task_id) == (REQUEST, None)
    tasked.moved(task_id, "accept", "finish")
    assert tasked.reads(NEIGHBOUR, task_id) == (REQUEST, RESULT)
    assert tasked.move(task_id, "cancel", "x", username=OFFICER).status_code == 404
    first = tasked.by(NEIGHBOUR).get(f"/cases/{tasked.case_id}/tasks").json["first_office"]
    assert first["division_code"] == "411102"


@pytest.mark.promise("T4")
def test_an_office_that_gets_the_whole_case_has_no_task_in_it_any_more(tasked, lives):
    task_id, other = tasked.asked(), tasked.asked(office_id=lives.office("411100"), kind="opinion")
    assert lives.send(tasked.filed, OFFICER, lives.office("411100", "market_regulation"), **REASON).status_code == 200
    assert (tasked.task(task_id).status, tasked.task(other).status) == ("cancelled", "open")
    assert tasked.holders(task_id) == set()
    assert tasked.reads(MARKET, other) == (REQUEST, None)
    unfinished = tasked.by(MARKET).get("/tasks", open="true", limit=100).json["items"]
    assert task_id not in {item["id"] for item in unfinished}


@pytest.mark.promise("A10", "in part")
def test_with_the_last_report_its_tasks_end_and_open_for_nobody(tasked, lives):
    task_id, done = tasked.asked(), tasked.asked(kind="licence")
    tasked.moved(done, "accept", "finish")
    assert lives.act(tasked.filed, "withdrawal").status_code == 204
    assert (tasked.task(task_id).status, tasked.task(done).status) == ("cancelled", "done")
    for one in (task_id, done):
        assert tasked.holders(one) == set()
        assert tasked.reads(MARKET, one) == tasked.reads(OFFICER, one) == (None, None)


@pytest.mark.promise("T12")
def test_an_office_that_the_reporters_went_past_gets_no_task_without_their_consent(lives):
    tasked = Tasked(lives, lead=CITY, avoid_local_office=True)
    avoided, beside = lives.office("411102"), lives.office("411103")
    before = tasked.by(OFFICER).get("/tasks").data
    for office_id in (avoided, beside):
        answer = tasked.ask(office_id=office_id)
        assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "transfer.below")
    offered = tasked.by(CITY).get(f"/cases/{tasked.case_id}/co_handlers").json["items"]
    assert avoided not in {item["id"] for item in offered}
    assert tasked.by(OFFICER).get("/tasks").data == before
    wish = {"to_office_id": avoided}
    assert tasked.by(CITY).post(f"/cases/{tasked.case_id}/consent", wish, tasked.case.version).status_code == 200
    assert tasked.ask(office_id=avoided).status_code == 422
    assert lives.act(tasked.filed, "consent", {"agree": True}).status_code == 204
    assert tasked.reads(OFFICER, tasked.asked(office_id=avoided)) == (REQUEST, None)


@pytest.mark.promise("T8", "in part")
def test_the_office_that_an_appeal_is_against_gets_no_share_of_it(lives):
    filed = lives.phone.file(tutoring()).json
    lives.answer(filed)
    assert lives.act(filed, "appeal", {"reason": "没有人来过。"}).status_code == 204
    case_id, city = lives.house.case_of(filed)["id"], lives.console(CITY)
    assert city.move(case_id, 1, "accept").status_code == 200
    body = {"office_id": lives.office("411102"), "kind": "visit", "due_on": DUE, "request": "x"}
    answer = city.post(f"/cases/{case_id}/tasks", body, 2)
    assert answer.json["errors"][0]["code"] == "transfer.appealed_against"
    offered = city.get(f"/cases/{case_id}/co_handlers").json["items"]
    assert lives.office("411102") not in {one["id"] for one in offered}


def test_who_may_be_asked_is_known_by_matter_and_region(tasked, lives):
    offered = tasked.by(OFFICER).get(f"/cases/{tasked.case_id}/co_handlers").json
    assert [(one["division_code"], one["department"]) for one in offered["items"]] == [
        ("411100", "market_regulation"),
        ("411100", "education"),
        ("410000", "education"),
        ("000000", "education"),
    ]
    assert offered["days"] == {"earliest": "2026-11-18", "proposed": "2026-11-25", "latest": "2026-12-09"}
    refused = {
        lives.office("411100", "culture_tourism"): "transfer.not_its_matter",
        lives.office("411102"): "task.has_the_case",
        str(uuid.uuid4()): "transfer.unknown_office",
    }
    for office_id, code in refused.items():
        assert tasked.ask(office_id=office_id).json["errors"][0]["code"] == code


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"due_on": "2026-11-17"}, "due_on", "task.due_too_early"),
        ({"due_on": "2026-12-10"}, "due_on", "task.due_too_late"),
        ({"kind": "espionage"}, "kind", "field.not_offered"),
        ({"request": ""}, "request", "field.required"),
    ],
)
def test_a_task_that_makes_no_sense_is_refused_with_its_field(tasked, changes, field, code):
    answer = tasked.ask(**changes)
    assert answer.status_code == 422
    assert [(error["field"], error["code"]) for error in answer.json["errors"]] == [(field, code)]
    assert tasked.by(OFFICER).get(f"/cases/{tasked.case_id}/tasks").json["items"] == []


def test_a_case_is_taken_on_before_anybody_is_asked(lives):
    filed = lives.phone.file(tutoring()).json
    case = lives.house.case_of(filed)
    body = {"office_id": lives.office("411100", "market_regulation"), "kind": "price", "due_on": DUE, "request": "x"}
    answer = lives.console(OFFICER).post(f"/cases/{case['id']}/tasks", body, case["version"])
    assert answer.json["errors"][0]["code"] == "move.not_in_this_status"


def test_each_side_makes_its_own_moves_and_says_what_they_need(tasked):
    task_id = tasked.asked()
    for username, event, text, code in [
        (OFFICER, "accept", None, "task.not_in_this_status"),
        (OFFICER, "finish", "x", "task.not_in_this_status"),
        (MARKET, "cancel", "x", "task.not_in_this_status"),
        (MARKET, "finish", "x", "task.not_in_this_status"),
        (MARKET, "return", None, "task.text_missing"),
        (MARKET, "accept", "x", "task.no_text"),
        (OFFICER, "cancel", None, "task.text_missing"),
    ]:
        answer = tasked.move(task_id, event, text, username=username)
        assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, code), (username, event)
    assert tasked.task(task_id).version == 1


@pytest.mark.promise("T6", "in part")
def test_the_second_of_two_hears_that_something_changed(tasked):
    task_id, version = tasked.asked(), tasked.case.version
    tasked.moved(task_id, "accept")
    assert tasked.move(task_id, "return", "x", version=1).status_code == 409
    stale = tasked.by(OFFICER).move(tasked.case_id, version, "investigate")
    assert (stale.status_code, stale.json["changed"][0]["event"]) == (409, "accept_task")
    assert tasked.ask(version=version).status_code == 409


def test_what_is_due_first_comes_first_page_by_page(tasked):
    days = ["2026-11-27", "2026-11-20", "2026-11-24"]
    ids = {day: tasked.asked(due_on=day) for day in days}
    market = tasked.by(MARKET)
    mine = {"open": "true", "limit": 1}
    seen, cursor = [], {}
    while True:
        page = market.get("/tasks", **mine, **cursor).json
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert [one for one in seen if one in ids.values()] == [ids[day] for day in sorted(days)]
    assert market.get("/tasks", open="false", limit=1, **cursor).status_code == 422
    assert market.get("/tasks", status="done", limit=100).json["items"] == [
        item for item in market.get("/tasks", limit=100).json["items"] if item["status"] == "done"
    ]


def test_a_task_that_is_late_says_so_and_the_case_tells_of_it(tasked, lives):
    task_id = tasked.asked(due_on="2026-11-18")
    assert not tasked.by(MARKET).get(f"/tasks/{task_id}").json["is_overdue"]
    lives.clock.forward(86400)
    assert tasked.by(MARKET).get(f"/tasks/{task_id}").json["is_overdue"]
    assert task_id in {item["id"] for item in tasked.by(MARKET).get("/tasks", overdue="true").json["items"]}
    assert "overdue: 1" in tasked.by(OFFICER).get(f"/cases/{tasked.case_id}").json["notice"]


def test_the_reporter_is_told_nothing_of_tasks(tasked, lives):
    before = lives.mine(tasked.filed)
    task_id = tasked.asked()
    tasked.moved(task_id, "accept", "finish")
    assert lives.mine(tasked.filed) == before


def test_no_key_is_opened_or_wrapped_while_something_is_written(tasked, lives):
    lead, market = tasked.by(OFFICER), tasked.by(MARKET)
    body = {"office_id": lives.office("411100", "market_regulation"), "kind": "price", "due_on": DUE, "request": "x"}
    with watching(lives.house.engine) as giving:
        given = lead.post(f"/cases/{tasked.case_id}/tasks", body, 2)
    check(giving, "unwrap", "wrap")
    path = f"/tasks/{given.json['id']}/moves"
    assert market.post(path, {"event": "accept"}, 1).status_code == 200
    with watching(lives.house.engine) as finishing:
        assert market.post(path, {"event": "finish", "text": RESULT}, 2).status_code == 200
    check(finishing, "unwrap")
