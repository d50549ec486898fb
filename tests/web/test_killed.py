"""W2: a phone that dies has its drafts and photos back, tells nothing to whoever takes it, and sends once."""

import random
import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect, sync_playwright

from models import Report
from tests.support.evidence import document, picture
from tests.web.browsing import OURS
from tests.web.phones import Handset, settled
from tests.web.standing import begun, drafts_of, fetched, standing

pytestmark = pytest.mark.slow
CANARY = "金丝雀canary7Q"
SEEDS = range(4)
WORDS = "老师每天布置两小时的作业，孩子写到十一点。canary "
SEALED = """async () => {
  const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const database = await asked(indexedDB.open("notes"));
  const all = await asked(database.transaction("things").objectStore("things").getAll());
  database.close();
  return all.map(({ sealed }) => [...new Uint8Array(sealed).slice(0, 64)]);
}"""
DRAWN = """async () => {
  const { openVault } = await import(%s);
  const vault = await openVault();
  const [draft] = await vault.all("draft");
  const blob = await vault.getFile(draft.files[0]);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return [...bytes.slice(-80)];
}"""


@pytest.fixture(scope="module")
def site(sqlite_databases, tmp_path_factory, relay_key, argon2_cost, now):
    with standing(sqlite_databases, tmp_path_factory.mktemp("var"), relay_key, argon2_cost, now) as site:
        yield site


@pytest.fixture
def handset(site, tmp_path):
    with sync_playwright() as playwright:
        handset = Handset(playwright, tmp_path / "handset", site.base_url)
        handset.folder.mkdir()
        yield handset
        handset.end()


def reports_in(site):
    with site.app.extensions["jianfu"].world.engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(Report))


def gone_on(handset):
    """The phone is switched on again, and the draft taken up where it was left."""
    phone = handset.switched_on()
    phone.open("/?lang=zh-Hans")
    phone.page.locator(".kept-line button.row").click()
    return phone


@pytest.mark.promise("W2")
def test_a_phone_that_is_killed_while_somebody_types_has_the_draft_back_with_its_photos(handset):
    chance = random.Random(20261118)  # noqa: S311 - a test's choice
    phone, typed, photos = handset.switched_on(), "", 0
    begun(phone)
    for seed in SEEDS:
        keys, last = ("".join(chance.choices(WORDS, k=chance.randint(1, most))) for most in (20, 3))
        if seed % 2:
            given = {
                "name": f"{seed}.png",
                "mimeType": "image/png",
                "buffer": picture("PNG", (400, 300), (seed, 90, 9)),
            }
            phone.page.get_by_label("添加照片或文件").set_input_files([given])
            photos += 1
            expect(phone.page.get_by_text("已在手机上去掉")).to_have_count(photos)
        phone.page.get_by_label("您的话").press_sequentially(keys)
        settled(phone)
        if seed % 2:
            phone.page.get_by_label("您的话").press_sequentially(last)  # and nobody waits for these
        else:
            last = ""
        handset.killed()
        kept, typed = typed + keys, typed + keys + last
        phone = gone_on(handset)
        expect(phone.page.get_by_label("您的话")).to_have_value(re.compile(f"^{re.escape(kept)}"))
        found = phone.page.get_by_label("您的话").input_value()
        assert typed.startswith(found)
        typed = found
        expect(phone.page.locator(".file-list li")).to_have_count(photos)
        expect(phone.page.get_by_text("找不到了")).to_have_count(0)
        phone.page.get_by_label("您的话").press("Control+End")


def filled_in(phone):
    """A draft with the canary wherever somebody can write it; the secrets to look for, and what is sealed of them."""
    begun(phone, target={"kind": "named", "id": None, "name": CANARY})
    phone.page.get_by_label("您的话").press_sequentially(CANARY)
    telling = document(Title="canary7Q") + b"%" + CANARY.encode()
    files = [
        {"name": f"{CANARY}.png", "mimeType": "image/png", "buffer": picture("PNG", (400, 300))},
        {"name": "b.pdf", "mimeType": "application/pdf", "buffer": telling},
    ]
    phone.page.get_by_label("添加照片或文件").set_input_files(files)
    phone.sees("这台手机没法处理这个文件")
    expect(phone.page.get_by_text("正在处理")).to_have_count(0)
    drawn = bytes(phone.page.evaluate(DRAWN % OURS.format("vault.js")))
    sealed = [bytes(one) for one in phone.page.evaluate(SEALED)]
    chosen = "河南省漯河市源汇区"  # the names alone lie in the list of all divisions, which every phone keeps
    return [CANARY, "canary7Q", chosen, drawn], sealed


@pytest.mark.promise("W2")
def test_what_lies_on_the_disk_of_a_phone_tells_nothing_and_one_tap_destroys_it(handset):
    secrets, sealed = filled_in(handset.switched_on())
    assert handset.holding(secrets) == set()
    handset.killed()
    assert {found for found, _ in handset.holding([*secrets, *sealed])} <= set(sealed)
    assert handset.holding(sealed)

    phone = handset.switched_on()
    phone.open("/?lang=zh-Hans")
    phone.press("全部清除")
    phone.press("确定全部清除")
    expect(phone.page.get_by_text("这台手机上还有")).to_have_count(0)
    while handset.holding(sealed):
        phone.page.wait_for_timeout(100)
    handset.closed()
    assert handset.holding([*secrets, *sealed]) == set()


@pytest.mark.promise("W2")
def test_a_report_over_whose_sending_the_phone_died_is_sent_once(handset, site):
    phone = handset.switched_on()
    before = reports_in(site)
    begun(phone, at="preview", heading="承办人会看到这些", text="只送一次。")

    arrived = []
    fetched(phone)
    phone.page.context.set_offline(True)
    phone.press("提交")
    phone.press("有网络时自动提交")
    phone.sees("现在还没有送出")
    phone.page.route("**/api/v1/reports", lambda route: arrived.append(route.fetch().status))  # and no answer
    phone.page.context.set_offline(False)
    while not arrived:
        phone.page.wait_for_timeout(50)
    handset.killed()
    assert arrived == [201]
    assert reports_in(site) == before + 1
    phone = handset.switched_on()
    phone.open("/?lang=zh-Hans")
    phone.sees("已送出，回执码还没确认存好")
    assert reports_in(site) == before + 1
    [draft] = drafts_of(phone)
    assert site.report(draft["filed"]["reference"])["text"] == "只送一次。"
