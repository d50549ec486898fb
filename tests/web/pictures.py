"""`make screenshots`: every screen of both pages as a picture, from a demo that is made for it and thrown away.

All of them go to `.screens/`; the four that README shows go to `docs/pictures/`, small enough for a slow line.
"""

import json
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.support.served import ROOT, serving
from tests.web.browsing import ARGUMENTS, CHROMIUM, PATIENCE_MS, SCREENS
from tests.web.desk_tour import desk_screens
from tests.web.tour import PSEUDO, Tour, phone_screens

SHOWN = ROOT / "docs" / "pictures"
LARGEST_BYTES = 120_000
WIDTHS = {320: 640, 390: 844, 1280: 900}
SCHEMES = ("light", "dark")
LOOKS = {"zh-Hans": [(width, scheme) for width in WIDTHS for scheme in SCHEMES], "en": [(390, "light")]}
LOOKS[PSEUDO] = LOOKS["en"]
IN_README = {
    ("report", "questions-finding"): (390, ".findings"),
    ("report", "follow-resolved"): (390, "h1"),
    ("console", "supervisor-queue"): (1280, "h1"),
    ("console", "case-investigating"): (1280, "h1"),
}
"""Which screens, how wide, and what of each must be seen."""

STATUSES = (
    "submitted",
    "accepted",
    "investigating",
    "awaiting_reporter",
    "resolved",
    "closed",
    "declined",
    "referred_out",
)
PLACE = "411102"


def main():
    """Take all pictures, or with names (`questions queue`) those of these screens only."""
    wanted = set(sys.argv[1:])
    SCREENS.mkdir(exist_ok=True)
    SHOWN.mkdir(exist_ok=True)
    with TemporaryDirectory() as var, serving(Path(var)) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for locale in LOOKS:
            for room in ("report", "console"):
                context = browser.new_context(locale="zh-CN", device_scale_factor=1)
                context.set_default_timeout(PATIENCE_MS)
                tour = Tour(context.new_page(), served.base_url, room, locale)
                for name in screens(tour, room, served):
                    if not wanted or name in wanted:
                        take(tour, room, name)
                context.close()
        browser.close()


def screens(tour, room, served):
    """The tour of one page through the demo."""
    if room == "report":
        receipts = json.loads((served.var / "demo-receipts.json").read_text(encoding="utf-8"))
        return phone_screens(tour, {one["status"]: one["receipt"] for one in receipts})
    passwords = {one["username"]: one["password"] for one in served.logins}
    return desk_screens(tour, passwords, roles_in(served.logins), STATUSES)


def roles_in(logins):
    """An officer with a long queue, the supervisor above everybody, an administrator."""
    officer = next(one for one in logins if one["role"] == "officer" and one["division_code"] == PLACE)
    others = (next(one for one in logins if one["role"] == role) for role in ("supervisor", "administrator"))
    return [one["username"] for one in (officer, *others)]


def take(tour, room, name):
    """One screen in every look of its language."""
    page = tour.page
    for width, scheme in LOOKS[tour.locale]:
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        page.emulate_media(color_scheme=scheme)
        page.evaluate("scrollTo(0, 0)")
        file = SCREENS / f"{room}-{name}-{tour.locale}-{width}-{scheme}.png"
        whole(page, width)
        page.screenshot(path=file, full_page=True, animations="disabled")
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        shown_at, must_be_seen = IN_README.get((room, name), (None, None))
        if (tour.locale, scheme, width) == ("zh-Hans", "light", shown_at):
            page.locator(must_be_seen).first.scroll_into_view_if_needed()
            show(page, f"{room}-{name}")


def whole(page, width):
    """A window as high as the page: what sticks to an edge of the window is then where the page ends."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": height})


def show(page, name):
    """What README shows is what fits the window, as small as it can be."""
    picture = Image.open(BytesIO(page.screenshot(animations="disabled")))
    file = SHOWN / f"{name}.webp"
    picture.save(file, "WEBP", quality=80, method=6)
    size = file.stat().st_size
    assert size <= LARGEST_BYTES, f"{file.name} has {size} bytes"


if __name__ == "__main__":
    main()
