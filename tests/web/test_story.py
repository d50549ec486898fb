"""The story through the two pages, as a parent and an officer play it."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from models import Report
from tests.web.browsing import (
    DESK,
    NARROW,
    PHONE,
    cached_by,
    file_and_open,
    fill_in_homework,
    log_in,
    open_case,
    send,
    stands_at,
    stored_by,
    watched,
)

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
WORDS = {f"/api/v1/{what}?{locale}" for what in ("categories", "vocabulary") for locale in ("zh-Hans", "en")}


def reports_in(engine):
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(Report))


def look_up(phone, receipt):
    phone.page.get_by_role("link", name="查进度").click()
    phone.at("查看进度和答复")
    phone.page.get_by_label("回执码").fill(receipt)
    phone.press("查看")


def answer(desk):
    """Tell the reporter what was found and done."""
    desk.press("答复")
    for label in ("属实", "责令整改"):
        desk.page.get_by_label(label, exact=True).check()
    desk.page.get_by_label("给举报人的答复").fill("经查属实，学校已减少作业。")
    desk.press("提交")
    stands_at(desk, "已答复")


def play(browser, phone_profile, base_url, username, password):
    with watched(browser, base_url, phone_profile) as phone, watched(browser, base_url, DESK) as desk:
        fill_in_homework(phone)
        receipt = send(phone)
        phone.page.get_by_label("我已经抄好或存好").check()

        log_in(desk, username, password)
        open_case(desk, phone.reference)
        desk.sees("孩子每天写到很晚。")
        desk.sees(": 135 分钟")
        desk.sees("可能违反规定")
        desk.press("签收")
        desk.press("提问")
        desk.page.get_by_label("要问举报人的问题").fill("是哪几门课？")
        desk.press("提交")
        stands_at(desk, "待补充")

        look_up(phone, receipt.lower().replace("-", " "))
        phone.at("请您补充")
        phone.sees("是哪几门课？")
        phone.page.get_by_label("您的回答").fill("语文和数学。")
        phone.press("发送")
        phone.sees("已收到您的补充。")

        desk.page.reload()
        desk.sees("语文和数学。")
        answer(desk)

        phone.press("刷新")
        phone.sees("办理结果：属实")
        phone.sees("经查属实，学校已减少作业。")


def test_a_parent_files_on_a_narrow_phone_and_hears_back(site, browser):
    play(browser, NARROW, site.base_url, OFFICER, site.passwords[OFFICER])


@pytest.mark.promise("W6", "in part")
def test_a_parent_files_and_an_officer_answers_in_the_demo_that_runs(served, browser):
    wanted = {"division_code": "411102", "department": "education", "role": "officer"}
    account = next(one for one in served.logins if wanted.items() <= one.items())
    play(browser, PHONE, served.base_url, account["username"], account["password"])


@pytest.mark.promise("A3", "in part")
def test_the_receipt_stands_in_no_address_cookie_or_store_that_can_be_read(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone)
        receipt = send(phone)
        kept = "JSON.stringify([location.href, document.cookie, {...localStorage}, {...sessionStorage}, history.state])"
        assert receipt not in phone.page.evaluate(kept)
        assert receipt not in stored_by(phone)
        phone.page.get_by_label("我已经抄好或存好").check()
        phone.press("完成")
        phone.at("作业太多？违规补课？")
        assert stored_by(phone) == ""
        look_up(phone, receipt)
        phone.sees("已收到您的举报。")
        assert receipt not in phone.page.evaluate(kept)
        assert phone.page.context.cookies() == []
        assert cached_by(phone) <= {"/", "/notes", "/divisions.json", *WORDS}
        phone.page.reload()
        phone.at("查看进度和答复")
        expect(phone.page.get_by_label("回执码")).to_have_value("")


def test_a_mistyped_receipt_is_noticed_before_it_is_sent(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        asked = []
        phone.page.on("request", lambda request: asked.append(request.url))
        phone.open("/#/follow")
        field = phone.page.get_by_label("回执码")
        field.fill("068J6-ZQ2JB-1D4GM-SHK5D6")
        phone.press("查看")
        phone.sees("有一个或几个字符不对")
        field.fill("068J6-ZQ2JB-1D4GM-SHK5D")
        phone.press("查看")
        phone.sees("现在有 20 个")
        assert not [url for url in asked if "reports" in url]
        field.fill("o68j6zq2jb1d4gmshk5d5")
        phone.press("查看")
        phone.sees("没有与这个回执码对应的内容")
        assert [url for url in asked if "reports" in url] == [f"{site.base_url}/api/v1/reports/mine"]


def test_a_report_whose_answer_was_lost_is_sent_again_and_filed_once(site, browser, engine):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone)

        def lose(route):
            route.fetch()
            route.abort()

        phone.page.route("**/api/v1/reports", lose, times=1)
        phone.press("提交")
        phone.sees("再按一次“提交”不会重复")
        expected = phone.page.locator(".receipt-small").inner_text()
        assert send(phone) == expected
        assert reports_in(engine) == 1
        phone.complaints = [one for one in phone.complaints if "net::ERR_FAILED" not in one]


def test_somebody_in_danger_sees_the_help_lines_first_and_the_report_is_urgent(site, browser):
    with watched(browser, site.base_url, NARROW) as phone, watched(browser, site.base_url, DESK) as desk:
        phone.open("/")
        phone.press("有，需要马上帮助")
        phone.at("请先打电话")
        calls = phone.page.locator("a[href^='tel:']")
        numbers = [call.get_attribute("href") for call in calls.all()]
        assert numbers == ["tel:110", "tel:12355", "tel:12356", "tel:12345"]
        phone.press("继续，按紧急情况反映")
        phone.press("违规校外培训")
        phone.page.get_by_label("直接输入地名").fill("源汇")
        phone.press("河南省漯河市源汇区")
        phone.page.get_by_label("学校或机构的名字").fill("某某补习班")
        phone.press("就用“某某补习班”")
        for answer in ("三年级", "语文", "线下", "其他"):
            phone.page.get_by_label(answer, exact=True).check()
        phone.press("下一步")
        phone.press("看一看再提交")
        phone.sees("有人可能有危险")
        send(phone)

        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.page.locator(".case-line").first.click()
        desk.sees("某某补习班")
        expect(desk.page.locator(".badge-urgent").first).to_have_text("紧急")


def test_what_is_missing_is_said_beside_the_question_and_the_first_gets_the_focus(site, browser):
    with watched(browser, site.base_url, NARROW) as phone:
        phone.open("/")
        phone.press("没有，我要反映问题")
        phone.press("作业太多或不合规")
        for place in ("河南省", "漯河市", "源汇区", "不知道或不想说", "下一步"):
            phone.press(place)
        expect(phone.page.get_by_role("group", name="上几年级？").get_by_text("请填写这一项。")).to_be_visible()
        expect(phone.page.get_by_label("一年级")).to_be_focused()
        phone.page.get_by_label("四年级").check()
        phone.page.get_by_label("每天差不多").check()
        phone.page.get_by_label("每天大约").fill("很久")
        phone.press("下一步")
        phone.sees("请填整数。")


def test_the_second_of_two_officers_sees_what_changed_and_keeps_what_was_typed(site, browser):
    with watched(browser, site.base_url, PHONE) as phone, watched(browser, site.base_url, DESK) as desk:
        file_and_open(phone, desk, site, OFFICER)
        desk.page.get_by_text("更多操作").click()
        desk.press("不予受理")
        desk.page.get_by_label("已答复终结，且没有新情况").check()
        desk.page.get_by_label("理由").fill("与另一件重复")
        with watched(browser, site.base_url, DESK) as other:
            log_in(other, OFFICER, site.passwords[OFFICER])
            open_case(other, phone.reference)
            other.press("签收")
            stands_at(other, "已签收")
        desk.page.get_by_label("给举报人的答复").fill("已有同一事项在办。")
        desk.press("提请审批")
        desk.sees("其他人已作了修改")
        desk.sees("签收 → 已签收")
        expect(desk.page.get_by_label("理由")).to_have_value("与另一件重复")
        desk.press("提请审批")
        expect(desk.page.locator(".notice-warn").first).to_contain_text("已有同一事项在办。")
        stands_at(desk, "已签收")


def test_the_console_says_which_field_is_missing_and_works_by_keyboard(site, browser):
    with watched(browser, site.base_url, PHONE) as phone, watched(browser, site.base_url, PHONE) as desk:
        fill_in_homework(phone)
        send(phone)
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.page.locator(".case-line").first.focus()
        desk.page.keyboard.press("Enter")
        desk.at("学校作业")
        desk.page.get_by_text("更多操作").focus()
        desk.page.keyboard.press("Enter")
        desk.page.get_by_role("button", name="移送").focus()
        desk.page.keyboard.press("Enter")
        expect(desk.page.get_by_label("由本系统以外的机关处理")).to_be_focused()
        desk.press("提请审批")
        desk.sees("请选择依据。")
        desk.page.keyboard.press("Space")
        desk.press("提请审批")
        desk.sees("请写明理由。")
        desk.sees("请写一句给举报人的答复。")


def test_filters_narrow_the_queue_and_log_out_ends_the_session(site, browser):
    with watched(browser, site.base_url, PHONE) as phone, watched(browser, site.base_url, DESK) as desk:
        fill_in_homework(phone)
        send(phone)
        log_in(desk, OFFICER, site.passwords[OFFICER])
        expect(desk.page.locator(".case-line")).to_have_count(1)
        desk.page.get_by_label("状态").select_option("resolved")
        desk.sees("没有符合条件的案件。")
        desk.page.get_by_label("状态").select_option("")
        expect(desk.page.locator(".case-line")).to_have_count(1)
        desk.page.get_by_label("只看超期").check()
        desk.sees("没有符合条件的案件。")
        desk.page.reload()
        desk.at("待办案件")
        desk.press("退出")
        desk.sees("工作台登录")
        assert desk.page.context.cookies() == []


def test_wrong_password_is_refused_in_words(site, browser):
    with watched(browser, site.base_url, NARROW) as desk:
        desk.open("/console/")
        desk.page.get_by_label("用户名").fill(OFFICER)
        desk.page.get_by_label("密码").fill("wrong")
        desk.press("登录")
        desk.sees("用户名、密码或验证码不对。")


@pytest.mark.parametrize("path", ["/", "/console/", "/api", "/#/follow"])
@pytest.mark.parametrize("profile", [NARROW, DESK], ids=["320 px", "1280 px"])
def test_every_page_speaks_both_languages_and_fits(site, browser, path, profile):
    with watched(browser, site.base_url, profile) as view:
        view.open(path)
        view.press("English")
        switch = view.page.get_by_role("button", name="中文")
        expect(switch).to_be_visible()
        expect(view.page.locator("html")).to_have_attribute("lang", "en")
        visible = view.page.locator("body").inner_text().replace("中文", "")
        assert not re.search(r"[\u4e00-\u9fff]", visible), visible


def test_a_session_that_ends_while_typing_loses_nothing(site, browser):
    with watched(browser, site.base_url, PHONE) as phone, watched(browser, site.base_url, DESK) as desk:
        file_and_open(phone, desk, site, OFFICER)
        desk.press("写记录")
        desk.page.get_by_label("记录内容").fill("已电话联系学校。")
        desk.page.context.clear_cookies()
        desk.press("提交")
        desk.sees("登录已到期，请重新登录。")
        assert "孩子每天写到很晚。" not in desk.page.content()
        desk.page.get_by_label("用户名").fill(OFFICER)
        desk.page.get_by_label("密码").fill(site.passwords[OFFICER])
        desk.press("登录")
        expect(desk.page.get_by_label("记录内容")).to_have_value("已电话联系学校。")
        desk.press("提交")
        desk.sees("已完成。")
        desk.sees("已电话联系学校。")
