"""What the scheduler asks every few seconds is found along indexes, however many cases there are."""

import re
from datetime import date

import pytest

from services.cases.by_clock import candidates_of
from services.cases.due_dates import _candidates
from services.handing.escalation import cases_to_go_up, waiting_cases
from services.retention import oldest
from tests.services.conftest import house

__all__ = ["house"]
WHOLE = re.compile(r'(?:SCAN|Seq Scan on) "?(?:case|report)\b')
TODAY = date(2026, 11, 18)
ASKED = {
    "by clock": (lambda _: candidates_of("resolved", TODAY), {"ix_case_by_clock"}),
    "due dates": (lambda _: _candidates(TODAY), {"ix_case_provisional", "ix_report_provisional"}),
    "reminders": (lambda work: waiting_cases(work).order_by("status_since", "id"), {"ix_case_by_clock"}),
    "old cases": (lambda work: oldest(work, next(work.policy.retention.spans())), {"ix_case_by_clock"}),
    "going up": (cases_to_go_up, {"ix_case_reminded"}),
}


def plan_of(engine, statement):
    text = str(statement.compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True}))
    with engine.connect() as connection:
        if engine.name == "sqlite":
            return [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # there are next to no rows here
        return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {text}")]


@pytest.mark.parametrize("asked", ASKED)
def test_no_case_is_looked_at_that_is_not_due(house, asked):
    statement, expected = ASKED[asked]
    plan = plan_of(house.engine, statement(house.work(None)))
    assert [line for line in plan if WHOLE.search(line)] == []
    if house.engine.name == "sqlite":
        assert expected <= set(re.findall(r"\bix_\w+", " ".join(plan))), plan
