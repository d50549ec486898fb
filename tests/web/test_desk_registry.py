"""The registry room: a list is checked, applied and taken back, and an entry is changed; the case page tells of it."""

import pytest
from playwright.sync_api import expect

from tests.web.browsing import DESK, PHONE, watched
from tests.web.test_rooms import enter, go

pytestmark = pytest.mark.slow
TABLE = (
    "区划代码,名称,统一社会信用代码,办学许可证号,学科类\n"
    "411102,晨星培训,9144030071526726XG,教民1411,是\n411102,坏行,123,,\n"
)


def bring(desk, text):
    desk.page.get_by_text("导入名单").click()
    desk.page.get_by_label("名单内容").select_option("institutions")
    file = {"name": "list.csv", "mimeType": "application/vnd.ms-excel", "buffer": text.encode("gb18030")}
    desk.page.get_by_label("CSV 文件").set_input_files(file)
    desk.page.get_by_role("button", name="检查", exact=True).click()


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_list_is_checked_applied_and_taken_back(site, browser, screen):
    with watched(browser, site.base_url, screen) as desk:
        enter(desk, site, "administrator", "人员")
        go(desk, "登记库", "登记库")
        expect(desk.page.locator("li.card").first).to_be_visible()
        desk.looks()
        bring(desk, TABLE)
        desk.sees("新增 1 行，修改 0 行，无变化 0 行，不能导入 1 行。")
        desk.sees("不是有效的统一社会信用代码")
        desk.page.get_by_text("看看会改什么").click()
        desk.sees("教民1411")
        desk.looks()
        for _ in range(2):  # asked once more
            desk.page.get_by_role("button", name="导入", exact=True).click()
        desk.sees("已导入 1 行，跳过 0 行。")
        desk.page.get_by_label("查什么").select_option("institutions")
        desk.page.get_by_label("按名称或代码查找").fill("9144030071526726XG")
        card = desk.page.locator("li.card").filter(has_text="晨星培训")
        expect(card).to_have_count(1)
        card.get_by_text("修改").click()
        card.get_by_label("办学许可证号").fill("教民1412")
        card.get_by_role("button", name="保存").click()
        expect(desk.page.locator("li.card").filter(has_text="教民1412")).to_have_count(1)
        desk.looks()
        for _ in range(2):
            desk.page.get_by_role("button", name="撤销这次导入", exact=True).click()
        desk.sees("已撤销 0 行，保留 1 行。")
        desk.looks()


def test_a_file_that_is_no_list_is_told_in_words(site, browser):
    with watched(browser, site.base_url, DESK) as desk:
        enter(desk, site, "administrator", "人员")
        go(desk, "登记库", "登记库")
        bring(desk, "名称\n甲\n")
        desk.sees("缺少这一列。")
        desk.looks()
