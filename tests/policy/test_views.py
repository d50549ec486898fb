"""Each role has the views of the queue that it can use, and no other."""

import pytest

from api.schemas.queue import CasesQuery
from policy.views import filters_for, views_for
from policy.vocabulary import Concern, Role
from policy.words import LOCALES
from tests.support.national import NATIONAL


@pytest.mark.parametrize("role", Role)
def test_what_a_role_looks_at_is_what_the_queue_can_be_asked(role):
    known = set(CasesQuery().fields)
    assert set(filters_for(role)) <= known
    for view in views_for(role):
        written = {name: str(value).lower() for name, value in view.filters.items()}
        assert CasesQuery().validate(written) == {}
        assert {NATIONAL.words.say(view.name, {}, locale) for locale in LOCALES}
    assert len({view.id for view in views_for(role)}) == len(views_for(role))


@pytest.mark.parametrize(
    ("role", "ids"),
    [
        (Role.OFFICER, ["mine", "arrived", "open", "overdue", "urgent", "all"]),
        (Role.SUPERVISOR, ["open", "overdue", "urgent", "all", *Concern]),
        (Role.ANALYST, []),
        (Role.AUDITOR, []),
        (Role.ADMINISTRATOR, []),
        (Role.REPORTER, []),
    ],
)
def test_a_queue_opens_with_what_is_to_be_done(role, ids):
    views = views_for(role)
    assert [view.id for view in views] == ids
    assert [view.id for view in views if view.is_default] == (["open"] if ids else [])
    assert ("concern" in filters_for(role), "assignee" in filters_for(role)) == (
        role is Role.SUPERVISOR,
        role is Role.OFFICER,
    )
