"""What the clock asks every few seconds does not grow with the cases that are stuck."""

from services.handing.escalation import escalate_by_clock
from tests.services.town import AT_ROOT, SUPERVISOR, town
from tests.support.phone import homework
from tests.support.statements import listening

__all__ = ["town"]


def test_cases_that_can_go_nowhere_cost_the_same_however_many(town):
    for username in (SUPERVISOR, AT_ROOT):
        town.removes(username)

    def asked(reports):
        for _ in range(reports):
            assert town.phone.file(homework()).status_code == 201
        town.daily(20)
        statements = []
        with listening(town.house.engine, statements):
            assert town.does(escalate_by_clock) == 0
        return len([each for each in statements if each.startswith(("SELECT", "WITH"))])

    assert asked(1) == asked(5) <= 2
