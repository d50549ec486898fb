"""What happens to what one tells stands one tap from the first screen, for pupils in short words."""

import pytest

from tests.web.browsing import NARROW, PHONE, watched

pytestmark = pytest.mark.slow


def test_the_notice_is_one_tap_from_the_first_screen_and_says_its_version(site, browser):
    with watched(browser, site.base_url, NARROW) as phone:
        phone.open("/")
        phone.page.get_by_role("link", name="您反映的内容会怎样处理").click()
        phone.at("您反映的内容会怎样处理")
        phone.sees("我们不能保证什么")
        version = phone.page.request.get(f"{site.base_url}/api/v1/notices").json()["items"][0]["version"]
        phone.sees(f"第 {version} 版")


def test_a_pupil_finds_it_in_short_words_and_in_the_other_language(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        phone.open("/")
        phone.press("我是学生")
        phone.page.get_by_role("link", name="简短版").click()
        phone.at("给同学：你说的话会怎样处理")
        phone.sees("110")
        phone.press("English")
        phone.sees("You can take it back")


def test_without_a_network_it_says_so_and_can_be_asked_for_again(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        phone.page.route("**/api/v1/notices", lambda route: route.abort())
        phone.open("/#/privacy")
        phone.page.get_by_role("button", name="再试一次").wait_for()
        phone.page.unroute("**/api/v1/notices")
        phone.press("再试一次")
        phone.sees("谁负责")
        phone.complaints[:] = [said for said in phone.complaints if "ERR_FAILED" not in said]
