"""What makes the phone page safe and easy: for a pupil, on a shared phone, in large type, when somebody looks over."""

import base64
import re

import pytest
from playwright.sync_api import expect

from tests.support.waiting import eventually
from tests.web.browsing import (
    DESK,
    NARROW,
    OURS,
    PHONE,
    fill_in_homework,
    leave,
    log_in,
    open_case,
    send,
    stored_by,
    watched,
)
from tests.web.test_steps import OF_THE_WORKER

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"


def test_a_pupil_on_a_shared_phone_is_told_in_short_words_and_leaves_nothing_on_it(site, browser):
    with watched(browser, site.base_url, NARROW) as phone:
        phone.open("/")
        phone.press("我是学生")
        phone.at("你可以放心说")
        phone.sees("先和信任的大人说说")
        phone.press("别人也用")
        phone.at("您想反映什么？")
        phone.press("作业太多或不合规")
        phone.at("学校或机构在哪里？")
        assert stored_by(phone) == ""
        no_worker_stays(phone)
        phone.page.reload()
        phone.sees("作业太多？违规补课？")
        expect(phone.page.get_by_text("这台手机上还有")).to_have_count(0)


KEPT_OFFLINE = f"""async () => {{
  const {{ keepOffline }} = await import({OURS.format("worker.js")});
  await keepOffline();
}}"""


def no_worker_stays(phone):
    """Neither the one that was there, nor one that the page has not got round to yet."""
    phone.page.evaluate(KEPT_OFFLINE)
    eventually(lambda: phone.page.evaluate(OF_THE_WORKER) == [[], 0])


def test_a_pupil_on_a_shared_phone_destroys_nothing_of_somebody_else_unasked(site, browser):
    with watched(browser, site.base_url, NARROW) as phone:
        fill_in_homework(phone)
        kept = stored_by(phone)
        phone.open("/")
        phone.press("我是学生")
        phone.press("别人也用")
        phone.sees("可能是别人的")
        phone.looks()
        phone.press("留着，我的不存")
        phone.at("您想反映什么？")
        phone.press("违规校外培训")
        phone.at("学校或机构在哪里？")
        assert stored_by(phone) == kept
        phone.page.reload()
        phone.open("/")
        phone.sees("这台手机上还有 1 份")
        phone.press("我是学生")
        phone.press("别人也用")
        phone.press("确定全部清除")
        phone.at("您想反映什么？")
        phone.press("违规校外培训")
        phone.at("学校或机构在哪里？")
        assert stored_by(phone) == ""
        no_worker_stays(phone)


@pytest.mark.promise("W4")
def test_the_quick_exit_leaves_a_plain_page_and_no_step_in_the_history(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone)
        assert phone.page.title() == "便签"
        leave(phone)
        phone.looks()
        client = phone.page.context.new_cdp_session(phone.page)
        entries = client.send("Page.getNavigationHistory")["entries"]
        assert {entry["title"] for entry in entries} <= {"便签", ""}
        assert {re.sub(r"https?://[^/]+", "", entry["url"]) for entry in entries} <= {"/notes", "about:blank"}
        phone.page.go_back()
        assert phone.page.url.endswith("/notes")


@pytest.mark.promise("W1", "in part")
def test_large_type_is_18_points_with_one_question_a_screen_and_targets_of_48_pixels(site, browser):
    with watched(browser, site.base_url, NARROW) as phone:
        phone.open("/")
        phone.press("大字")
        phone.press("没有，我要反映问题")
        phone.press("作业太多或不合规")
        for place in ("河南省", "漯河市", "源汇区", "不知道或不想说"):
            phone.press(place)
        phone.at("请回答几个问题")
        assert phone.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 24
        assert phone.page.get_by_role("group").count() + phone.page.get_by_role("textbox").count() == 1
        phone.page.get_by_label("四年级").check()
        phone.looks()
        phone.press("下一步")
        phone.sees("第 2 题")
        targets = phone.page.locator("main button, main .option, main input[type=text], main .switch")
        heights = targets.evaluate_all("all => all.map(one => one.getBoundingClientRect().height).filter(Boolean)")
        assert heights
        assert min(heights) >= 48
        phone.page.get_by_label("每天差不多").check()
        phone.page.get_by_label("每天大约").fill("135")
        steps = int(re.search(r"第 2 题，共 (\d+) 题", phone.page.locator("main").inner_text())[1])
        for _ in range(1, steps):
            phone.press("下一步")
        phone.at("还有什么要说的？")
        asked = phone.page.locator("main").get_by_role("group").or_(phone.page.get_by_role("textbox"))
        for step in (1, 2):
            phone.sees(f"第 {step} 题，共 3 题")
            assert asked.count() == 1
            phone.looks()
            phone.press("下一步")
        phone.press("看一看再提交")
        phone.at("承办人会看到这些")


def test_a_receipt_is_kept_as_a_picture_tried_out_and_read_back_from_the_picture(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone)
        receipt = send(phone)
        expect(phone.page.get_by_text(re.compile(r"请在 .*\d.* 再来看"))).to_be_visible()
        picture = phone.page.get_by_alt_text("回执码的二维码图片").get_attribute("src")
        assert picture.startswith("data:image/png;base64,")
        phone.page.get_by_text("练一遍").click()
        field = phone.page.get_by_label("照着您抄下的输入一遍")
        field.fill(receipt[:-1])
        phone.press("比一比")
        phone.sees("不一样")
        field.fill(receipt.lower().replace("-", ""))
        phone.press("比一比")
        phone.sees("抄对了")
        phone.looks()
        phone.press("现在就看进度")
        phone.at("查看进度和答复")
        phone.page.get_by_label("回执码").fill("")
        content = base64.b64decode(picture.partition(",")[2])
        phone.page.get_by_label("从二维码图片读取").set_input_files(
            {"name": "note.png", "mimeType": "image/png", "buffer": content}
        )
        phone.sees("已收到您的举报。")


def test_a_phone_remembers_receipts_under_a_pin_and_forgets_them_after_ten_wrong_ones(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone)
        receipt = send(phone)
        phone.page.get_by_text("让这台手机记住回执码").click()
        phone.page.get_by_label("六位数字密码").fill("2468")
        phone.press("记住")
        phone.sees("请输入六位数字。")
        phone.page.get_by_label("六位数字密码").fill("246813")
        phone.press("记住")
        phone.sees("已记住")
        phone.page.get_by_label("我已经抄好或存好").check()
        phone.press("完成")
        assert receipt not in stored_by(phone)
        phone.open("/#/follow")
        phone.page.get_by_label("六位数字密码").fill("246813")
        phone.press("打开")
        phone.sees("已收到您的举报。")
        phone.press("关闭这一份")
        pin = phone.page.get_by_label("六位数字密码")
        for _ in range(10):
            pin.fill("000000")
            phone.press("打开")
            phone.page.wait_for_timeout(10)
            while pin.evaluate_all("all => all[0]?.value"):  # it goes away with the tenth
                phone.page.wait_for_timeout(50)
        expect(phone.page.get_by_label("六位数字密码")).to_have_count(0)
        assert stored_by(phone) == ""


@pytest.mark.promise("T11", "in part")
def test_own_words_that_tell_of_danger_are_asked_about_before_sending(site, browser):
    with watched(browser, site.base_url, NARROW) as phone, watched(browser, site.base_url, DESK) as desk:
        fill_in_homework(phone, text="老师在教室里打学生。")
        phone.sees("110")
        phone.press("是，请按涉及安全处理")
        expect(phone.page.get_by_role("button", name="是，请按涉及安全处理")).to_have_count(0)
        send(phone)
        log_in(desk, OFFICER, site.passwords[OFFICER])
        open_case(desk, phone.reference)
        desk.sees("紧急")
