"""W1, W6: how much it takes. A stranger reads what stands on the screen, and presses it."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.browsing import NARROW, PHONE, Watched, stands_at, watched

pytestmark = pytest.mark.slow
MOST_TAPS, MOST_ACTIONS = 25, 8
TWICE = {"viewport": {"width": 390, "height": 844}}
TWICE_AS_LARGE = "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; })"


class Fingers:
    """Somebody who presses and fills in only what can be read on the page; every press is counted."""

    def __init__(self, view):
        self.view, self.presses = view, 0

    def press(self, *, role="button", exact=True, **words):
        self._press(self.view.page.get_by_role(role, exact=exact, **words).first)

    def choose(self, label):
        self._press(self.view.page.get_by_text(label, exact=True).first)

    def write(self, label, text):
        field = self.view.page.get_by_label(label).first
        self._press(field)
        field.press_sequentially(text)

    def _press(self, locator):
        expect(locator).to_be_visible()
        locator.click()
        self.presses += 1


def file_homework(fingers):
    """The homework story, from the first page to the receipt; the headings that were passed, in their order."""
    phone, headings = fingers.view, []

    def at(heading):
        phone.at(heading)
        headings.append(heading)

    fingers.press(name="没有，我要反映问题")
    at("您想反映什么？")
    fingers.press(name="作业太多或不合规")
    at("学校或机构在哪里？")
    for place in ("河南省", "漯河市", "源汇区"):
        fingers.press(name=place)
    at("是哪一所？")
    fingers.press(name=re.compile("小学"), exact=False)
    at("请回答几个问题")
    fingers.choose("四年级")
    fingers.choose("每天差不多")
    fingers.write("每天大约", "135")
    phone.sees("可能违反规定")
    fingers.press(name="下一步")
    at("还有什么要说的？")
    fingers.write("您的话", "孩子每天写到很晚。")
    fingers.choose("家长")
    fingers.press(name="看一看再提交")
    at("承办人会看到这些")
    fingers.press(name="提交")
    at("已收到")
    return headings


class Keys(Fingers):
    """The same by keyboard alone: Tab to what is wanted, arrows within a group, Space or Enter."""

    def choose(self, label):
        option = self.view.page.get_by_label(label, exact=True).first
        self._reach(option, "Tab", within="radio")
        self._reach(option, "ArrowDown")
        self.view.page.keyboard.press("Space")
        expect(option).to_be_checked()

    def write(self, label, text):
        self._reach(self.view.page.get_by_label(label).first, "Tab")
        self.view.page.keyboard.type(text)

    def _press(self, locator):
        expect(locator).to_be_visible()
        self._reach(locator, "Tab")
        self.view.page.keyboard.press("Enter")

    def _reach(self, locator, key, within=None):
        """Press the key until the focus is there, or in the group of options that it is in."""
        for _ in range(MOST_STEPS):
            if locator.evaluate(HAS_FOCUS, within):
                return
            self.view.page.keyboard.press(key)
        raise AssertionError(f"no way to {locator} by {key}")


HAS_FOCUS = """(wanted, type) => wanted === document.activeElement
    || (wanted.type === type && wanted.name === document.activeElement.name)"""
MOST_STEPS = 80
STEPS = """(() => {
  globalThis.steps = [""];
  const { pushState } = History.prototype;
  History.prototype.pushState = function (...given) {
    steps.push(given[0].screen);
    return pushState.apply(this, given);
  };
})()"""


@pytest.mark.promise("W1", "in part")
def test_the_homework_story_is_told_by_keyboard_alone(site, browser):
    with watched(browser, site.base_url, NARROW) as phone:
        file_homework(Keys(phone.open("/")))


@pytest.mark.promise("W1", "in part")
def test_the_homework_story_fits_at_twice_the_size(site, browser):
    with watched(browser, site.base_url, TWICE) as phone:
        phone.page.add_init_script(TWICE_AS_LARGE)
        file_homework(Fingers(phone.open("/")))


@pytest.mark.promise("W1")
def test_the_homework_story_takes_three_input_screens_and_at_most_25_taps(site, browser):
    with watched(browser, site.base_url, NARROW) as phone:
        phone.page.add_init_script(STEPS)
        fingers = Fingers(phone.open("/"))
        file_homework(fingers)
        screens = phone.page.evaluate("steps")
        assert list(dict.fromkeys(screens)) == ["", "about", "where", "questions", "words", "preview", "receipt"]
        assert fingers.presses <= MOST_TAPS


@pytest.mark.promise("W6")
def test_a_stranger_plays_both_sides_from_the_first_page_by_what_can_be_read(served, browser):
    with watched(browser, served.base_url, PHONE) as phone:
        fingers = Fingers(phone.open("/"))
        phone.sees("这是演示")
        file_homework(fingers)
        reference = phone.page.get_by_text(re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")).inner_text()
        with phone.page.context.expect_page() as opened:
            fingers.press(role="link", name="到承办单位的工作台办这一件")
        desk = Watched(opened.value, served.base_url, f"{phone.name}-desk")
        hands = Fingers(desk)
        work_it_off(hands, reference)
        fingers.press(name="现在就看进度")
        fingers.press(name="查看")
        phone.sees("办理结果：属实")
        phone.sees("经核查，您反映的情况（学校作业）属实。")
        phone.sees("已要求限期改正")
        assert fingers.presses <= MOST_TAPS
        assert hands.presses <= MOST_ACTIONS
        assert desk.complaints == []


def work_it_off(hands, reference):
    """From the log-in to the answer."""
    desk = hands.view
    desk.sees("这是演示：点一下就能登录")
    desk.looks()
    hands.press(name=re.compile("officer-411102-education"), exact=False)
    desk.at("待办案件")
    hands.press(role="link", name=re.compile(reference), exact=False)
    desk.at("学校作业")
    desk.sees("孩子每天写到很晚。")
    for act in ("签收", "开始核查", "答复"):
        hands.press(name=act)
    hands.choose("属实")
    hands.choose("责令整改")
    hands.press(name="提交")
    stands_at(desk, "已答复")
