"""Files of reporters on the desk: each in a frame of its own, without scripts, and never as a part of the page."""

import pytest
from playwright.sync_api import expect

from tests.support.evidence import document, picture, recording, uploader
from tests.web.browsing import DESK, log_in, open_case, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
NAMES = ("作业.jpg", "录音.ogg", "通知.pdf")


@pytest.fixture
def desk(site, browser, phone):
    """A desk with a case of three files, each opened."""
    filed, tus = uploader(phone)
    for name, data in zip(NAMES, (picture(), recording(), document()), strict=True):
        tus.send(data, name)
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        open_case(desk, filed["reference"])
        for name in NAMES:
            box = desk.page.locator(".file").filter(has_text=name)
            box.get_by_role("button", name="打开").click()
            expect(box.locator("iframe")).to_be_visible()
        yield desk


@pytest.mark.promise("E4", "in part")
def test_files_are_shown_in_frames_and_nothing_of_them_in_the_page(desk):
    frames = desk.page.locator("iframe")
    expect(frames).to_have_count(len(NAMES))
    assert sorted(frame.get_attribute("title") for frame in frames.all()) == sorted(NAMES)
    for frame in frames.all():
        is_document = frame.get_attribute("title").endswith(".pdf")  # no browser shows one in a sandbox
        assert frame.get_attribute("sandbox") == (None if is_document else "")
        assert frame.get_attribute("src").startswith("blob:")
    assert desk.page.locator(".case-body :is(img, audio, video, embed, object)").count() == 0
    shown = desk.page.frame_locator(f"iframe[title='{NAMES[0]}']").locator("image")
    expect(shown).to_be_visible()
    expect(desk.page.frame_locator(f"iframe[title='{NAMES[1]}']").locator("audio")).to_be_visible()
    desk.looks()


def test_a_file_is_saved_by_its_name_and_put_away(desk):
    box = desk.page.locator(".file").filter(has_text=NAMES[0])
    with desk.page.expect_download() as saving:
        box.get_by_role("link", name="保存").click()
    assert saving.value.suggested_filename == NAMES[0]
    box.get_by_role("button", name="收起").click()
    expect(box.locator("iframe")).to_have_count(0)


def test_a_frame_runs_nothing_even_if_a_file_were_a_page(desk):
    """The frame's document cannot run scripts, whatever it holds: its policy is the page's, and it is in a sandbox."""
    run = """() => new Promise((done) => {
      const frame = document.querySelector("iframe[sandbox]");
      const script = '<script>top.document.title = "taken"</script>';
      const page = `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>${script}</head><body/></html>`;
      frame.addEventListener("load", () => setTimeout(() => done(document.title), 200));
      frame.src = URL.createObjectURL(new Blob([page], { type: "application/xhtml+xml" }));
    })"""
    assert "taken" not in desk.page.evaluate(run)
    desk.complaints = [one for one in desk.complaints if "Blocked script execution" not in one]


@pytest.mark.promise("K6", "in part")
def test_only_the_desk_may_have_frames_and_of_its_own_making_alone(app):
    client = app.test_client()
    policies = {
        path: client.get(path).headers["Content-Security-Policy"] for path in ("/", "/console/", "/api", "/notes")
    }
    assert "frame-src blob:;" in policies.pop("/console/")
    assert all(
        "frame-src" not in policy and "data:;" not in policy.split("media-src")[1] for policy in policies.values()
    )
