"""A10: before sending, the reporter sees what the officer will see, with what may tell who somebody is marked."""

import pytest

from tests.web.browsing import DESK, PHONE, fill_in_homework, log_in, open_case, send, watched
from tests.web.tour import OWN_WORDS

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
ALL = "dl.said dd:not(.said-change)"


@pytest.mark.promise("A10", "in part")
def test_the_preview_marks_names_class_and_phone_number_and_shows_all_that_the_officer_sees(site, browser):
    with watched(browser, site.base_url, PHONE) as phone, watched(browser, site.base_url, DESK) as desk:
        fill_in_homework(phone, text=OWN_WORDS)
        phone.sees("可能让人认出是谁")
        assert phone.page.locator("mark").all_inner_texts() == MARKED
        shown = phone.page.locator(ALL).all_inner_texts()
        assert OWN_WORDS in shown
        send(phone)
        log_in(desk, OFFICER, site.passwords[OFFICER])
        open_case(desk, phone.reference)
        desk.sees(OWN_WORDS)
        seen = desk.page.locator("main").inner_text()
        days = [line for line in shown if line.endswith("135 分钟")]  # each page writes days in its own way
        assert len(days) == seen.replace("填报 135 分钟", "").count("135 分钟") == 5
        assert [line for line in shown if line not in seen and line not in days] == []


def test_words_that_tell_of_nobody_are_not_marked(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone)
        assert phone.page.locator("mark").count() == 0
        assert phone.page.get_by_text("可能让人认出是谁").count() == 0


MARKED = ["我叫张晓明", "四年级三班", "13800138000"]
