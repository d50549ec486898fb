"""A crash anywhere, two schedulers at once, a clock set back: nothing is lost, done twice or undone."""

import pytest
import sqlalchemy as sa

from models import Case, CaseEvent, KeyGrant
from models.engine import reading
from policy.vocabulary import Role
from policy.words import LOCALES
from services.administration.office_closing import check_offices, close_office
from services.administration.rewrap import rewrap
from services.administration.rotation import GRACE, finish_rotations
from services.cases.by_clock import move_by_clock
from services.handing.escalation import escalate_by_clock, remind_late_offices
from services.housekeeping import forget_ended_sessions, forget_spent_challenges
from tests.services.key_holders import COUNTY, OFFICER, left_of, reports, town
from tests.services.test_crash import everything
from tests.services.town import SUPERVISOR
from tests.services.town import town as village
from tests.support.phone import homework
from tests.support.statements import Crash, failing, failing_commit

__all__ = ["reports", "town", "village"]

DAY_S, HOUR_S = 86400, 3600
MOST = 60


@pytest.fixture
def rotating(town, reports):
    """An office whose keys have to be wrapped again, and somebody who can do it."""
    town.hires("stays", Role.OFFICER, COUNTY, town.holder(OFFICER))
    town.removes(OFFICER)
    return town


def crash_until_done(engine, act):
    """Crash after the first statement, then after the second, and so on, until it is through; how many crashes."""
    for at in range(1, MOST):
        try:
            with failing(engine, at=at):
                act()
        except Crash:
            continue
        return at - 1
    raise AssertionError(f"not done after {MOST} crashes")


@pytest.mark.promise("K3", "in part")
def test_a_rotation_killed_after_any_statement_of_any_batch_goes_on_and_loses_no_key(rotating, reports, engine):
    office, holder, crashes = rotating.office(COUNTY), rotating.holder("stays"), 0
    while left_of(rotating, COUNTY):
        before = everything(engine)
        with pytest.raises(Crash), failing_commit(engine, at=1):
            rotating.does(rewrap, holder, office.id, 4)
        assert everything(engine) == before
        crashes += crash_until_done(engine, lambda: rotating.does(rewrap, holder, office.id, 4))
        assert all(rotating.opens("stays", report) for report in reports)
    assert crashes > 10
    rotating.clock.forward(GRACE.total_seconds())
    assert crash_until_done(engine, lambda: rotating.does(finish_rotations)) > 2
    assert all(rotating.opens("stays", report) for report in reports)
    with reading(engine) as db:
        versions = set(db.scalars(sa.select(KeyGrant.key_version).where(KeyGrant.office_id == office.id)))
    assert versions == {2}


def said_of_changes(town):
    """What `flask office check` says of keys whose change is not finished."""
    found = town.reads(lambda db: list(check_offices(db)))
    return [one.params for one in found if one.code == "office_check.changing_keys"]


@pytest.mark.promise("K3", "in part")
def test_a_rotation_that_nobody_finished_is_named_with_what_is_left_of_it_until_it_is_done(rotating, policy):
    office, holder = rotating.office(COUNTY), rotating.holder("stays")
    rotating.does(rewrap, holder, office.id, 4)
    rotating.clock.forward(30 * DAY_S)
    rotating.does(finish_rotations)
    said = {"office": office.name, "wraps": left_of(rotating, COUNTY), "key": "411102/education"}
    assert said_of_changes(rotating) == [said]
    assert said["wraps"] > 0
    for locale in LOCALES:
        command = "flask office rotate --continue --office 411102/education --grantor "
        assert command in policy.words.say("office_check.changing_keys", said, locale)
    rotating.does(close_office, office.id)
    assert said_of_changes(rotating) == [said]
    while rotating.does(rewrap, holder, office.id):
        pass
    assert rotating.office(COUNTY).rotating_since is not None
    assert said_of_changes(rotating) == []


@pytest.mark.promise("K3", "in part")
def test_three_who_wrap_again_and_three_schedulers_at_once_lose_no_key(rotating, reports, engine, at_once):
    office, holder = rotating.office(COUNTY), rotating.holder("stays")
    at_once(lambda _: rotating.does(rewrap, holder, office.id, 4), range(3))
    assert all(rotating.opens("stays", report) for report in reports)
    while rotating.does(rewrap, holder, office.id):
        pass
    rotating.clock.forward(GRACE.total_seconds())
    assert sum(at_once(lambda _: rotating.does(finish_rotations), range(3))) == 1
    assert rotating.office(COUNTY).rotating_since is None
    assert all(rotating.opens("stays", report) for report in reports)


@pytest.mark.promise("K3", "in part")
def test_a_clock_set_back_makes_a_rotation_wait_and_nothing_else(rotating, reports):
    rotating.does(rewrap, rotating.holder("stays"), rotating.office(COUNTY).id)
    rotating.clock.forward(-HOUR_S)
    assert rotating.does(finish_rotations) == 0
    assert all(rotating.opens("stays", report) for report in reports)
    rotating.clock.forward(HOUR_S + GRACE.total_seconds())
    assert rotating.does(finish_rotations) == 1


@pytest.mark.promise("K3", "in part")
def test_going_up_and_being_sealed_again_may_break_off_anywhere(village, engine):
    filed = village.phone.file(homework()).json
    village.days(5)
    assert crash_until_done(engine, lambda: village.does(remind_late_offices)) > 2
    village.days(14)
    assert crash_until_done(engine, lambda: village.does(escalate_by_clock)) > 4
    assert village.events(filed) == ["file", "remind", "escalate"]
    assert village.case(filed).office_id == village.office("410000")
    holders = village.holders(filed)
    supervisor, path = village.console(SUPERVISOR), f"/cases/{village.case(filed).id}/reseal"
    for at in range(6, MOST):
        with failing(engine, at=at):
            answer = supervisor.post(path, None)
        if answer.status_code == 200:
            break
        assert village.holders(filed) == holders
        assert village.case(filed).reseal_pending
    assert at > 10
    assert answer.status_code == 200
    assert village.events(filed)[-1] == "reseal"
    assert village.holders(filed) == ({village.office("410000")},) * 2


@pytest.fixture
def waiting(village):
    """A report whose case waits for the reporter since today."""
    filed = village.phone.file(homework()).json
    officer, case_id = village.console(OFFICER), village.case(filed).id
    officer.move(case_id, 1, "accept")
    assert officer.post(f"/cases/{case_id}/messages", {"text": "?", "ask": True}, 2).status_code == 201
    return filed


@pytest.mark.promise("D2", "in part")
def test_a_pause_ends_once_under_two_schedulers_restarts_and_a_replayed_clock(village, waiting, engine, at_once):
    before = village.case(waiting).finish_on
    village.days(7)
    with pytest.raises(Crash), failing_commit(engine, at=1):
        village.does(move_by_clock)
    assert village.case(waiting).status == "awaiting_reporter"
    assert sum(at_once(lambda _: village.does(move_by_clock), range(3))) == 1
    after = village.case(waiting)
    assert (after.status, after.asked_on, after.pause_used) == ("investigating", None, True)
    assert 7 <= (after.finish_on - before).days <= 10
    for step in (-DAY_S, -HOUR_S, DAY_S + HOUR_S):
        village.clock.forward(step)
        assert village.does(move_by_clock) == 0
    assert village.case(waiting).finish_on == after.finish_on
    assert village.events(waiting).count("resume") == 1


@pytest.mark.promise("D2", "in part")
def test_a_second_question_holds_nothing_back(village, waiting):
    village.days(2)
    assert village.phone.say(waiting["receipt"], "语文。").status_code == 201
    paused_once = village.case(waiting)
    officer = village.console(OFFICER)
    asked = officer.post(f"/cases/{paused_once.id}/messages", {"text": "?", "ask": True}, paused_once.version)
    assert asked.status_code == 201
    assert village.case(waiting).asked_on is None
    village.days(5)
    assert village.phone.say(waiting["receipt"], "数学。").status_code == 201
    assert village.case(waiting).finish_on == paused_once.finish_on


@pytest.mark.promise("D2", "in part")
def test_a_pause_on_a_clock_set_back_never_shortens_a_deadline(village, waiting):
    before = village.case(waiting).finish_on
    village.days(-1)
    assert village.phone.say(waiting["receipt"], "语文。").status_code == 201
    assert village.case(waiting).finish_on >= before
    assert village.mine(waiting)["due_on"] >= before.isoformat()


@pytest.mark.promise("K5", "in part")
def test_a_clock_set_back_lengthens_a_session_by_that_hour_at_most(village, engine):
    officer = village.console(OFFICER)
    village.clock.forward(-HOUR_S)
    assert officer.get("/staff/me").status_code == 200
    village.clock.forward(HOUR_S + 30 * 60)
    assert officer.get("/staff/me").status_code == 401
    assert village.does(forget_ended_sessions) == 1
    village.clock.forward(-HOUR_S)
    assert officer.get("/staff/me").status_code == 401


def test_a_challenge_that_was_spent_stays_spent_when_the_clock_is_set_back_over_midnight(village):
    village.clock.forward((23 - village.clock().hour) * HOUR_S + 60)  # it expires before midnight
    challenge = village.phone.challenge()
    assert village.phone.file(homework(), challenge=challenge).status_code == 201
    village.clock.forward(HOUR_S)
    village.does(forget_spent_challenges)
    village.clock.forward(-HOUR_S)
    again = village.phone.file(homework(), challenge=challenge)
    assert (again.status_code, again.json["errors"][0]["code"]) == (422, "challenge_spent")


def test_an_hour_back_undoes_no_move_and_shortens_no_deadline(village):
    filed = village.phone.file(homework()).json
    assert village.console(OFFICER).move(village.case(filed).id, 1, "accept").status_code == 200
    before = everything(village.house.engine)
    village.clock.forward(-HOUR_S)
    assert village.run_clock() == 0
    after = everything(village.house.engine)
    unlike = {name for name in before if before[name] != after[name]}
    assert unlike <= {"staff_session"}
    village.clock.forward(-DAY_S)
    answer = village.console(OFFICER).move(village.case(filed).id, 2, "investigate")
    assert answer.status_code == 200
    with reading(village.house.engine) as db:
        versions = db.scalars(sa.select(CaseEvent.version).join(Case).order_by(CaseEvent.version)).all()
    assert versions == [1, 2, 3]
