"""O6: what was joined, split and undone is deleted with the rest, and leaves no row that says it was."""

import pytest
import sqlalchemy as sa

from models import Joining, Splitting, Stay
from models.engine import reading
from tests.services.joint import case_id_of, stored_case
from tests.services.lives import OFFICER
from tests.services.test_retention import REPLY, by_clock
from tests.support.phone import homework
from tests.support.rows import count_rows

__all__ = ["by_clock"]


@pytest.mark.promise("O6", "in part")
def test_cases_that_were_parted_go_with_everything_that_says_how(phone, console, engine, by_clock):
    filed = [phone.file(homework(place={"target_name": "某小学"})).json for _ in range(3)]
    into, *others = (case_id_of(engine, one) for one in filed)
    officer = console(OFFICER)
    assert officer.post(f"/cases/{into}/merge", {"case_ids": others}, 1).status_code == 200
    assert officer.post(f"/cases/{into}/undo", {"versions": [3]}, 3).status_code == 200
    leaves = officer.get(f"/cases/{into}").json["reports"][0]["id"]
    new = officer.post(f"/cases/{into}/split", {"report_ids": [leaves]}, 4).json["id"]
    for case_id in (into, others[1], new):
        assert officer.end(case_id, stored_case(engine, case_id).version, "decline", **REPLY).status_code == 200
    for days in (4000, 0, 0, 0):
        by_clock(days)
    assert count_rows(engine)["case"] == 0
    with reading(engine) as db:
        assert [db.scalars(sa.select(table)).all() for table in (Joining, Splitting, Stay)] == [[], [], []]
