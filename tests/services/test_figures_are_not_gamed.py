"""D3: joining, passing on and declining never make the share that was answered in time better."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.engine import writing
from policy.figures import RATES, STANDING, summed
from tests.services.acting import Acting
from tests.services.booked import DAY
from tests.services.histories import History
from tests.services.test_figures import STEPS
from tests.support.national import NATIONAL

RATE = RATES["on_time_rate"]
TRICKS = ("join", "split", "transfer", "decline", "refer_out")
WHICH = st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 6))


def lived(db, steps, nights):
    """A history of these steps, and so many nights more."""
    history = History(db, NATIONAL)
    for act, *which in steps:
        getattr(Acting(history, *which), act)()
    for _ in range(nights):
        history.end_day()
    return history


def rate_of(history, offices):
    """Of all days up to the last one, as numerator and denominator."""
    last, ids = history.today - DAY, {office.id for office in offices}
    cells = [
        (measure, count)
        for day, counts in history.expected.items()
        for (office, _, _, measure), count in counts.items()
        if office in ids and (day == last or measure not in STANDING)
    ]
    counts = summed(cells)
    return RATE.upper.number(counts), RATE.lower.number(counts)


def is_better(one, other):
    """Whether a share is greater; where there is nothing yet to make one from, none is."""
    return bool(one[1] and other[1]) and one[0] * other[1] > other[0] * one[1]


@pytest.mark.promise("D3", "in part")
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, trick=st.sampled_from(TRICKS), which=WHICH)
def test_no_office_is_better_for_it_that_day_and_all_together_never(house, steps, trick, which):
    with writing(house.engine) as db:
        without, tricked = (lived(db, each, 1) for each in (steps, [*steps, (trick, *which)]))
        for one, other in zip(tricked.offices, without.offices, strict=True):
            assert not is_better(rate_of(tricked, [one]), rate_of(without, [other]))
        if trick in {"join", "split", "transfer"}:
            for history in (without, tricked):
                for _ in range(8):
                    history.end_day()
            whole = [rate_of(history, history.offices) for history in (tricked, without)]
            assert not is_better(*whole)  # it may be worse: a wait for an answer ends when a case is passed on
        db.rollback()


@pytest.mark.promise("D3", "in part")
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, which=WHICH, nights=st.integers(1, 5))
def test_what_is_passed_on_in_its_last_days_is_as_late_as_if_it_had_stayed(house, steps, which, nights):
    """Nobody is better for it afterwards either, and nobody worse who got it too late."""
    with writing(house.engine) as db:
        histories = [lived(db, [*steps, ("file", *which)], nights) for _ in range(2)]
        for number, history in enumerate(histories):
            case = history.told[-1].case
            if number:
                here = next(office for office in history.offices if office.id == case.row.office_id)
                history.transfer(case, history.offices[history.offices.index(here) - 1])
            for _ in range(14):
                history.end_day()
        stayed, passed = ([rate_of(history, [office]) for office in history.offices] for history in histories)
        assert passed == stayed
        db.rollback()
