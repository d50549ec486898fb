"""What a page complains of fails the test that looks at it."""

import pytest

from tests.web.browsing import NARROW, watched

pytestmark = pytest.mark.slow
COMPLAINTS = {
    "console.error('aside')": "error: aside",
    "document.body.style.width = '9999px'": "px too wide",
    "document.body.innerHTML = 'x'": "TrustedHTML",
    "eval('1')": "unsafe-eval|TrustedScript",
}


def provoke(site, browser, script):
    with watched(browser, site.base_url, NARROW) as view:
        view.open("/#/follow")
        view.at("查看进度和答复")
        view.page.evaluate(f"setTimeout(() => {{ {script} }})")
        view.page.wait_for_timeout(200)
        view.fits()


@pytest.mark.parametrize("script", COMPLAINTS)
def test_a_page_that_complains_fails_its_test(site, browser, script):
    with pytest.raises(AssertionError, match=COMPLAINTS[script]):
        provoke(site, browser, script)


def leave_out_what_a_picture_shows(site, browser):
    with watched(browser, site.base_url, NARROW) as view:
        view.open("/#/follow")
        view.at("查看进度和答复")
        view.page.evaluate("document.querySelector('main').append(new Image(9, 9))")
        view.looks()


def test_a_page_that_cannot_be_read_aloud_fails_its_test(site, browser):
    with pytest.raises(AssertionError, match="axe image-alt"):
        leave_out_what_a_picture_shows(site, browser)
