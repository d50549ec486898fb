"""Wherever officers send a case, one office has it, no clock begins again, and it comes to rest."""

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Case, Transfer
from models.engine import reading
from policy.transfers import BOUNCES, TransferReason
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE, ROOT, Lives
from tests.support.phone import homework

OFFICES = {"411102": OFFICER, "411103": NEIGHBOUR, "411100": CITY, "410000": PROVINCE, "000000": ROOT}
CLOCKS = ("submitted_on", "accept_on", "first_answer_on", "finish_on", "told_on", "next_due_on")
REFUSED = {"transfer.same_office", "transfer.settled", "transfer.below"}
DAY_S = 86400


def stored(house, case_id):
    """Where the case is, its clocks, and the transfers made."""
    with reading(house.engine) as db:
        case = db.get(Case, case_id)
        past = sa.select(Transfer).where(Transfer.case_id == case_id).order_by(Transfer.version)
        return case.office_id, {name: getattr(case, name) for name in CLOCKS}, db.scalars(past).all()


@pytest.mark.promise("T3")
@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(OFFICES)), st.sampled_from(list(TransferReason)), st.booleans()), max_size=9
    ),
    st.booleans(),
)
@pytest.mark.slow
def test_a_case_that_is_sent_about_has_one_owner_and_its_first_deadlines(house, now, steps, avoiding):
    try:
        sent_about(house, steps, avoiding=avoiding)
    finally:
        house.clock.time = now


def sent_about(house, steps, *, avoiding):
    lives, ids = Lives(house), {}
    filed = lives.phone.file(homework(avoid_local_office=avoiding)).json
    case_id = house.case_of(filed)["id"]
    for code in OFFICES:
        ids[lives.office(code)] = code
    _, first, _ = stored(house, case_id)
    for code, reason_code, a_day_later in steps:
        if a_day_later:
            house.clock.forward(DAY_S)
        here = OFFICES[ids[stored(house, case_id)[0]]]
        answer = lives.send(filed, here, lives.office(code), reason_code=reason_code.value)
        assert answer.status_code == 200 or answer.json["errors"][0]["code"] in REFUSED
    office_id, clocks, past = stored(house, case_id)
    assert clocks == first
    assert lives.mine(filed)["due_on"] == filed["due_on"]
    assert lives.openers(filed, OFFICES.values()) == {OFFICES[ids[office_id]]}
    assert all(one.reason_code in set(TransferReason) for one in past)
    assert sum(one.settles for one in past) <= 1
    assert not avoiding or "411102" not in {ids[one.to_office_id] for one in past}
    _comes_to_rest(past)


def _comes_to_rest(past):
    """Before it is settled at most `BOUNCES` return to an office; afterwards none but the one that settles."""
    had, returns = set(), 0
    for one in past:
        if one.settles:
            break
        had.add(one.from_office_id)
        returns += one.to_office_id in had
    assert returns <= BOUNCES
    settled = next((number for number, one in enumerate(past) if one.settles), len(past))
    for number in range(settled + 2, len(past)):
        assert past[number].to_office_id not in {one.from_office_id for one in past[:number]}
