"""Two schedulers go on with the same list: each line is applied once, and none is left out."""

import sqlalchemy as sa

from models import ImportLine, School
from models.engine import reading, writing
from services.registry.imports import continue_imports
from services.work import Work
from tests.api.administration import administrator
from tests.api.lists import HEAD, bring
from tests.services.conftest import at_once

__all__ = ["administrator", "at_once", "bring"]

LINES = 2600


def test_two_schedulers_at_once_apply_each_line_of_a_list_once(administrator, bring, world, clock, at_once):
    made = bring(HEAD + "".join(f"411102,同时{number}小学,小学,公办,否,\n" for number in range(LINES))).json
    begun = administrator.post(f"/registry/imports/{made['id']}/application", None).json
    assert begun["state"] == "applying"

    def go_on(_):
        with writing(world.engine) as db:
            done = continue_imports(Work(world, db, clock()))
            db.commit()
        return done

    assert sum(at_once(go_on, range(3))) == LINES - begun["applied"]
    assert go_on(0) == 0
    assert administrator.get(f"/registry/imports/{made['id']}").json["state"] == "applied"
    with reading(world.engine) as db:
        named = sa.select(sa.func.count(), sa.func.count(School.name.distinct())).where(School.name.like("同时%"))
        assert tuple(db.execute(named).one()) == (LINES, LINES)
        left = sa.select(ImportLine.line).where(ImportLine.import_id == made["id"], ImportLine.state != "applied")
        assert list(db.scalars(left)) == []
