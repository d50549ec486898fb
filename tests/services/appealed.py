"""Reports that were answered and appealed against, and the supervisor who decides."""

import pytest

from policy.vocabulary import Role
from tests.services.lives import OFFICER
from tests.services.town import SUPERVISOR, town
from tests.support.phone import homework

__all__ = ["town"]

CHIEF, SECOND = "chief", "second"
WHY = {"reason": "没有人来过学校。"}
STANDS = {"decision": "uphold", "public_reply": "审查过了，结论不变。"}


@pytest.fixture
def filed(town):
    return town.phone.file(homework()).json


@pytest.fixture
def chief(town):
    """The supervisor of the city, above the county that answers."""
    town.hires(CHIEF, Role.SUPERVISOR, town.office("411100"), SUPERVISOR)
    return CHIEF


@pytest.fixture
def appealed(town, filed, chief):
    officer, case_id = town.console(OFFICER), town.case(filed).id
    for version, event in enumerate(("accept", "investigate"), 1):
        officer.move(case_id, version, event)
    officer.end(case_id, 3, "resolve", outcome="unsubstantiated", public_reply="没有发现。")
    assert town.act(filed, "appeal", WHY).status_code == 204
    return filed
