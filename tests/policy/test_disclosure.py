"""Disclosure: what each reader sees, and what a reporter can never learn."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from policy.deadlines import DAY
from policy.disclosure import IDENTITY, Act, is_shown, reporter_timeline, without_identity
from policy.vocabulary import Event, Status

FILED = date(2026, 3, 10)
ACTS = st.lists(
    st.builds(
        Act,
        on=st.dates(date(2026, 3, 1), date(2026, 3, 20)),
        event=st.sampled_from(Event),
        status=st.sampled_from(Status),
        own=st.booleans(),
    )
).map(lambda acts: sorted(acts, key=lambda act: act.on))


def test_a_reporter_who_joined_late_begins_at_submitted():
    before = [Act(date(2026, 3, 9), Event.ACCEPT, Status.ACCEPTED), Act(FILED, Event.INVESTIGATE, Status.INVESTIGATING)]
    timeline = reporter_timeline(before, FILED, already=2)
    assert timeline == (Act(FILED, Event.FILE, Status.SUBMITTED, own=True),)
    assert timeline[-1].status is Status.SUBMITTED


def test_the_first_reporter_sees_acts_of_the_same_day():
    timeline = reporter_timeline([Act(FILED, Event.ACCEPT, Status.ACCEPTED)], FILED)
    assert [act.event for act in timeline] == [Event.FILE, Event.ACCEPT]
    assert timeline[-1].status is Status.ACCEPTED


def test_only_the_own_answer_is_seen():
    asked = Act(FILED, Event.ASK, Status.AWAITING_REPORTER)
    other, own = (Act(FILED, Event.ANSWER, Status.INVESTIGATING, own=own) for own in (False, True))
    assert reporter_timeline([asked, other], FILED)[-1].status is Status.AWAITING_REPORTER
    assert reporter_timeline([asked, own], FILED)[-1].status is Status.INVESTIGATING


def test_what_another_reporter_did_gives_no_line_and_what_the_office_does_gives_one():
    asked = Act(FILED, Event.ASK, Status.AWAITING_REPORTER)
    other, own = (Act(FILED, Event.ANSWER, Status.INVESTIGATING, own=own) for own in (False, True))
    shown = [is_shown(acts, FILED, answers=(None,), today=FILED) for acts in ([asked], [asked, other], [asked, own])]
    assert shown == [True, False, True]


def told(*acts, **more):
    return [(act.event, act.status) for act in reporter_timeline(acts, FILED, **more)[1:]]


def test_a_step_that_means_nothing_to_a_report_further_than_its_case_is_not_told():
    acts = [
        Act(FILED, Event.INVESTIGATE, Status.INVESTIGATING),
        Act(FILED + DAY, Event.ACCEPT, Status.ACCEPTED),
        Act(FILED + DAY, Event.MESSAGE, Status.ACCEPTED, own=True),
    ]
    accepted, investigated = (Event.ACCEPT, Status.ACCEPTED), (Event.INVESTIGATE, Status.INVESTIGATING)
    assert told(*acts) == [accepted, investigated, (Event.MESSAGE, Status.INVESTIGATING)]


def test_an_answer_that_the_case_did_not_wait_for_is_told_before_what_needs_it():
    acts = [
        Act(FILED, Event.ACCEPT, Status.ACCEPTED),
        Act(FILED, Event.ASK, Status.AWAITING_REPORTER),
        Act(FILED, Event.ANSWER, Status.INVESTIGATING),
        Act(FILED + 3 * DAY, Event.MESSAGE, Status.INVESTIGATING, own=True),
    ]
    asked = [(Event.ACCEPT, Status.ACCEPTED), (Event.ASK, Status.AWAITING_REPORTER)]
    answered, silent = (Event.ANSWER, Status.INVESTIGATING), (Event.RESUME, Status.INVESTIGATING)
    for day, expected in (
        (1, [*asked, answered, (Event.MESSAGE, Status.INVESTIGATING)]),
        (3, [*asked, (Event.MESSAGE, Status.AWAITING_REPORTER), answered]),
        (4, [*asked, (Event.MESSAGE, Status.AWAITING_REPORTER), answered]),
    ):
        assert told(*acts, answers=[FILED + day * DAY]) == expected
    waiting = [*asked, (Event.MESSAGE, Status.AWAITING_REPORTER)]
    assert told(*acts, answers=[None], today=FILED + 6 * DAY) == waiting
    assert told(*acts, answers=[None], today=FILED + 7 * DAY) == [*waiting, silent]
    end = Act(FILED + 3 * DAY, Event.RESOLVE, Status.RESOLVED)
    assert told(*acts, end, answers=[FILED + 3 * DAY])[-2:] == [answered, (Event.RESOLVE, Status.RESOLVED)]
    assert told(*acts, end, answers=[None])[-2:] == [silent, (Event.RESOLVE, Status.RESOLVED)]


@given(ACTS, st.integers(0, 5))
def test_nothing_before_the_own_filing_and_no_other_reporters_act_is_ever_seen(acts, already):
    timeline = reporter_timeline(acts, FILED, already=already)
    assert timeline[0] == Act(FILED, Event.FILE, Status.SUBMITTED, own=True)
    assert all(act.on >= FILED for act in timeline)
    assert sum(act.event is Event.FILE for act in timeline) == 1
    assert not any(act.event in {Event.ASSIGN, Event.BIND_TARGET, Event.RATE, Event.WITHDRAW} for act in timeline)
    assert all(act.own for act in timeline if act.event in {Event.ANSWER, Event.MESSAGE, Event.APPEAL})


def test_fields_that_say_who_reports_are_dropped_and_nothing_else_is():
    sent = {"text": "x", **dict.fromkeys(IDENTITY, "13800000000")}
    assert without_identity(sent) == {"text": "x"}
    assert without_identity([sent]) == [sent]
