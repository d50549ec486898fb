"""K7: whoever asks the audit log about one case finds what joined it, split it off or gave it back."""

import pytest
import sqlalchemy as sa

from models import Audit
from models.engine import reading
from tests.services.joint import case_id_of
from tests.services.lives import OFFICER
from tests.services.parted import report_ids


def told(engine, case_id):
    """What the log says of joining and splitting about one case, as who did what; in the order of the names."""
    parting = ("case.join", "case.merge", "case.split", "case.undo")
    wanted = sa.select(Audit.act, Audit.username).where(Audit.case_id == case_id, Audit.act.in_(parting))
    with reading(engine) as db:
        return [tuple(row) for row in db.execute(wanted.order_by(Audit.act))]


def by_officer(*acts):
    return [(act, OFFICER) for act in acts]


@pytest.mark.promise("K7", "in part")
def test_the_audit_log_tells_of_each_case_that_was_merged_or_given_back(merged, part, house):
    _, ids = merged(3)
    assert [told(house.engine, one) for one in ids] == [by_officer("case.merge")] * 3
    assert part(ids[0], "undo", versions=[3]).status_code == 200
    both = by_officer("case.merge", "case.undo")
    assert [told(house.engine, one) for one in ids] == [both, by_officer("case.merge"), both]


@pytest.mark.promise("K7", "in part")
def test_the_audit_log_tells_of_the_case_that_was_split_off_and_of_it_put_back(lives, merged, part, house):
    filed, ids = merged(2)
    new = part(ids[0], "split", report_ids=report_ids(lives, ids[0], filed[:1])).json["id"]
    assert case_id_of(house.engine, filed[0]) == new
    assert told(house.engine, new) == by_officer("case.split")
    assert part(ids[0], "undo", versions=[3]).status_code == 200
    assert told(house.engine, new) == by_officer("case.split", "case.undo")
    assert told(house.engine, ids[0]) == by_officer("case.merge", "case.split", "case.undo")


@pytest.mark.promise("K7", "in part")
def test_the_audit_log_tells_of_the_case_that_another_was_joined_to(named, part, house):
    ids = [case_id_of(house.engine, named()) for _ in range(2)]
    assert part(ids[1], "joining", into=ids[0]).status_code == 200
    assert [told(house.engine, one) for one in ids] == [by_officer("case.join")] * 2


@pytest.mark.promise("K7", "in part")
def test_the_audit_log_tells_nothing_of_a_merge_that_was_refused(named, part, house):
    ids = [case_id_of(house.engine, named()) for _ in range(2)]
    assert part(ids[0], "merge", version=7, case_ids=ids[1:]).status_code == 409
    assert [told(house.engine, one) for one in ids] == [[], []]
