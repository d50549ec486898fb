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
