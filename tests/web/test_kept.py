"""What a phone keeps: drafts after every keystroke, encrypted; what waits for a network goes out once."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from models import Report
from tests.support.evidence import telling_png
from tests.web.browsing import DESK, PHONE, fill_in_homework, log_in, open_case, send, stands_at, stored_by, watched
from tests.web.phones import WRITES, settled
from tests.web.standing import begun, drafts_of

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
CANARY = "金丝雀canary7Q"
WITHOUT = """
for (const name of ["indexedDB", "PushManager", "Notification"]) delete globalThis[name];
Object.defineProperty(globalThis, "indexedDB", { value: undefined });
for (const name of ["serviceWorker", "clipboard", "locks", "storage"]) {
  Object.defineProperty(Navigator.prototype, name, { get: () => undefined });
}
HTMLAnchorElement.prototype.click = () => undefined;
delete crypto.constructor.prototype.randomUUID;
"""

KEYS = """(() => {
  globalThis.press = (field) => {
    field.setRangeText("字", field.value.length, field.value.length, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  globalThis.nextTask = () => new Promise((later) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = later;
    port2.postMessage(null);
  });
})()"""
KEY_BY_KEY = """async (field, times) => {
  const log = [], { encrypt } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.encrypt = function (...given) { log.push("sealed"); return encrypt.apply(this, given); };
  for (let at = 0; at < times; at += 1) {
    press(field);
    await nextTask();
    log.push("next task");
    while (writes.settled < writes.typed || writes.under_way) await nextTask();
  }
  return log;
}"""
IN_A_BURST = "async (field, times) => { for (; times > 0; times -= 1) { press(field); await nextTask(); } }"


def reports_in(engine):
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(Report))


def kill(phone):
    """The page is gone as when a phone runs out of memory; the next one belongs to the same browser."""
    context = phone.page.context
    phone.page.close(run_before_unload=False)
    phone.page = context.new_page()


def without_network_noise(phone):
    phone.complaints = [one for one in phone.complaints if "net::ERR_INTERNET_DISCONNECTED" not in one]


@pytest.mark.alone  # nothing is waited for after the last key: it has to be kept before the page is gone
@pytest.mark.promise("W2")
def test_a_page_that_is_killed_after_a_keystroke_has_its_draft_back(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone, text="")
        phone.page.goto(site.base_url + "/#/words")
        for typed in ("每", "天写到", "十一点"):
            phone.page.get_by_label("您的话").press_sequentially(typed)
            expected = phone.page.get_by_label("您的话").input_value()
            kill(phone)
            phone.open("/")
            phone.page.get_by_role("button", name="作业太多或不合规").click()
            phone.at("还有什么要说的？")
            expect(phone.page.get_by_label("您的话")).to_have_value(expected)
        phone.page.reload()
        phone.at("还有什么要说的？")
        expect(phone.page.get_by_label("您的话")).to_have_value("每天写到十一点")


@pytest.mark.promise("W2")
def test_a_keystroke_begins_to_be_written_before_anything_else_happens_and_no_write_waits_in_a_queue(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        phone.page.add_init_script(WRITES)
        phone.page.add_init_script(KEYS)
        begun(phone)
        field = phone.page.get_by_label("您的话")
        assert field.evaluate(KEY_BY_KEY, 3) == ["sealed", "next task"] * 3
        phone.page.evaluate("Object.assign(writes, { count: 0, most_at_once: 0 })")
        field.evaluate(IN_A_BURST, 200)
        settled(phone)
        count, most = phone.page.evaluate("[writes.count, writes.most_at_once]")
        assert 1 <= count < 200  # keys that came while another was written were written together
        assert most == 1
        [draft] = drafts_of(phone)
        assert draft["text"] == field.input_value() == "字" * 203


@pytest.mark.promise("W2")
def test_drafts_are_encrypted_and_wiped_in_one_step(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone, text=CANARY)
        kept = stored_by(phone)
        assert len(kept) > 100
        for word in (CANARY, CANARY.encode().decode("latin1"), "411102", "homework"):
            assert word not in kept
        assert not re.search("(?<![0-9a-z])135(?![0-9a-z])", kept)  # random ids have digits, too
        phone.open("/")
        phone.sees("这台手机上还有 1 份")
        phone.looks()
        phone.press("全部清除")
        phone.press("确定全部清除")
        expect(phone.page.get_by_text("这台手机上还有")).to_have_count(0)
        phone.page.wait_for_function("() => indexedDB.databases().then((all) => all.length === 0)")


def leave_it_waiting(phone):
    """A report that is finished where there is no network."""
    fill_in_homework(phone)
    phone.page.context.set_offline(True)
    phone.press("提交")
    phone.press("有网络时自动提交")
    phone.at("等待网络")


@pytest.mark.promise("W2")
def test_a_report_without_network_is_sent_once_when_the_network_is_back(site, browser, engine):
    with watched(browser, site.base_url, PHONE) as phone:
        leave_it_waiting(phone)
        receipt = phone.page.get_by_label("回执码").inner_text().replace("\n", "")
        assert reports_in(engine) == 0
        without_network_noise(phone)
        phone.page.context.set_offline(False)
        phone.at("已收到")
        assert phone.page.get_by_label("回执码").inner_text().replace("\n", "") == receipt
        phone.page.evaluate("dispatchEvent(new Event('online'))")
        assert reports_in(engine) == 1


@pytest.mark.promise("W2")
def test_a_report_that_waited_goes_out_when_the_page_is_opened_again(site, browser, engine):
    with watched(browser, site.base_url, PHONE) as phone:
        leave_it_waiting(phone)
        without_network_noise(phone)
        kill(phone)
        phone.page.context.set_offline(False)
        phone.open("/")
        phone.sees("已送出，回执码还没确认存好")
        assert reports_in(engine) == 1


def ask(desk, site, reference):
    """The office takes the case on, and has a question."""
    log_in(desk, OFFICER, site.passwords[OFFICER])
    open_case(desk, reference)
    desk.press("签收")
    desk.press("提问")
    desk.page.get_by_label("要问举报人的问题").fill("是哪几门课？")
    desk.press("提交")
    stands_at(desk, "待补充")


@pytest.mark.promise("W2")
def test_the_journey_needs_none_of_the_features_that_a_browser_in_a_messenger_lacks(site, browser, engine):
    with watched(browser, site.base_url, PHONE) as phone, watched(browser, site.base_url, DESK) as desk:
        phone.page.add_init_script(WITHOUT)
        fill_in_homework(phone)
        assert phone.page.evaluate("[typeof indexedDB, typeof navigator.serviceWorker]") == ["undefined", "undefined"]
        phone.page.go_back()
        photo = {"name": "作业.png", "mimeType": "image/png", "buffer": telling_png("拍摄于某处")}
        phone.page.get_by_label("添加照片或文件").set_input_files([photo])
        phone.sees("已在手机上去掉")
        phone.press("看一看再提交")
        receipt = send(phone)
        phone.sees("已送达")
        assert reports_in(engine) == 1
        phone.press("复制")
        phone.page.get_by_label("我已经抄好或存好").check()
        phone.press("现在就看进度")
        phone.page.get_by_label("回执码").fill(receipt)
        phone.press("查看")
        phone.sees("已收到您的举报。")
        phone.sees("作业.jpg")
        phone.page.get_by_label("添加照片或文件").set_input_files([{**photo, "name": "补充.png"}])
        phone.sees("补充.jpg")
        ask(desk, site, phone.reference)
        phone.press("刷新")
        phone.page.get_by_label("您的回答").fill("语文和数学。")
        phone.press("发送")
        phone.sees("已收到您的补充。")


@pytest.mark.promise("W2")
def test_the_whole_page_opens_without_a_network_once_it_was_opened_with_one(site, browser, engine):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone, text="")
        phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        phone.page.reload()
        phone.at("承办人会看到这些")
        phone.page.context.set_offline(True)
        phone.page.reload()
        phone.at("承办人会看到这些")
        phone.page.go_back()
        phone.at("还有什么要说的？")
        phone.page.get_by_label("您的话").fill("没有网络时写的。")
        phone.press("看一看再提交")
        phone.sees("没有网络时写的。")
        phone.press("提交")
        phone.press("有网络时自动提交")
        phone.at("等待网络")
        kill(phone)
        phone.open("/")
        phone.sees("等待网络")
        phone.page.context.set_offline(False)
        phone.sees("已送出")
        assert reports_in(engine) == 1
        without_network_noise(phone)
