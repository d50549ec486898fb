"""An office gets no other superior as long as the one that it has is still needed for cases from there."""

import pytest

from tests.services.appealed import chief
from tests.services.lives import OFFICER
from tests.services.town import EVERYBODY, town
from tests.services.watched import work_on
from tests.support.phone import homework

__all__ = ["chief", "town"]


@pytest.mark.promise("K3", "in part")
def test_what_waits_to_be_sealed_above_is_sealed_first(town, chief):
    """With other keys below, and these wrapped to another superior, nobody could."""
    filed = town.phone.file(homework()).json
    while town.case(filed).office_id != town.office("411100"):
        town.daily(1)
    assert town.puts_below("411102", "410000") == (409, "would_be_left")
    assert town.puts_below("411103", "410000") == (200, None)
    assert town.reseals(chief, filed).status_code == 200
    assert chief in town.openers(filed, (*EVERYBODY, chief))
    assert town.puts_below("411102", "410000") == (200, None)


@pytest.mark.promise("T11", "in part")
def test_a_safety_case_keeps_both_of_its_offices_until_it_is_answered(town):
    filed = town.phone.file(homework(safety=True)).json
    assert town.case(filed).alerted_office_id == town.office("411100")
    assert town.puts_below("411102", "410000") == (409, "would_be_left")
    assert town.puts_below("411100", "000000") == (200, None)
    town.act(filed, "withdrawal")
    assert town.puts_below("411102", "410000") == (200, None)


@pytest.mark.promise("T8", "in part")
def test_who_waits_for_a_report_is_told_before_the_office_leaves(town, chief):
    filed = town.phone.file(homework()).json
    work_on(town, filed)
    urged = {"event": "supervise", "reason_code": "overdue", "reason": "请尽快办理。"}
    assert town.console(chief).post(f"/cases/{town.case(filed).id}/urging", urged).status_code == 204
    assert town.puts_below("411102", "410000") == (409, "would_be_left")
    back = {"back_report": "on_site", "reason": "明天到校查看。"}
    case = town.case(filed)
    assert town.console(OFFICER).post(f"/cases/{case.id}/back_report", back, case.version).status_code == 200
    assert town.puts_below("411102", "410000") == (200, None)
