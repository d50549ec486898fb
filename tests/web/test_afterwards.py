"""What a reporter does with an answer, on the phone: rates it, appeals against it, takes the whole report back."""

import pytest
from playwright.sync_api import expect

from tests.web.browsing import PHONE, fill_in_homework, send, watched

pytestmark = pytest.mark.slow
OFFICER, ABOVE = "officer-411102-education", "officer-411100-education"
REPLY = "该校作业在规定的时间之内，因此不予受理。"
WHY = "每天都超过两个小时。"


@pytest.fixture
def answered(site, browser, console):
    """A phone that shows a report whose office has answered."""
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone)
        phone.receipt = send(phone)
        officer = console(OFFICER)
        case = officer.case_of(phone.reference)
        said = {"reason": "在规定之内。", "public_reply": REPLY}
        assert officer.end(case["id"], case["version"], "decline", **said).status_code == 200
        phone.press("现在就看进度")
        phone.at("查看进度和答复")
        phone.press("查看")
        phone.at("不予受理")
        phone.sees(REPLY)
        yield phone


def test_an_answer_is_rated_and_what_is_missing_is_said_beside_it(answered, console):
    answered.press("提交评价")
    expect(answered.page.get_by_role("group", name="问题解决了吗？")).to_contain_text("请填写这一项。")
    answered.looks()
    answered.page.get_by_role("group", name="问题解决了吗？").get_by_label("否").check()
    answered.page.get_by_role("group", name="办理得怎么样？").get_by_label("很不满意").check()
    answered.press("提交评价")
    answered.sees("修改评价")
    answered.looks()
    [report] = console(OFFICER).get(f"/cases/{console(OFFICER).case_of(answered.reference)['id']}").json["reports"]
    assert (report["rating"]["solved"], report["rating"]["score"]) == (False, 1)


@pytest.mark.promise("T8", "in part")
def test_an_answer_is_appealed_against_once_and_the_office_above_has_it(answered, console):
    answered.page.get_by_text("不认可这个结果").click()
    answered.page.get_by_label("为什么不认可？").fill(WHY)
    answered.looks()
    answered.press("提交申诉")
    answered.at("已收到")
    expect(answered.page.get_by_text("不认可这个结果")).to_have_count(0)
    above = console(ABOVE)
    [report] = above.get(f"/cases/{above.case_of(answered.reference)['id']}").json["reports"]
    assert WHY in [message["text"] for message in report["messages"]]


@pytest.mark.promise("A10", "in part")
def test_a_report_is_taken_back_by_who_says_so_twice_and_its_receipt_opens_nothing(answered, phone):
    answered.page.get_by_text("撤回这份反映").click()
    expect(answered.page.get_by_role("button", name="撤回并销毁")).to_be_disabled()
    answered.page.get_by_label("我明白，撤回后不能恢复").check()
    answered.looks()
    answered.press("撤回并销毁")
    answered.sees("内容已销毁，这个回执码不再有效。")
    expect(answered.page.get_by_text(REPLY)).to_have_count(0)
    assert phone.mine(answered.receipt).status_code == 404
