"""What a case says of itself, so that a list finds it, is what the rows beside it say: whatever was done to it."""

import uuid
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import aliased

from models import Appeal, Case, Splitting, Transfer, Urging
from policy.transfers import EscalationReason
from tests.services.joint import case_id_of
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE
from tests.services.town import SUPERVISOR, town
from tests.support.phone import homework

__all__ = ["town"]

LEADS = {"411102": OFFICER, "411103": NEIGHBOUR, "411100": CITY, "410000": PROVINCE}
URGE = {"event": "urge", "reason_code": "silent"}
BACK = {"back_report": "on_site", "reason": "明天到校查看。"}
WHY = {"reason": "没有人来过学校。"}
NAMES = ("is_appealed", "is_bounced", "is_urged", "is_raised")
REFUSED = {403, 404, 409, 422}
ACTS = ("send", "send", "send", "urge", "back", "answer", "appeal", "merge", "split", "undo", "go_up", "withdraw")
REPORTS, STUCK_DAYS = 3, 8
THERE, LATER = aliased(Transfer), aliased(Transfer)


def causes():
    """The questions that the flags stand for, of each case."""
    went_up = THERE.reason_code.in_([reason.value for reason in EscalationReason])
    came_again = (LATER.to_office_id == THERE.from_office_id, LATER.version > THERE.version)
    again = sa.select(THERE.version).join(LATER, sa.and_(LATER.case_id == THERE.case_id, *came_again))
    until_split = (THERE.case_id == Splitting.case_id, LATER.version < Splitting.version)
    came_out_of_one = again.join(Splitting, sa.and_(*until_split)).where(Splitting.new_case_id == Case.id)
    before_split = (THERE.case_id == Splitting.case_id, THERE.version < Splitting.version)
    and_back = sa.select(LATER.version).join(Splitting, Splitting.new_case_id == LATER.case_id)
    and_back = and_back.join(THERE, sa.and_(*before_split, THERE.from_office_id == LATER.to_office_id))
    and_back = and_back.where(LATER.case_id == Case.id)
    return (
        sa.exists().where(Appeal.case_id == Case.id),
        sa.or_(
            again.where(THERE.case_id == Case.id).exists(),
            came_out_of_one.exists(),
            and_back.where(LATER.case_id == Case.id).exists(),
        ),
        sa.exists().where(Urging.case_id == Case.id, Urging.answered_version.is_(None)),
        sa.or_(
            sa.exists().where(THERE.case_id == Case.id, went_up),
            sa.exists().where(Splitting.new_case_id == Case.id, went_up, *before_split),
        ),
    )


def said_and_true(engine):
    """By case: what its flags say, and what the rows beside it say."""
    flags = [getattr(Case, name) for name in NAMES]
    with engine.connect() as connection:
        rows = connection.execute(sa.select(Case.id, *flags, *causes()))
        found = {case_id: tuple(map(bool, row)) for case_id, *row in rows}
    return {case_id: (row[: len(NAMES)], row[len(NAMES) :]) for case_id, row in found.items()}


@dataclass(frozen=True)
class Turn:
    """A report, its case, who has that, and a number to choose by."""

    filed: dict
    case: Case
    lead: object
    username: str
    number: int


class Acting:
    """What offices, reporters and the clock do to a few reports, chosen by numbers; what is refused is no act."""

    def __init__(self, town, filed):
        self.town, self.filed, self.engine = town, filed, town.house.engine
        self.codes = {town.office(code): code for code in LEADS}

    def act(self, kind, number):
        one = self.filed[number % len(self.filed)]
        if case_id_of(self.engine, one) is None:
            return
        case = self.town.case(one)
        lead = LEADS.get(self.codes.get(case.office_id), PROVINCE)
        answer = getattr(self, kind)(Turn(one, case, self.town.console(lead), lead, number))
        assert answer is None or answer.status_code < 300 or answer.status_code in REFUSED, (kind, answer.json)

    def send(self, turn):
        return self.town.send(
            turn.filed, turn.username, self.town.office(list(LEADS)[turn.number // REPORTS % len(LEADS)])
        )

    def urge(self, turn):
        return self.town.console(SUPERVISOR).post(f"/cases/{turn.case.id}/urging", URGE)

    def back(self, turn):
        return turn.lead.post(f"/cases/{turn.case.id}/back_report", BACK, turn.case.version)

    def answer(self, turn):
        said = {"reason": "不属实。", "public_reply": "没有发现。"}
        return turn.lead.end(turn.case.id, turn.case.version, "decline", **said)

    def appeal(self, turn):
        return self.town.act(turn.filed, "appeal", WHY)

    def withdraw(self, turn):
        return self.town.act(turn.filed, "withdrawal")

    def merge(self, turn):
        others = {case_id_of(self.engine, other) for other in self.filed} - {turn.case.id, None}
        body = {"case_ids": sorted(others)[:1]}
        return turn.lead.post(f"/cases/{turn.case.id}/merge", body, turn.case.version) if others else None

    def split(self, turn):
        shown = turn.lead.get(f"/cases/{turn.case.id}").json.get("reports", [])
        body = {"report_ids": [report["id"] for report in shown[:1]]}
        return turn.lead.post(f"/cases/{turn.case.id}/split", body, turn.case.version)

    def undo(self, turn):
        return turn.lead.post(f"/cases/{turn.case.id}/undo", {"versions": [turn.case.version]}, turn.case.version)

    def go_up(self, _):
        for _ in ("reminded", "raised"):
            self.town.days(STUCK_DAYS)
            self.town.run_clock()


def begun(town):
    place = {"division_code": "411102", "target_name": f"学校{uuid.uuid4()}"}
    return Acting(town, [town.phone.file(homework(place=place)).json for _ in range(REPORTS)])


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 11)), min_size=4, max_size=12))
def test_whatever_is_done_the_flags_of_a_case_say_what_the_rows_beside_it_say(town, acts):
    acting = begun(town)
    for kind, number in acts:
        acting.act(kind, number)
        told = said_and_true(acting.engine)
        assert {case_id: both for case_id, both in told.items() if both[0] != both[1]} == {}


HERE, NEXT, ABOVE = 0, 3, 6
"""To the office of the place, its neighbour, and the one above both: of the first report."""
HISTORIES = [
    ([("send", NEXT)], ()),
    ([("send", NEXT), ("send", HERE)], ("is_bounced",)),
    ([("send", NEXT), ("send", HERE), ("send", ABOVE)], ("is_bounced",)),
    ([("urge", 0)], ("is_urged",)),
    ([("urge", 0), ("urge", 0), ("back", 0)], ()),
    ([("urge", 0), ("send", NEXT)], ("is_urged",)),
    ([("urge", 0), ("answer", 0), ("appeal", 0)], ("is_appealed",)),
    ([("answer", 0), ("appeal", 0), ("urge", 0)], ("is_appealed", "is_urged")),
    ([("send", NEXT), ("send", HERE), ("go_up", 0)], ("is_bounced", "is_raised")),
    ([("go_up", 0)], ("is_raised",)),
]


@pytest.mark.parametrize(("acts", "flags"), HISTORIES, ids=lambda value: " ".join(str(each) for each in value))
def test_each_flag_comes_and_goes_with_what_it_tells_of(town, acts, flags):
    acting = begun(town)
    for kind, number in acts:
        acting.act(kind, number)
    case_id = case_id_of(acting.engine, acting.filed[0])
    said = tuple(name in flags for name in NAMES)
    assert said_and_true(acting.engine)[case_id] == (said, said)


def test_what_is_split_off_begins_without_the_flags_and_gets_none_by_being_put_back(town):
    acting = begun(town)
    for kind in ("send", "send", "merge", "split"):
        acting.act(kind, {"send": NEXT}.get(kind, 0))
    for kind, number in (("send", NEXT), ("send", HERE), ("urge", 0), ("undo", 0)):
        acting.act(kind, number)
    assert all(said == true for said, true in said_and_true(acting.engine).values())
