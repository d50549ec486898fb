"""Photos from the phone to the desk: made bare on the way, resumed after a cut, opened by the office alone."""

import pytest
from playwright.sync_api import expect

from tests.support.evidence import telling_png
from tests.web.browsing import DESK, PHONE, fill_in_homework, log_in, open_case, send, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"


def photo():
    return {"name": "作业.png", "mimeType": "image/png", "buffer": telling_png("拍摄于某处")}


def with_photo(phone, *files):
    fill_in_homework(phone)
    phone.page.go_back()
    phone.at("还有什么要说的？")
    phone.page.get_by_label("添加照片或文件").set_input_files(list(files) or [photo()])
    phone.sees("作业.png")
    phone.looks()
    phone.press("看一看再提交")
    phone.sees("作业.png")


@pytest.mark.promise("E1", "in part")
def test_a_photo_is_sent_after_the_report_and_opened_by_the_office(site, browser):
    with watched(browser, site.base_url, PHONE) as phone, watched(browser, site.base_url, DESK) as desk:
        with_photo(phone)
        receipt = send(phone)
        phone.sees("已送达")
        phone.looks()
        phone.press("现在就看进度")
        phone.page.get_by_label("回执码").fill(receipt)
        phone.press("查看")
        phone.sees("已收到的文件")
        phone.looks()
        log_in(desk, OFFICER, site.passwords[OFFICER])
        open_case(desk, phone.reference)
        desk.press("打开")
        frame = desk.page.frame_locator("iframe[title='作业.jpg'][sandbox='']")
        expect(frame.locator("image")).to_be_visible()
        desk.looks()


@pytest.mark.promise("E3", "in part")
def test_an_upload_that_was_cut_goes_on_by_itself(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        with_photo(phone)
        cut = []

        def lose(route):
            if route.request.method == "PATCH" and not cut:
                cut.append(route.request.url)
                route.abort()
            else:
                route.continue_()

        phone.page.route("**/reports/mine/evidence/*", lose)
        send(phone)
        phone.sees("已送达")
        assert cut
        phone.complaints = [one for one in phone.complaints if "net::ERR_FAILED" not in one]


def test_what_is_no_picture_is_refused_in_words_and_the_report_stands(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        script = {"name": "作业.jpg", "mimeType": "image/jpeg", "buffer": b"<script>alert(1)</script>" * 40}
        with_photo(phone, photo(), script)
        send(phone)
        phone.sees("没有接受")
        phone.sees("以内容为准，不看文件名")
        phone.sees("已送达")
