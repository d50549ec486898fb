"""What a page complains of fails the test that looks at it."""

import pytest

from tests.support.waiting import PATIENCE_S
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
        for _ in range(PATIENCE_S * 20):
            view.fits()
            if view.complaints:
                break
            view.page.wait_for_timeout(50)


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
