"""The page that shows the API."""

import pytest
from playwright.sync_api import expect

from tests.web.browsing import DESK, NARROW, watched

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("profile", [NARROW, DESK], ids=["narrow", "desk"])
def test_what_is_inside_an_operation_is_shown_when_it_is_opened_and_leads_to_its_schemas(site, browser, profile):
    with watched(browser, site.base_url, profile) as view:
        view.open("/api")
        operation = view.page.locator("details").filter(has_text="/api/v1/findings")
        expect(operation.get_by_text("FindingsOut")).to_have_count(0)
        operation.locator("summary").click()
        operation.get_by_role("link", name="FindingsOut").click()
        schema = view.page.locator("#schema-FindingsOut")
        expect(schema.get_by_role("link", name="FindingOut")).to_be_visible()
        view.looks()
