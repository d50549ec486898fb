"""The registry room: a list is checked, applied and taken back, and an entry is changed; the case page tells of it."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from models import Case
from tests.support.installation import SCHOOL_ID
from tests.support.phone import Console, Phone, homework
from tests.web.browsing import DESK, PHONE, log_in, open_case, watched
from tests.web.test_rooms import enter, go

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
A_PAGE = 20
TABLE = (
    "区划代码,名称,统一社会信用代码,办学许可证号,学科类\n"
    "411102,晨星培训,9144030071526726XG,教民1411,是\n411102,坏行,123,,\n"
)


def bring(desk, text, kind="institutions"):
    desk.page.get_by_text("导入名单").click()
    desk.page.get_by_label("名单内容").select_option(kind)
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


INDICATORS = "区划代码,指标,报告期,数值\n140000,pilot_counties,2021-07,60\n140000,pilot_counties,2021-08,6\n"


def test_an_indicator_that_falls_is_confirmed_and_then_in_public(site, browser):
    with watched(browser, site.base_url, PHONE) as desk:
        enter(desk, site, "administrator", "人员")
        go(desk, "登记库", "登记库")
        bring(desk, INDICATORS, "indicators")
        desk.sees("其中 1 行的数值降幅达九成以上，请逐行核对。")
        desk.sees("从 60 降到 6，降幅达九成以上，请核对后确认。")
        expect(desk.page.locator(".answers").filter(has_text="指标").first).to_contain_text(
            "开展“双减”试点的县（市、区）"
        )
        expect(desk.page.locator(".answers").filter(has_text="pilot_counties")).to_have_count(0)
        desk.page.get_by_role("button", name="导入", exact=True).click()
        desk.sees("按下即表示您已核对无误。")
        desk.looks()
        desk.page.get_by_role("button", name="导入", exact=True).click()
        desk.sees("已导入 2 行，跳过 0 行。")
        desk.open("/progress?division_code=140000")
        expect(desk.page.get_by_role("definition").filter(has_text="2021-08")).to_have_count(1)


def test_every_line_that_is_wrong_or_has_to_be_confirmed_can_be_read(site, browser):
    """More of each than a page has; the number that falls stands after many that do not."""
    head, *_ = INDICATORS.splitlines()
    months = [f"{year}-{month:02}" for year in (2018, 2019, 2020) for month in range(1, 13)]
    grows = [f"140000,after_school_cities,{month},{100 + at}" for at, month in enumerate(months)]
    falls = [
        f"140000,after_school_cities,{year}-{month:02},{1 if month % 2 else 500}"
        for year in (2021, 2022, 2023, 2024)
        for month in range(1, 13)
    ]
    wrong = [f"140000,after_school_cities,{year},x" for year in range(1990, 2015)]
    with watched(browser, site.base_url, PHONE) as desk:
        enter(desk, site, "administrator", "人员")
        go(desk, "登记库", "登记库")
        bring(desk, "\n".join([head, *grows, *falls, *wrong, ""]), "indicators")
        desk.sees(f"其中 {len(falls) // 2} 行的数值降幅达九成以上，请逐行核对。")
        box = desk.page.locator("section.registered")
        said = box.get_by_text("降幅达九成以上，请核对后确认。")
        expect(said).to_have_count(A_PAGE)
        desk.looks()
        refused, doubtful = box.get_by_role("button", name="下一页", exact=True).all()[:2]
        expect(box.get_by_text(f"共 {len(wrong)} 行。")).to_be_visible()
        expect(box.get_by_text(f"共 {len(falls) // 2} 行。")).to_be_visible()
        doubtful.click()
        expect(said).to_have_count(len(falls) // 2 - A_PAGE)
        expect(box).to_contain_text(f"第 {len(grows) + len(falls)} 行")
        refused.click()
        expect(box).to_contain_text(f"第 {1 + len(grows) + len(falls) + len(wrong)} 行")
        desk.looks()
        box.get_by_role("button", name="回到开头", exact=True).first.click()
        expect(box).to_contain_text(f"第 {2 + len(grows) + len(falls)} 行")


def test_one_school_is_added_by_hand(site, browser):
    with watched(browser, site.base_url, DESK) as desk:
        enter(desk, site, "administrator", "人员")
        go(desk, "登记库", "登记库")
        new = desk.page.locator("details.card").filter(has_text="新增一个")
        new.get_by_text("新增一个").click()
        new.get_by_label("名称").fill("新学校")
        new.get_by_label("区划代码").fill("410000")
        desk.press("保存")
        desk.sees("请选择一个县（市、区）或功能区。")
        desk.looks()
        new.get_by_label("区划代码").fill("411102")
        desk.press("保存")
        expect(desk.page.locator("li.card").filter(has_text="新学校")).to_have_count(1)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_school_is_given_an_office_of_its_own_and_back_to_that_of_its_place(site, browser, screen):
    def office_of_reports():
        place = {"division_code": "411102", "school_id": school["id"]}
        return Phone(site.app.test_client()).file(homework(place=place)).json["office"]["division_code"]

    administrator = Console(site.app.test_client(), "administrator", site.passwords["administrator"])
    (school,) = administrator.get("/registry/schools", q="演示小学").json["items"]
    with watched(browser, site.base_url, screen) as desk:
        enter(desk, site, "administrator", "人员")
        go(desk, "登记库", "登记库")
        card = desk.page.locator("li.card").filter(has_text="演示小学")
        card.get_by_text("修改").click()
        for name, said, office in (("411100 education", 1, "411100"), ("按所在区划确定", 0, "411102")):
            card.get_by_label("指定承办单位").select_option(label=name)
            desk.looks()
            card.get_by_role("button", name="保存").click()
            desk.sees("已保存")
            expect(card.get_by_text("已指定承办单位")).to_have_count(said)
            assert office_of_reports() == office


def test_a_file_that_is_no_list_is_told_in_words(site, browser):
    with watched(browser, site.base_url, DESK) as desk:
        enter(desk, site, "administrator", "人员")
        go(desk, "登记库", "登记库")
        bring(desk, "名称\n甲\n")
        desk.sees("缺少这一列。")
        desk.looks()


def file(site, **place):
    filed = Phone(site.app.test_client()).file(homework(place={"division_code": "411102", **place}))
    return filed.json["reference"]


def test_an_officer_suggests_a_name_and_an_administrator_registers_it(site, browser):
    reference = file(site, target_name="新华路那个学校")
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        open_case(desk, reference)
        card = desk.page.locator(".registered")
        card.get_by_text("建议登记").click()
        card.get_by_label("名称").fill("新华路小学")
        desk.press("交给管理员")
        desk.sees("已建议登记，等待管理员处理：")
        desk.looks()
        case_at = desk.page.url
        desk.press("退出")
        enter(desk, site, "administrator", "人员")
        go(desk, "登记库", "登记库")
        desk.sees("办理人员建议登记的单位")
        desk.looks()
        desk.press("登记")
        expect(desk.page.locator("li.card").filter(has_text="新华路小学")).to_have_count(1)
        expect(desk.page.get_by_text("办理人员建议登记的单位")).to_have_count(0)
        desk.press("退出")
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.page.goto(case_at)
        expect(desk.page.locator(".registered")).to_contain_text("新华路小学")


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_what_else_is_open_at_the_same_school_is_listed_beside_the_case(site, browser, screen, engine):
    references = [file(site) for _ in range(12)]
    with engine.begin() as connection:  # as officers found out, one after the other
        connection.execute(sa.update(Case).values(school_id=SCHOOL_ID, join_key=None))
    with watched(browser, site.base_url, screen) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        open_case(desk, references[0])
        card = desk.page.locator(".registered")
        expect(card).to_contain_text("11 件")
        card.get_by_text("11 件").click()
        expect(card.locator("li")).to_have_count(10)
        desk.looks()
        card.get_by_role("button", name="下一页").click()
        expect(card.locator("li")).to_have_count(1)
        card.locator("li a").click()
        desk.at("学校作业")
        assert desk.page.locator(".registered").inner_text().count("11 件") == 1


def test_names_that_wait_are_turned_over_and_the_last_of_a_page_leads_back(site, browser):
    officer = Console(site.app.test_client(), OFFICER, site.passwords[OFFICER])
    for number in range(A_PAGE + 1):
        case = officer.case_of(file(site, target_name=f"学校{number}"))["id"]
        named = {"target_kind": "school", "name": f"第{number}小学"}
        assert officer.post(f"/cases/{case}/registry_suggestion", named).status_code == 204
    with watched(browser, site.base_url, DESK) as desk:
        enter(desk, site, "administrator", "人员")
        go(desk, "登记库", "登记库")
        cards = desk.page.locator("li.card").filter(has_text="不登记")
        expect(cards).to_have_count(A_PAGE)
        desk.looks()
        desk.page.get_by_role("button", name="下一页").first.click()
        expect(cards).to_have_count(1)
        desk.looks()
        for _ in range(2):  # asked once more
            cards.get_by_role("button", name="不登记", exact=True).click()
        expect(cards).to_have_count(A_PAGE)
        expect(desk.page.get_by_role("button", name="回到开头")).to_have_count(0)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_case_about_an_institution_says_what_the_registry_knows(site, browser, installed, screen):
    administrator = Console(site.app.test_client(), "administrator", site.passwords["administrator"])
    art = installed.institutions["art"]
    known = {"licence_number": "教民1411", "converted_on": "2021-12-01", "teaches_subjects": True}
    change = {"office_id": None, "approving_division_code": "140000", **known}
    assert administrator.put(f"/registry/institutions/{art.id}", change).status_code == 200
    reference = file(site, institution_id=art.id)
    with watched(browser, site.base_url, screen) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        open_case(desk, reference)
        card = desk.page.locator(".registered")
        for said in ("教民1411", "2021", "未登记", "0 件"):
            expect(card).to_contain_text(said)
        card.get_by_text("最高可收多少").click()
        expect(card).to_contain_text("17.6 元")
        desk.looks()


CALENDAR = "区划代码,开始日期,结束日期,时段\n411102,2026-11-09,2026-11-13,假期\n"
PRICES = "411100,offline,compulsory,45,1,9,30,2026-01-01\n411100,offline,compulsory,45,10,,20,2026-01-01\n"
COLUMNS = "division_code,mode,price_stage,minutes,smallest,largest,yuan,effective_from\n"


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_calendars_and_prices_that_were_brought_are_shown_and_taken_out(site, browser, screen):
    administrator = Console(site.app.test_client(), "administrator", site.passwords["administrator"])
    number = "区划代码,指标,报告期,数值,出处\n140000,pilot_counties,2021-07,1060,教育厅\n"
    for kind, text in (("calendars", CALENDAR), ("prices", COLUMNS + PRICES), ("indicators", number)):
        made = administrator.client.post(
            f"/api/v1/registry/imports?list_kind={kind}",
            data=text.encode(),
            headers=administrator.headers | {"Content-Type": "text/csv"},
        ).json
        assert administrator.post(f"/registry/imports/{made['id']}/application", None).status_code == 200
    with watched(browser, site.base_url, screen) as desk:
        enter(desk, site, "administrator", "人员")
        go(desk, "登记库", "登记库")
        for name, shown, remove in (
            ("校历", "2026年11月9日 – 2026年11月13日", "删除这一段"),
            ("指导价", "30 元／45 分钟", "删除这张价格表"),
            ("“双减”进展数值", "1,060", "删除这个数值"),
        ):
            box = desk.page.locator("details.card").filter(has=desk.page.locator("summary", has_text=name))
            box.locator("summary", has_text=name).click()
            expect(box).to_contain_text(shown)
            desk.looks()
            for _ in range(2):
                box.get_by_role("button", name=remove).first.click()
            expect(box).to_contain_text("还没有导入过")
        desk.looks()
    assert administrator.get("/registry/prices").json["items"] == []
    assert administrator.get("/programme", division_code="140000").json["items"] == []
