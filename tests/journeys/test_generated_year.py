"""A year that was generated keeps every promise about cases: none is lost, none goes where the table has no way."""

import json
from collections import Counter, defaultdict
from itertools import pairwise
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from demo.desk import standing
from demo.files import LOG_INS, read_log_ins
from demo.habits import read_habits
from demo.people import who
from demo.story import played
from models import Case, CaseEvent, Outbox, Report, Subscription, Tombstone
from models.engine import reading
from notifications.channels.log import LogChannel
from notifications.relay import Relay
from policy.deadlines import clocks
from policy.lifecycle import MOVES, TIMED_MOVES, UNANSWERED
from policy.moves import Effect
from policy.vocabulary import Event
from services.desk.case_view import view_case
from services.refusals import ResealPending, UnknownReceipt
from services.reporters.follow import look
from tests.support.rows import all_of
from tests.support.year import REPORTS, live, year_of

pytestmark = pytest.mark.slow  # a demo, and a year on top of it

COMMON = {
    *(Event.ACCEPT, Event.INVESTIGATE, Event.ASK, Event.ANSWER, Event.RESOLVE, Event.DECLINE, Event.REFER_OUT),
    *(Event.TRANSFER, Event.APPEAL, Event.RATE, Event.WITHDRAW, Event.HAND_OVER, Event.MESSAGE, Event.ASSIGN),
}
SELDOM = {
    *(Event.JOIN, Event.RECUSE, Event.RESEAL, Event.UPHOLD, Event.SEND_BACK, Event.REOPEN),
    *(Event.ASK_CONSENT, Event.CONSENT),
}
"""What is too rare for each to be in so short a year."""

CLOCKS_OF_OTHERS = {Event.JOIN, Event.TAKE_IN, Event.REOPEN, Event.SEND_BACK}
"""After these, a case has the clocks of another one, or began again."""

STEPS = [*MOVES, *(timed.move for timed in TIMED_MOVES)]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lived(request, loader_on, tmp_path_factory):
    """A demo with a generated year, for the tests that change nothing in it."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    var = tmp_path_factory.mktemp("var")
    with databases.migrated() as url, loader_on(url, var) as loader:
        loader.load()
        desk, tally = live(loader)
        yield SimpleNamespace(url=url, loader=loader, desk=desk, tally=tally, var=var)


@pytest.fixture
def database_url(lived):
    return lived.url


@pytest.fixture
def db(lived):
    with reading(lived.loader.world.engine) as session:
        yield session


@pytest.fixture
def histories(db):
    """The lines of history of each case, in order."""
    lines = defaultdict(list)
    for event in db.scalars(sa.select(CaseEvent).order_by(CaseEvent.case_id, CaseEvent.version)):
        lines[event.case_id].append(event)
    return lines


def generated(lived):
    """The receipts of all that was generated."""
    year = year_of(lived.loader.world.policy)
    return [year.receipt(lived.desk.seed, number) for number in range(REPORTS)]


def test_no_service_says_no_to_what_the_year_does(lived):
    assert lived.tally.filed == REPORTS
    assert lived.tally.refused == Counter()
    done = set(lived.tally.acts)
    assert COMMON <= done <= COMMON | SELDOM
    assert len(done & SELDOM) >= 5


def test_every_act_of_people_is_drawn_but_those_of_the_register_and_between_offices(lived):
    by_people = {row.event for row in MOVES if row.roles}
    drawn = {one.event for one in read_habits().behaviours} - {None}
    assert drawn == COMMON | SELDOM
    of_the_register = {Event.BIND_TARGET, Event.FLAG_SAFETY, Event.OVERSEE, Event.TAKE_IN, Event.TELL_SCHOOL}
    parting = {Event.SPLIT, Event.UNDO_TAKE_IN}
    tasks = {Event.ADD_TASK, Event.CANCEL_TASK}
    watching = {Event.EXTEND, Event.URGE, Event.SUPERVISE, Event.REPORT_BACK}
    of_an_answer = {Event.CHECK, Event.HEAR, Event.PROPOSE, Event.APPROVE, Event.DISAPPROVE, Event.RECHECK}
    assert by_people - drawn == of_the_register | parting | tasks | watching | of_an_answer


def test_no_report_is_lost_but_those_that_were_withdrawn(lived, db):
    found = set(db.scalars(sa.select(Report.receipt_lookup)))
    lost = [receipt.lookup for receipt in generated(lived) if receipt.lookup not in found]
    assert len(lost) == lived.tally.acts[Event.WITHDRAW] > 0
    remembered = set(db.scalars(sa.select(Tombstone.receipt_lookup)))
    assert remembered & set(lost)  # the others are forgotten by now


def test_every_report_belongs_to_a_case_and_no_case_is_lost(db, histories):
    cases = {case.id for case in all_of(db, Case)}
    assert {report.case_id for report in all_of(db, Report)} <= cases == set(histories)
    begun = Counter(lines[0].event for lines in histories.values())
    appealed = sum(line.event == Event.APPEAL for lines in histories.values() for line in lines[1:])
    split = sum(line.event == Event.SPLIT for lines in histories.values() for line in lines)  # by the sixty
    assert begun == {Event.FILE: begun[Event.FILE], Event.APPEAL: appealed, Event.SPLIT_OFF: split}
    with_reports = {report.case_id for report in all_of(db, Report)}
    left = {case_id for case_id, lines in histories.items() if Event.APPEAL in {line.event for line in lines[1:]}}
    empty = cases - with_reports - left
    assert {histories[case_id][-1].event for case_id in empty} <= {Event.WITHDRAW, Event.JOIN}


def targets(ways, before, lines):
    """Where these moves lead; what is given back stands where its reporters last read that it did."""
    as_told = {line.status for line in lines} if any(Effect.STAND_AS_TOLD in move.effects for move in ways) else set()
    return {move.status_after(before.status) for move in ways} | as_told


def test_every_history_is_a_path_of_the_table_of_moves(histories):
    assert len(histories) > REPORTS
    for lines in histories.values():
        begins_anew = (lines[0].event, lines[0].status) in {(Event.FILE, "submitted"), (Event.APPEAL, "submitted")}
        assert begins_anew or lines[0].event == Event.SPLIT_OFF
        for before, line in pairwise(lines):
            ways = [move for move in STEPS if move.event == line.event and before.status in move.source]
            assert line.status in targets(ways, before, lines), (before.status, line.event)
            assert line.happened_on >= before.happened_on


def test_the_versions_of_a_case_are_its_events(db, histories):
    for case in all_of(db, Case):
        lines = histories[case.id]
        assert [line.version for line in lines] == list(range(1, case.version + 1))
        assert case.status == lines[-1].status
        assert case.status_since <= lines[-1].happened_on


def test_every_report_opens_for_its_receipt_and_for_its_office(lived, db):
    opened = 0
    for receipt in generated(lived):
        with lived.loader.unit_of_work() as work:
            try:
                told, _ = look(work, receipt)
            except UnknownReceipt:
                continue
            opened += 1
            case = standing(work.db, receipt)
        with lived.loader.unit_of_work() as work:  # whoever logs in first has a unit of their own in between
            actor = who(lived.desk, work, case, Event.ACCEPT) or who(lived.desk, work, case, Event.UPHOLD)
            if case.is_sealed:
                with pytest.raises(ResealPending):
                    view_case(work, actor, case.case_id)
                continue
            reports = view_case(work, actor, case.case_id).reports
            (seen,) = (one for one in reports if one.reference == told.reference)
        assert seen.text
        assert [message.text for message in seen.messages] == [message.text for message in told.messages]
        # the answer that is being looked at again is the office's to read, and nobody is told of it as if it stood
        assert told.public_reply == (None if told.status in UNANSWERED else seen.public_reply)
    assert opened == REPORTS - lived.tally.acts[Event.WITHDRAW]


def test_deadlines_only_ever_move_later(db, policy, lived, histories):
    offices = {one.office_id: one.department for one in read_log_ins(lived.var) if one.office_id}
    for case in all_of(db, Case):
        assert case.submitted_on < case.accept_on <= case.first_answer_on <= case.finish_on
        if CLOCKS_OF_OTHERS & {line.event for line in histories[case.id]}:
            continue
        due = clocks(
            policy.deadlines,
            policy.calendar,
            policy.divisions,
            matter=case.matter,
            department=offices[case.office_id],
            division_code=case.division_code,
            filed_on=case.submitted_on,
        )
        assert case.finish_on >= due.finish_on
        is_longer = case.pause_used or Event.EXTEND in {line.event for line in histories[case.id]}
        assert is_longer or case.finish_on == due.finish_on
    for report, case in db.execute(sa.select(Report, Case).join(Case)):
        if not CLOCKS_OF_OTHERS & {line.event for line in histories[case.id]}:
            assert report.due_on >= case.finish_on if report.joined_version else report.due_on == case.finish_on


def test_pushes_wait_only_for_who_subscribed_and_the_relay_sends_them_all(lived, relay_key, tmp_path, now):
    engine = lived.loader.world.engine
    with reading(engine) as db:
        subscribed = {row.sealed_address for row in all_of(db, Subscription)}
        waiting = [row.sealed_address for row in all_of(db, Outbox)]
    assert 20 < len(subscribed) < REPORTS
    assert set(waiting) <= subscribed
    relay = Relay(
        SimpleNamespace(relay_private_key=relay_key.private),
        engine=engine,
        channels={"fcm_topic": LogChannel(tmp_path / "push.jsonl")},
        now=lambda: now,
    )
    while relay.run_once():
        pass
    with reading(engine) as db:
        assert all_of(db, Outbox) == []
        assert {row.sealed_address for row in all_of(db, Subscription)} == subscribed
    assert len((tmp_path / "push.jsonl").read_text().splitlines()) == len(waiting) > len(subscribed) / 2


def test_the_story_passes_on_top_of_a_generated_year(base_url, lived):
    steps = played(base_url, json.loads((lived.var / LOG_INS).read_text()))
    assert [step for step in steps if not step["ok"]] == []
