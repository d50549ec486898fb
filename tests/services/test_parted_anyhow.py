"""T5: whatever is merged, split and undone, in any order and at once: nothing is lost, and everybody is answered."""

import uuid
from datetime import timedelta
from itertools import cycle

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Case, Report
from tests.services.joint import case_id_of, file_at, reports_without_a_wrap, shown, unanswered_in_answered_cases
from tests.services.lives import OFFICER
from tests.services.parted import RESOLVED, events, take_back
from tests.support.phone import homework

ALONE = ["file", "accept", "investigate", "resolve"]
"""The timeline of a report that is alone in its case, and never was in another."""
MANY = 50
FEWEST = 2
DAY = timedelta(days=1)
ACTS = st.lists(
    st.tuples(st.sampled_from(["merge", "merge", "split", "undo", "undo", "go_on", "withdraw"]), st.integers(0, 99)),
    min_size=3,
    max_size=9,
)


class Desk:
    """An officer who merges, splits and undoes by numbers, and four reporters who look on."""

    def __init__(self, lives, filed):
        self.lives, self.filed, self.engine = lives, filed, lives.house.engine
        self.officer = lives.console(OFFICER)
        self.seen = set(self.homes())
        self.told = [["file"] for _ in filed]

    def homes(self):
        return [case_id_of(self.engine, one) for one in self.filed]

    def open_cases(self):
        return sorted(set(self.homes()))

    def act(self, kind, number):
        cases = self.open_cases()
        case_id = cases[number % len(cases)]
        view = self.officer.get(f"/cases/{case_id}").json
        getattr(self, kind)(case_id, view, number)
        self.seen |= set(self.homes())

    def merge(self, case_id, view, number):
        others = [one for one in self.open_cases() if one != case_id][: 1 + number % 3]
        if others:
            self.post(200, case_id, "merge", view, case_ids=others)

    def split(self, case_id, view, number):
        ids = [report["id"] for report in view["reports"]]
        if len(ids) > 1:
            self.post(201, case_id, "split", view, report_ids=ids[: 1 + number % (len(ids) - 1)])

    def undo(self, case_id, view, number):
        lines = [version for version, line in enumerate(view["history"], start=1) if line["undo_until"]]
        assert ("undo_take_in" in view["allowed_events"]) == bool(lines)
        if lines:
            self.post(200, case_id, "undo", view, versions=[lines[number % len(lines)]])

    def go_on(self, case_id, view, _):
        event = {"submitted": "accept", "accepted": "investigate"}.get(view["status"])
        if event:
            assert self.officer.move(case_id, view["version"], event).status_code == 200

    def withdraw(self, _, __, number):
        if len(self.filed) > FEWEST:
            at = number % len(self.filed)
            assert self.lives.act(self.filed.pop(at), "withdrawal").status_code == 204
            self.told.pop(at)

    def post(self, status, case_id, path, view, **body):
        answer = self.officer.post(f"/cases/{case_id}/{path}", body, view["version"])
        assert answer.status_code == status, (path, answer.json)
        return answer.json["id"]

    def view(self, case_id):
        return self.officer.get(f"/cases/{case_id}").json

    def check(self):
        """Each report in one open case, each version one event, and no reporter reads what would not be alone."""
        with self.engine.connect() as connection:
            cases = connection.execute(sa.select(Case.id, Case.status, Case.version).where(Case.id.in_(self.seen)))
            rows = {row.id: row for row in cases}
        for row in rows.values():
            assert events(self.engine, row.id) == list(range(1, row.version + 1))
            assert (row.status == "closed") == (row.id not in self.homes())
        for number, one in enumerate(self.filed):
            told = shown(self.lives, one)[1]
            assert told == ALONE[: len(told)]
            assert len(told) >= len(self.told[number])
            self.told[number] = told

    def check_first_office(self):
        """Whoever was told that their report was taken on has an office that stays answerable for it."""
        taken_on = {home for home, told in zip(self.homes(), self.told, strict=True) if "accept" in told}
        for case_id in taken_on:
            assert self.officer.get(f"/cases/{case_id}/tasks").json["first_office"]["division_code"] == "411102"

    def answer_all(self):
        for case_id in self.open_cases():
            for event in ("accept", "investigate"):
                view = self.officer.get(f"/cases/{case_id}").json
                if event in view["allowed_events"]:
                    assert self.officer.move(case_id, view["version"], event).status_code == 200
            version = self.officer.get(f"/cases/{case_id}").json["version"]
            assert self.officer.end(case_id, version, "resolve", **RESOLVED).status_code == 200


@pytest.mark.promise("T5", "in part")
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_is_merged_split_and_undone_every_reporter_gets_one_result(lives, acts):
    place = {"target_name": f"学校{uuid.uuid4()}"}
    desk = Desk(lives, [lives.phone.file(homework(place=place)).json for _ in range(4)])
    for kind, number in acts:
        desk.act(kind, number)
        desk.check()
        desk.check_first_office()
    desk.answer_all()
    for one in desk.filed:
        assert shown(lives, one) == ("resolved", ALONE)
        assert lives.mine(one)["public_reply"] == RESOLVED["public_reply"]
    assert reports_without_a_wrap(desk.engine) == unanswered_in_answered_cases(desk.engine) == []


@pytest.mark.slow
@pytest.mark.promise("T5", "in part")
def test_50_acts_at_once_lose_no_report(lives, house, school, at_once):
    """Merging, splitting and undoing one case beside filings: one is done, the others are told what changed."""
    first = [file_at(lives.phone, school) for _ in range(6)]
    into = case_id_of(house.engine, first[0])
    place = {"target_name": f"学校{uuid.uuid4()}"}
    others = [lives.phone.file(homework(place=place)).json for _ in range(4)]
    officer = lives.console(OFFICER)
    merged = officer.post(f"/cases/{into}/merge", {"case_ids": [case_id_of(house.engine, others[0])]}, 1)
    assert merged.status_code == 200, merged.json
    ids = [report["id"] for report in officer.get(f"/cases/{into}").json["reports"]]
    bodies = [("undo", {"versions": [2]}), ("split", {"report_ids": ids[:2]})]
    bodies += [("merge", {"case_ids": [case_id_of(house.engine, one)]}) for one in others[1:]]
    challenges = [lives.phone.challenge() for _ in range(10)]
    calls = [lambda one=one: file_at_once(house, lives, school, one) for one in challenges]
    for _, (path, body) in zip(range(MANY - len(calls)), cycle(bodies), strict=False):
        calls.append(lambda path=path, body=body: officer.post(f"/cases/{into}/{path}", body, 2))
    answers = at_once(lambda call: call(), calls)
    assert [answer.status_code for answer in answers[:10]] == [201] * 10
    done = [answer.status_code for answer in answers[10:]]
    assert sorted(done)[1:] == [409] * (len(done) - 1)
    assert min(done) in {200, 201}  # one of them saw the case as it was
    desk = Desk(lives, [*first, *others, *(answer.json for answer in answers[:10])])
    desk.seen.add(into)
    desk.check()
    with house.engine.connect() as connection:
        where = sa.select(sa.func.count()).where(Report.case_id.in_(desk.seen))
        assert connection.scalar(where) == len(desk.filed)
    assert reports_without_a_wrap(house.engine) == []
    take_back(lives, desk.filed)


def file_at_once(house, lives, school, challenge):
    phone = type(lives.phone)(house.app.test_client())
    return phone.file(homework(place={"school_id": school}), challenge=challenge)


@pytest.mark.promise("T5")
def test_50_at_once_are_one_case_that_is_split_merged_put_back_and_answered(lives, house, school, at_once, now):
    """Each in one action; undone on the 30th day, and not on the 31st; everybody reads the result of their case."""
    challenges = [lives.phone.challenge() for _ in range(MANY)]
    filed = [answer.json for answer in at_once(lambda one: file_at_once(house, lives, school, one), challenges)]
    [case_id] = {case_id_of(house.engine, one) for one in filed}
    desk = Desk(lives, filed[::7])
    ids = [report["id"] for report in desk.view(case_id)["reports"]]
    assert len(ids) == MANY
    parts = [desk.post(201, case_id, "split", desk.view(case_id), report_ids=some) for some in (ids[:9], ids[9:20])]
    desk.post(200, case_id, "merge", desk.view(case_id), case_ids=parts)
    assert len(desk.view(case_id)["reports"]) == MANY
    lives.clock.time = now + 30 * DAY
    desk.officer = lives.console(OFFICER)
    desk.post(200, case_id, "undo", desk.view(case_id), versions=[4, 5])
    assert [len(desk.view(one)["reports"]) for one in (case_id, *parts)] == [30, 9, 11]
    lives.clock.time = now + 31 * DAY
    desk.officer = lives.console(OFFICER)
    late = desk.officer.post(f"/cases/{case_id}/undo", {"versions": [2]}, 7)
    assert [error["code"] for error in late.json["errors"]] == ["undo.too_late"]
    desk.filed = filed
    desk.answer_all()
    assert {(*shown(lives, one)[1],) for one in filed} == {tuple(ALONE)}
    assert {lives.mine(one)["public_reply"] for one in filed} == {RESOLVED["public_reply"]}
    assert unanswered_in_answered_cases(house.engine) == reports_without_a_wrap(house.engine) == []
