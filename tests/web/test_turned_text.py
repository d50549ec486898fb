"""Text that is written from the right, or says it is, turns nothing around it: on the desk, on paper, on the phone."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from models import Report, School
from tests.support.evidence import picture, uploader
from tests.support.installation import SCHOOL_ID
from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, log_in, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ARABIC = "مدرسة"
NAME = f"{ARABIC}\u202e补习班"
TEXT = f"老师说\u202e了很多\n{ARABIC} 2 abc"
FILE = "صورة"
REPLY = f"已经\u2067处理 {ARABIC}"
LEFT_OF = """([before, after]) => {
  const place = (text) => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.indexOf(text);
      if (at < 0 || !node.parentElement.checkVisibility()) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + text.length);
      return range.getBoundingClientRect();
    }
    throw new Error(`${text} is not to be seen`);
  };
  return [place(before), place(after)].map(({ left, right, top, bottom }) => ({ left, right, top, bottom }));
}"""


def stand_in_order(view, before, after):
    """The second follows the first, to the right of it or in a line below, as in a text that nobody turned."""
    first, second = view.page.evaluate(LEFT_OF, [before, after])
    assert second["left"] >= first["right"] - 1 or second["top"] >= first["bottom"] - 4, (before, after, first, second)


def nothing_turns(view):
    assert TURNING.findall(view.page.evaluate("document.documentElement.outerHTML")) == []
    view.looks()


@pytest.fixture
def filed(phone):
    """A report that turns whatever it can, with a file."""
    place = {"division_code": "411102", "target_name": NAME}
    filed, tus = uploader(phone, text=TEXT, place=place)
    tus.send(picture(), FILE)
    return filed


@pytest.mark.parametrize("profile", [NARROW, DESK], ids=["320 px", "1280 px"])
def test_what_a_reporter_wrote_stands_apart_and_its_signs_are_marked(site, browser, filed, profile):
    with watched(browser, site.base_url, profile) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.page.locator(".case-line").click()
        desk.at("学校作业")
        desk.sees("老师说⟨U+202E⟩了很多")
        desk.sees(f"{ARABIC}⟨U+202E⟩补习班")
        stand_in_order(desk, "老师说", "了很多")
        size = desk.page.locator(".file .help").first.inner_text().split(" · ")[0]
        stand_in_order(desk, FILE, size)
        nothing_turns(desk)
        desk.press("写记录")
        desk.page.get_by_label("记录内容").fill(REPLY)
        desk.press("提交")
        desk.sees("已经⟨U+2067⟩处理")
        nothing_turns(desk)


def test_a_name_from_the_right_leaves_the_number_behind_it_where_it_is(site, browser, phone, engine):
    phone.file(homework(place={"school_id": SCHOOL_ID}))
    with engine.begin() as connection:
        connection.execute(sa.update(School).where(School.id == SCHOOL_ID).values(name=ARABIC))
        connection.execute(sa.update(Report).values(reference="7K3M-9QXD"))
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.sees(ARABIC)
        stand_in_order(desk, ARABIC, "7K3M-9QXD")
        nothing_turns(desk)


def test_a_public_sentence_that_turns_is_marked_on_the_phone_and_in_the_history(site, browser, phone, filed, console):
    officer = console(OFFICER)
    case = officer.case_of(filed["reference"])["id"]
    for version, event in enumerate(("accept", "investigate"), start=1):
        officer.move(case, version, event)
    officer.end(case, 3, "resolve", outcome="partly", public_reply=REPLY)
    with watched(browser, site.base_url, NARROW) as view:
        view.open("/#/follow")
        view.page.get_by_label("回执码").fill(filed["receipt"])
        view.press("查看")
        view.sees("已经⟨U+2067⟩处理")
        stand_in_order(view, "已经", "处理")
        nothing_turns(view)
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.press("全部")
        desk.page.locator(".case-line").click()
        desk.at("学校作业")
        expect(desk.page.locator(".timeline")).to_contain_text("已经⟨U+2067⟩处理")
        desk.page.emulate_media(media="print")
        assert TURNING.findall(desk.page.locator("body").inner_text()) in ([], ["\u2068", "\u2069"])
