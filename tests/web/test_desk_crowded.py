"""The desk on a bad day: three hundred open cases, names as long as they may be, light and dark, on every width."""

import random

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from models import Case, Office, Report, School
from policy.vocabulary import Status
from tests.services.test_queue_is_complete import case
from tests.support.installation import SCHOOL_ID
from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, PHONE, log_in, watched
from tests.web.test_looks import OVERLAPPING

pytestmark = pytest.mark.slow
OFFICER, SUPERVISOR, ADMINISTRATOR = "officer-411102-education", "supervisor-410000", "administrator"
MANY = 300
LONG = "某某自治州某某经济技术开发区（高新技术产业园区）教育体育和校外培训综合监督管理局受理中心" * 2
SCHOOL = "某某市某某区第一百二十三中学附属实验学校（九年一贯制）东校区Experimental-School-No123" * 2


@pytest.fixture
def crowded(engine, installed, phone):
    """So many open cases of one office, and the id of a last one with long words in it."""
    chance = random.Random(300)  # noqa: S311 - rows, no secrets
    office = installed.offices["411102", "education"].id
    rows = [case(chance, {"411102": office}, [None]) for _ in range(MANY)]
    for row in rows:
        row |= {"status": Status.SUBMITTED.value, "matter": "homework", "alerted_office_id": None}
    with engine.begin() as connection:
        connection.execute(sa.insert(Case.__table__), rows)
        connection.execute(sa.update(Office).values(name=LONG[:100]))
        connection.execute(sa.update(School).where(School.id == SCHOOL_ID).values(name=SCHOOL[:100]))
    filed = phone.file(homework(place={"school_id": SCHOOL_ID}, text="长" * 300)).json
    with engine.connect() as connection:
        return connection.scalar(sa.select(Report.case_id).where(Report.reference == filed["reference"]))


def stands(desk):
    desk.looks()
    desk.complaints += desk.page.evaluate(OVERLAPPING)


def go(desk, room):
    desk.page.get_by_role("navigation", name="菜单").get_by_role("link", name=room, exact=True).click()
    desk.at(room)
    expect(desk.page.get_by_text("正在读取")).to_have_count(0)
    stands(desk)


LOOKS = [(NARROW, "dark"), (PHONE, "light"), (DESK, "dark")]
"""The other half of them is what every other test looks at."""


@pytest.mark.parametrize(("profile", "scheme"), LOOKS, ids=["320 px dark", "390 px light", "1280 px dark"])
def test_three_hundred_cases_and_the_longest_names_stand_in_light_and_dark(site, browser, crowded, profile, scheme):
    with watched(browser, site.base_url, profile | {"color_scheme": scheme}) as desk:
        desk.name += f"-{scheme}"
        log_in(desk, OFFICER, site.passwords[OFFICER])
        expect(desk.page.locator(".case-line")).to_have_count(25)
        stands(desk)
        desk.open(f"/console/#/cases/{crowded}")
        desk.at("学校作业")
        desk.page.get_by_text("更多操作").click()
        desk.press("转交其他单位")
        expect(desk.page.get_by_role("group", name="交给哪个单位").get_by_role("radio").first).to_be_visible()
        stands(desk)
        go(desk, "我的账号")
        desk.press("退出")
        log_in(desk, SUPERVISOR, site.passwords[SUPERVISOR])
        go(desk, "下级单位")
        desk.press("退出")
        desk.page.get_by_label("用户名").fill(ADMINISTRATOR)
        desk.page.get_by_label("密码").fill(site.passwords[ADMINISTRATOR])
        desk.press("登录")
        desk.at("人员")
        stands(desk)
        go(desk, "单位")
