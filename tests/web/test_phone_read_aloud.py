"""W1: the journey of a report as it is read aloud: each screen says what it is, and asks in the order of the answer."""

import pytest
from playwright.sync_api import expect

from tests.web.aloud import focus_is_on, reads
from tests.web.browsing import PHONE, send, watched

pytestmark = pytest.mark.slow
OWN_WORDS = "孩子每天写到很晚。"
FINDING = (
    'heading "按规定看" \\[level=2\\]',
    "可能违反规定",
    "规定 60 分钟 填报 135 分钟",
    "教育部办公厅关于加强义务教育学校作业管理的通知",
)


@pytest.mark.promise("W1", "in part")
def test_a_report_is_filed_and_followed_by_who_hears_the_page(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        to_the_questions(phone)
        answered(phone)
        send(phone)
        focus_is_on(phone, "已收到", "h1")
        reads(
            phone,
            'heading "已收到" \\[level=1\\]',
            "这是您的回执码",
            'button "复制"',
            'img "回执码的二维码图片"',
            "term: 最晚答复",
            "term: 编号",
        )
        phone.press("现在就看进度")
        focus_is_on(phone, "查看进度和答复", "h1")
        reads(phone, 'heading "查看进度和答复" \\[level=1\\]', "textbox", 'button "查看"')
        phone.press("查看")
        phone.sees("已收到您的举报。")
        focus_is_on(phone, "已收到", "h1")
        reads(phone, 'heading "已收到" \\[level=1\\]', 'heading ".*" \\[level=2\\]', "已收到您的举报", "term: 最晚答复")


def to_the_questions(phone):
    phone.open("/")
    phone.page.get_by_role("heading", level=1).wait_for()
    reads(
        phone,
        'link "查进度"',
        'button "快速离开"',
        'heading "作业太多？违规补课？" \\[level=1\\]',
        'heading "现在有人有危险吗？" \\[level=2\\]',
        'button "没有，我要反映问题"',
        'button "有，需要马上帮助"',
    )
    phone.press("没有，我要反映问题")
    focus_is_on(phone, "您想反映什么？", "h1")
    phone.press("作业太多或不合规")
    focus_is_on(phone, "学校或机构在哪里？", "h1")
    expect(phone.page.get_by_role("button", name="河南省")).to_be_visible()
    reads(phone, 'progressbar "第 1 步，共 4 步"', "不是您家的地址", 'searchbox "直接输入地名"', 'button "河南省"')
    for place in ("河南省", "漯河市", "源汇区"):
        phone.press(place)
    focus_is_on(phone, "是哪一所？", "h1")
    expect(phone.page.get_by_role("button", name="小学").first).to_be_visible()
    reads(
        phone, 'checkbox "当地单位可能和学校熟，请交给上一级"', 'searchbox "学校或机构的名字"', 'button "演示小学 学校"'
    )
    phone.page.get_by_role("button", name="小学").first.click()
    focus_is_on(phone, "请回答几个问题", "h1")


def answered(phone):
    page = phone.page
    page.get_by_label("四年级").check()
    page.get_by_label("每天差不多").check()
    page.get_by_label("每天大约").fill("135")
    expect(page.locator("[aria-live=polite]", has_text="可能违反规定")).to_be_visible()
    reads(
        phone,
        'group "上几年级？"',
        'radio "四年级" \\[checked\\]',
        'textbox "每天大约 分钟": "135"',
        *FINDING,
        'button "下一步"',
    )
    phone.press("下一步")
    focus_is_on(phone, "还有什么要说的？", "h1")
    page.get_by_label("您的话").fill(OWN_WORDS)
    page.get_by_label("家长").check()
    reads(
        phone,
        "请不要写姓名",
        'textbox "您的话 选填"',
        'radio "家长" \\[checked\\]',
        'button "添加照片或文件"',
        'button "看一看再提交"',
    )
    phone.press("看一看再提交")
    focus_is_on(phone, "承办人会看到这些", "h1")
    phone.sees("可能违反规定")
    reads(
        phone,
        "term: 反映的事",
        'link "修改 地点"',
        "term: 您的话",
        OWN_WORDS,
        *FINDING,
        "内容加密保存",
        'button "提交"',
        "status",
    )
