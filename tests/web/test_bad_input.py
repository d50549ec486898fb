"""Own words that are too long, odd or half; a full phone; a clock that is wrong. Nothing is lost without a word."""

import pytest
from playwright.sync_api import expect

from tests.support.evidence import telling_png
from tests.web.browsing import NARROW, PHONE, fill_in_homework, send, watched
from tests.web.standing import begun, drafts_of, standing

pytestmark = pytest.mark.slow
FAMILY = "👨‍👩‍👧‍👦"  # one sign, seven characters
LONGEST = 5000
HALF = "半个\ud83d字\udc68符\ud83d\ude2d"
TURNED = "ا\u202eع\u200f\u0301\x07"
PASTE = """(area, units) => {
  area.focus();
  area.setRangeText(String.fromCharCode(...units), 0, area.value.length, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
}"""
YEAR_MS = 365 * 86_400_000
WRONG_CLOCK = """(() => {
  globalThis.offset = %d;
  const now = () => Date.now() + globalThis.offset;
  const Real = Date;
  globalThis.Date = new Proxy(Real, {
    construct: (_, given) => (given.length ? new Real(...given) : new Real(Real.now() + globalThis.offset)),
    get: (_, name) => (name === "now" ? () => Real.now() + globalThis.offset : Real[name]),
  });
})()"""
DAY_DUE = "document.querySelector('.facts').innerText"


@pytest.fixture(scope="module")
def site(sqlite_databases, tmp_path_factory, relay_key, argon2_cost, now):
    with standing(sqlite_databases, tmp_path_factory.mktemp("var"), relay_key, argon2_cost, now) as site:
        yield site


def paste(phone, text):
    pairs = text.encode("utf-16-le", "surrogatepass")
    units = [int.from_bytes(pairs[at : at + 2], "little") for at in range(0, len(pairs), 2)]
    phone.page.get_by_label("您的话").evaluate(PASTE, units)


def to_preview(phone):
    phone.press("看一看再提交")
    expect(phone.page.get_by_role("heading", name="承办人会看到这些")).to_be_focused()


def test_fifty_thousand_pasted_characters_are_kept_and_the_page_says_how_many_are_too_many(site, browser):
    text = "作业写到十一点，" * 6250
    with watched(browser, site.base_url, NARROW) as phone:
        begun(phone)
        phone.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        phone.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        field = phone.page.get_by_label("您的话")
        field.press("Control+V")
        phone.sees("最多 5000 字，现在多了 45,000 字。")
        assert field.input_value() == text
        phone.press("看一看再提交")
        expect(field).to_be_focused()
        phone.looks()
        phone.page.reload()
        phone.sees("现在多了 45,000 字。")
        assert field.input_value() == text
        paste(phone, text[:LONGEST])
        phone.sees("还可以写 0 字。")
        to_preview(phone)
        send(phone)
        assert site.report(phone.reference)["text"] == text[:LONGEST]


def test_odd_characters_are_counted_as_the_service_counts_and_arrive(site, browser):
    odd = TURNED + HALF + FAMILY * 3
    rest = "𠮷" * (LONGEST - len(odd) + 1)  # Python has the two halves of the last sign of HALF for two
    with watched(browser, site.base_url, PHONE) as phone:
        begun(phone)
        paste(phone, odd + rest)
        phone.sees("还可以写 0 字。")
        to_preview(phone)
        send(phone)
        assert site.report(phone.reference)["text"] == f"{TURNED}半个\ufffd字\ufffd符😭{FAMILY * 3}{rest}"


def test_one_character_too_many_is_one_too_many_for_page_and_service_alike(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        begun(phone)
        paste(phone, f"  {'𠮷' * (LONGEST + 1)}\n")
        phone.sees("最多 5000 字，现在多了 1 字。")
        phone.page.goto(f"{site.base_url}/?lang=zh-Hans#/preview")
        phone.at("承办人会看到这些")
        phone.press("提交")
        phone.sees("最多 5000 个字")
        phone.looks()
        assert len(drafts_of(phone)[-1]["text"].strip()) == LONGEST + 1


def hold_to(phone, site, quota):
    """How much the origin may store; Chromium looks again after ten seconds at most."""
    client = phone.page.context.new_cdp_session(phone.page)
    client.send("Storage.overrideQuotaForOrigin", {"origin": site.base_url, **quota})


def photo():
    return {"name": "作业.png", "mimeType": "image/png", "buffer": telling_png("拍摄于某处")}


def test_on_a_phone_without_room_the_report_arrives_with_its_photo_and_nothing_is_said_to_be_kept(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        hold_to(phone, site, {"quotaSize": 1})
        fill_in_homework(phone, text="手机满了。")
        phone.sees("这台手机的空间不够")
        phone.page.go_back()
        phone.page.get_by_label("添加照片或文件").set_input_files([photo()])
        phone.sees("已在手机上去掉")
        to_preview(phone)
        send(phone)
        phone.sees("已送达")
        report = site.report(phone.reference)
        assert report["text"] == "手机满了。"
        assert [one["name"] for one in report["evidence"]] == ["作业.jpg"]


def test_a_phone_that_fills_up_is_said_at_the_field_and_at_the_photo_and_keeps_again_when_there_is_room(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        begun(phone)
        hold_to(phone, site, {"quotaSize": 1})
        full, typed = phone.page.get_by_text("这台手机的空间不够"), 0
        while not full.count():
            typed += 1
            paste(phone, "满" * typed)
            phone.page.wait_for_timeout(250)
        phone.page.get_by_label("添加照片或文件").set_input_files([photo()])
        phone.sees("它只在本页里")
        phone.looks()
        hold_to(phone, site, {})
        paste(phone, "又有地方了")
        expect(full).to_have_count(0)
        phone.page.reload()
        expect(phone.page.get_by_label("您的话")).to_have_value("又有地方了")
        phone.sees("这台手机上找不到了，请重新添加")
        phone.looks()


@pytest.mark.parametrize("years", [-1, 1], ids=["a year behind", "a year ahead"])
def test_a_phone_whose_clock_is_wrong_by_a_year_shows_the_days_of_the_service(site, browser, years):
    with watched(browser, site.base_url, PHONE) as phone:
        phone.page.add_init_script(WRONG_CLOCK % (years * YEAR_MS))
        begun(phone, at="questions", heading="请回答几个问题")
        phone.sees("按规定看")
        phone.press("下一步")
        to_preview(phone)
        phone.page.evaluate(f"globalThis.offset = {-2 * years * YEAR_MS}")  # and now it is set, wrong again
        site.clock.forward(1800)  # and the proof of work has grown old for the service
        receipt = send(phone)
        [filed] = [one["filed"] for one in drafts_of(phone) if one["filed"]]
        year, month, day = map(int, filed["due_on"].split("-"))
        shown = f"{year}年{month}月{day}日"
        assert shown in phone.page.evaluate(DAY_DUE)
        phone.press("现在就看进度")
        phone.page.get_by_label("回执码").fill(receipt)
        phone.press("查看")
        phone.sees("2026年11月18日")
        phone.sees(shown)


def test_with_two_drafts_a_phone_goes_on_with_the_one_at_hand_whatever_its_clock_says(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        phone.page.add_init_script(WRONG_CLOCK % YEAR_MS)
        for text in ("第一份", "第二份"):
            begun(phone, text=text, turn=1)
        first, second = sorted(drafts_of(phone), key=lambda one: one["text"])
        for draft in (first, second, first):
            phone.open("/")
            phone.page.evaluate(f"globalThis.offset -= {YEAR_MS}")
            at = sorted((one["turn"], one["text"]) for one in drafts_of(phone))
            phone.page.locator(".kept-line button.row").nth([text for _, text in at].index(draft["text"])).click()
            phone.at("还有什么要说的？")
            expect(phone.page.get_by_label("您的话")).to_have_value(draft["text"])
            phone.page.reload()
            phone.at("还有什么要说的？")
            expect(phone.page.get_by_label("您的话")).to_have_value(draft["text"])
