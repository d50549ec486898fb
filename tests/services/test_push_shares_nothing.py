"""A push about an act that a reporter cannot read would say that somebody else is in the case too."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Outbox, Subscription
from models.engine import reading
from tests.services.joint import case_id_of, file_at, shown, stored_case, stored_report
from tests.services.lives import OFFICER


def pushes(engine, filed):
    """How many pushes wait for a report."""
    report_id = stored_report(engine, filed).id
    mine = sa.select(Subscription.sealed_address).where(Subscription.report_id == report_id)
    with reading(engine) as db:
        return db.scalar(sa.select(sa.func.count()).where(Outbox.sealed_address.in_(mine)))


@pytest.mark.promise("T5", "in part")
def test_who_is_further_than_the_case_hears_of_the_next_step_that_shows(lives, house, school, now, act):
    file = [file_at(lives.phone, school, subscription={"channel": "fcm", "locale": "en", "fid": "one"})]
    lives.clock.time = now + timedelta(days=14)
    file.append(file_at(lives.phone, school, subscription={"channel": "fcm", "locale": "en", "fid": "two"}))
    further, other = file
    case_id, into = (case_id_of(house.engine, filed) for filed in file)
    for event in ("accept", "investigate"):
        act(case_id, event)
    assert pushes(house.engine, further) == 2
    version = stored_case(house.engine, case_id).version
    assert lives.console(OFFICER).post(f"/cases/{case_id}/joining", {"into": into}, version).status_code == 200
    for event, of_other in (("accept", 1), ("investigate", 2)):
        act(into, event)
        assert (pushes(house.engine, further), pushes(house.engine, other)) == (2, of_other)
        assert shown(lives, further) == ("investigating", ["file", "accept", "investigate"])
    act(into, "resolve", outcome="substantiated", public_reply="已责令整改。")
    assert (pushes(house.engine, further), pushes(house.engine, other)) == (3, 3)


@pytest.mark.promise("T5", "in part")
def test_who_has_answered_is_not_told_that_the_office_goes_on_without_the_rest(lives, house, school, act):
    """The push would say that somebody else was asked too; it comes to who is still asked, and to who is alone."""
    fids = ({"channel": "fcm", "locale": "en", "fid": fid} for fid in ("one", "two"))
    answered, silent = (file_at(lives.phone, school, subscription=fid) for fid in fids)
    case_id = case_id_of(house.engine, answered)
    act(case_id, "accept")
    act(case_id, None, "messages", text="是哪个班？", ask=True)
    assert lives.phone.say(answered["receipt"], "四班。").status_code == 201
    assert (pushes(house.engine, answered), pushes(house.engine, silent)) == (2, 2)
    act(case_id, "investigate")
    assert (pushes(house.engine, answered), pushes(house.engine, silent)) == (2, 3)
    assert shown(lives, silent) == ("investigating", ["file", "accept", "ask", "investigate"])
