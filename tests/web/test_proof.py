"""A11 on the phone: a proof of filing is saved by whoever understands what it gives away, and is genuine."""

import json
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from tests.web.browsing import PHONE, fill_in_homework, send, watched

pytestmark = pytest.mark.slow


@pytest.mark.promise("A11")
def test_a_proof_is_saved_after_a_warning_and_anyone_can_have_it_verified(site, browser, app):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone, text="每天写到十一点。")
        send(phone)
        page = phone.page
        assert page.get_by_text("谁看到这个文件，谁就知道是您写的。").count() == 0
        page.get_by_text("提交凭证").click()
        expect(page.get_by_text("谁看到这个文件，谁就知道是您写的。")).to_be_visible()
        assert page.get_by_role("link", name="保存凭证").count() == 0
        page.get_by_label("我明白这一点").check()
        link = page.get_by_role("link", name="保存凭证")
        phone.looks()
        written = unquote(link.get_attribute("href").partition(",")[2])
    proof = json.loads(written)
    assert proof["report"]["text"] == "每天写到十一点。"
    answer = app.test_client().post("/api/v1/acknowledgements/verification", json=proof)
    assert answer.json == {"is_genuine": True}
