"""Back at every step, two tabs, a phone that somebody else takes up: nothing is lost, shown, or sent twice."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from models import Case
from tests.support.waiting import eventually
from tests.web.browsing import (
    DESK,
    OURS,
    PHONE,
    Watched,
    fill_in_homework,
    leave,
    log_in,
    send,
    stored_by,
    there,
    watched,
)
from tests.web.standing import drafts_of
from tests.web.test_kept import kill, reports_in, without_network_noise

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
SLOW_TO_SEAL = """(() => {
  const { encrypt } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.encrypt = async function (...given) {
    await new Promise((later) => setTimeout(later, globalThis.delay ?? 0));
    return encrypt.apply(this, given);
  };
})()"""
PRESSED = """(button) => {
  button.click();
  return [document.body.innerText.trim(), document.querySelectorAll("textarea").length, document.title];
}"""


def test_back_leads_through_every_step_and_every_choice_and_forward_again_with_what_was_said(site, browser, engine):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone)
        for heading in ("还有什么要说的？", "请回答几个问题", "是哪一所？"):
            phone.page.go_back()
            phone.at(heading)
        phone.page.go_back()
        phone.at("学校或机构在哪里？")
        phone.sees("召陵区")  # the districts of the city that was chosen
        phone.page.go_back()
        phone.page.go_back()
        phone.sees("山西省")
        phone.page.go_back()
        phone.at("您想反映什么？")
        phone.page.go_back()
        phone.sees("作业太多？违规补课？")
        assert reports_in(engine) == 0
        phone.open("/#/preview")
        phone.at("承办人会看到这些")
        for said in ("河南省漯河市源汇区", "孩子每天写到很晚。", "四年级", "家长"):
            phone.sees(said)
        send(phone)
        phone.page.go_back()
        phone.at("已收到")  # what was sent is not filled in again
        assert reports_in(engine) == 1


@pytest.mark.promise("W4", "in part")
def test_who_takes_up_the_phone_after_a_quick_exit_sees_nothing_of_what_was_written(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone)
        leave(phone)
        for path in ("/", "/#/words", "/#/preview", "/#/where"):
            phone.open(path)
            phone.sees("作业太多？违规补课？")
            phone.sees("这台手机上还有 1 份")
            visible = phone.page.locator("body").inner_text()
            assert not [said for said in ("孩子每天", "源汇", "作业太多或不合规") if said in visible]
            phone.open("/notes")
        phone.open("/")
        phone.looks()
        phone.press("看一看是什么")
        phone.page.get_by_role("button", name="作业太多或不合规").click()
        phone.sees("孩子每天写到很晚。")


@pytest.mark.promise("W4", "in part")
def test_the_quick_exit_of_a_slow_phone_is_at_once_and_what_was_written_is_hidden_all_the_same(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        phone.page.add_init_script(SLOW_TO_SEAL)
        fill_in_homework(phone)
        phone.page.evaluate("globalThis.delay = 1500")
        shown = phone.page.get_by_role("button", name="快速离开").evaluate(PRESSED)
        assert shown == ["便签", 1, phone.page.title()]  # in the moment of the press
        there(phone)
        phone.open("/#/words")
        phone.sees("这台手机上还有 1 份")
        assert "作业太多或不合规" not in phone.page.locator("body").inner_text()


@pytest.mark.promise("W4", "in part")
def test_the_quick_exit_is_not_held_back_by_a_receipt_that_nobody_has_copied_and_the_way_here_is_one_address(
    site, browser
):
    with watched(browser, site.base_url, PHONE) as phone:
        addresses = set()
        phone.page.on("framenavigated", lambda frame: addresses.add(frame.url.removeprefix(site.base_url)))
        fill_in_homework(phone)
        send(phone)
        phone.page.on("dialog", lambda dialog: phone.complaints.append(f"asked: {dialog.type}"))
        leave(phone)
        assert addresses == {"/", "/notes"}


def test_after_a_quick_exit_from_a_depth_of_choices_the_plain_page_is_there(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        phone.open("/")
        phone.press("没有，我要反映问题")
        phone.press("作业太多或不合规")
        phone.press("河南省")
        phone.press("漯河市")
        phone.page.go_back()
        phone.press("郑州市")
        leave(phone)
        phone.page.go_back()
        assert phone.page.url.endswith("/notes")


def test_drafts_of_two_tabs_are_both_kept(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        other = Watched(phone.page.context.new_page(), site.base_url, "other")
        phone.open("/")
        other.open("/")
        for view, text in ((phone, "第一个标签页。"), (other, "第二个标签页。")):
            fill_in_homework(view, text=text)
        for view, text in ((phone, "先写的。"), (other, "后写的。")):
            view.page.go_back()
            view.page.get_by_label("您的话").fill(text)
            eventually(lambda view=view, text=text: text in [one["text"] for one in drafts_of(view)])
        assert other.complaints == []
        other.page.close()
        kill(phone)
        phone.open("/")
        read = set()
        for count in (2, 1):  # what is at hand is not among the others
            phone.sees(f"这台手机上还有 {count} 份")
            phone.page.get_by_role("button", name="作业太多或不合规").first.click()
            phone.at("还有什么要说的？")
            read.add(phone.page.get_by_label("您的话").input_value())
            phone.page.go_back()
        assert read == {"先写的。", "后写的。"}
        assert {one["text"] for one in drafts_of(phone)} == read


@pytest.mark.promise("W2", "in part")
def test_a_report_that_waits_in_two_tabs_is_sent_once(site, browser, engine):
    with watched(browser, site.base_url, PHONE) as phone:
        context = phone.page.context
        context.route("**/api/v1/reports", lambda route: route.abort())
        fill_in_homework(phone)
        phone.press("提交")
        phone.press("有网络时自动提交")
        phone.at("等待网络")
        other = Watched(context.new_page(), site.base_url, "other").open("/")
        other.sees("等待网络")
        context.unroute("**/api/v1/reports")
        is_waiting = phone.page.get_by_role("heading", level=1, name="等待网络")
        while is_waiting.count():  # one tab at a time
            for view in (phone, other):
                view.page.evaluate("dispatchEvent(new Event('online'))")
            phone.page.wait_for_timeout(200)
        phone.at("已收到")
        assert reports_in(engine) == 1
        for view in (phone, other):
            view.complaints = [one for one in view.complaints if "net::ERR_FAILED" not in one]
        assert other.complaints == []


@pytest.mark.promise("W2", "in part")
def test_a_report_begun_without_a_network_finds_its_place_and_waits(site, browser, engine):
    with watched(browser, site.base_url, PHONE) as phone:
        phone.open("/")
        phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        kill(phone)
        phone.page.context.set_offline(True)
        phone.open("/")
        phone.press("没有，我要反映问题")
        phone.press("作业太多或不合规")
        phone.page.get_by_label("直接输入地名").fill("漯河市源")
        phone.sees("河南省漯河市源汇区")
        phone.page.get_by_label("直接输入地名").fill("")
        for place in ("河南省", "漯河市", "源汇区"):
            phone.press(place)
        phone.sees("现在没有网络，查不到名单")
        phone.looks()
        phone.page.get_by_label("学校或机构的名字").fill("某某小学")
        phone.press("就用“某某小学”")
        phone.page.get_by_label("四年级").check()
        phone.page.get_by_label("每天差不多").check()
        phone.page.get_by_label("每天大约").fill("135")
        phone.press("下一步")
        phone.press("看一看再提交")
        phone.press("提交")
        phone.press("有网络时自动提交")
        phone.at("等待网络")
        phone.page.context.set_offline(False)
        phone.at("已收到")
        assert reports_in(engine) == 1
        without_network_noise(phone)


def test_who_fears_the_local_office_goes_past_it_and_it_sees_nothing(site, browser, engine):
    with watched(browser, site.base_url, PHONE) as phone, watched(browser, site.base_url, DESK) as desk:
        fill_in_homework(phone)
        phone.page.locator("a[href='#/where']").click()
        phone.page.get_by_label("当地单位可能和学校熟").check()
        phone.looks()
        phone.page.get_by_role("button", name="小学").first.click()
        phone.press("下一步")
        phone.press("看一看再提交")
        phone.sees("不让它看到，交给上一级")
        send(phone)
        with engine.connect() as connection:
            assert connection.scalar(sa.select(Case.avoid_local_office)) is True
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.sees("没有符合条件的案件。")


OF_THE_WORKER = "Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations().then((all) => all.length)])"

TAKEN_AWAY = f"""async () => {{
  const {{ keepOffline, takeAway }} = await import({OURS.format("worker.js")});
  const coming = keepOffline();
  await takeAway();
  await Promise.race([coming, new Promise((later) => setTimeout(later, 100))]);
  await keepOffline();
}}"""


def wipe(phone):
    phone.press("全部清除")
    phone.press("确定全部清除")
    expect(phone.page.get_by_text("这台手机上还有")).to_have_count(0)


def test_wiping_takes_the_worker_and_its_files_away_too(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone)
        phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        phone.open("/")
        wipe(phone)
        while phone.page.evaluate(OF_THE_WORKER) != [[], 0]:
            phone.page.wait_for_timeout(50)
        assert stored_by(phone) == ""


def test_a_worker_that_comes_while_a_phone_is_wiped_or_afterwards_does_not_stay(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        phone.open("/")
        phone.page.evaluate(TAKEN_AWAY)
        assert phone.page.evaluate(OF_THE_WORKER) == [[], 0]
