"""D3: figures of days, by the log, are what comes out when everything is counted by hand."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.engine import writing
from policy.supervision import Limit
from services.figures.counting import count_day
from services.figures.lives import Reader
from tests.services.acting import Acting
from tests.services.histories import History
from tests.support.national import NATIONAL

ACTS = (
    *("file", "file", "file_into", "write", "ask", "resume", "resolve", "resolve", "decline", "refer_out"),
    *("disapprove", "transfer", "join", "split", "appeal", "appeal", "send_back", "uphold", "reopen"),
    *("night", "night", "night"),
)
FILED, FILED_INTO, ASKED, NIGHT = ("file", 0, 0, 0), ("file_into", 0, 0, 0), ("ask", 0, 0, 0), ("night", 0, 0, 0)
JOINED = ("join", 0, 0, 0)
LEFT_BY_AN_APPEAL = ("resolve", 0, 0, 0), ("appeal", 0, 0, 0), ("reopen", 0, 0, 0)
HURRIED = replace(
    NATIONAL, limits={**NATIONAL.limits, Limit.LATE_ANSWER: replace(NATIONAL.limits[Limit.LATE_ANSWER], days=2)}
)
"""Promises of these histories last a few days: two before the last one are late to pass a case on."""
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 99), st.integers(0, 99), st.integers(0, 6)), max_size=40
)


def counted(history, day):
    """The figures of a day, of the offices of the history."""
    mine = {office.id for office in (*history.offices, history.above)}
    figures = count_day(Reader(history.db, history.policy, day))
    return Counter({cell: count for cell, count in figures.items() if cell[0] in mine})


@pytest.mark.promise("D3", "in part")
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
@example(steps=[FILED, FILED_INTO, ("split", 0, 0, 0), ("transfer", 0, 1, 0), NIGHT, NIGHT, ("resolve", 1, 0, 0)])
@example(steps=[FILED, FILED_INTO, ASKED, ("resume", 0, 0, 0), ("split", 0, 0, 0), ("ask", 1, 0, 0), NIGHT, NIGHT])
@example(steps=[FILED, ASKED, ("resume", 0, 0, 0), ("resolve", 0, 0, 0), ("reopen", 0, 0, 0), ASKED, NIGHT, NIGHT])
@example(steps=[FILED, FILED, ("ask", 1, 0, 0), JOINED, NIGHT, NIGHT])
@example(steps=[FILED, ASKED, ("resume", 0, 0, 0), FILED, JOINED, ASKED, NIGHT, NIGHT])
@example(steps=[FILED, ASKED, ("resolve", 0, 0, 0), ("reopen", 0, 0, 0), FILED, JOINED, ASKED, NIGHT, NIGHT])
@example(steps=[FILED, FILED_INTO, *LEFT_BY_AN_APPEAL, ("transfer", 0, 1, 0), ("send_back", 0, 0, 0), NIGHT, NIGHT])
def test_each_day_is_counted_as_by_hand_then_and_ever_after(house, steps):
    with writing(house.engine) as db:
        history = History(db, HURRIED)
        for act, *which in (*steps, ("night", 0, 0, 0)):
            getattr(Acting(history, *which), act)()
            if act == "night":
                day = max(history.expected)
                assert counted(history, day) == history.expected[day]
        for day, expected in history.expected.items():
            assert counted(history, day) == expected, day
        db.rollback()
