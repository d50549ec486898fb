"""`make tour`: the pictures of docs/tour.md, each a screen of a demo that is made for it and thrown away."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from tests.support.served import ROOT, serving
from tests.web.browsing import ARGUMENTS, CHROMIUM, PATIENCE_MS
from tests.web.desk_tour import log_in
from tests.web.tour import Tour

SHOWN = ROOT / "docs" / "tour"
LARGEST_BYTES = 60_000
QUALITIES = (80, 65, 50, 35)
DESK, HIGH, PHONE = (1280, 900), (1280, 1400), (390, 844)
TRAINING = "140107"
"""Where the demo has a case about an institution that was converted."""


def case(matter):
    """To the first case of a matter in the queue of whoever is logged in."""

    def go(tour):
        ask = "matter => fetch(`/api/v1/cases?matter=${matter}&limit=1`).then(answer => answer.json())"
        [found] = tour.page.evaluate(ask, matter)["items"]
        tour.open(f"/console/#/cases/{found['id']}")
        tour.page.locator(".actions").wait_for()

    return go


def priced(tour):
    """A case about an institution, with what the registry says, and the highest price allowed."""
    case("training_price")(tour)
    tour.page.locator(".registered summary").first.click()


def room(name):
    """To a room of the console."""

    def go(tour):
        tour.open(f"/console/#/{name}")

    return go


def public(division_code):
    """To the page that everybody reads."""

    def go(tour):
        tour.page.goto(f"{tour.base_url}/progress?division_code={division_code}")

    return go


def institutions(tour):
    """The institutions of the registry."""
    tour.open("/console/#/registry")
    tour.page.get_by_label(tour.say("registry.what"), exact=True).select_option("institutions")
    expect(tour.page.locator("li.card").filter(has_text="培训").first).to_be_visible()


def brought_list(tour):
    """The list of indicators, applied, that can still be undone."""
    tour.open("/console/#/registry")
    tour.page.get_by_text(tour.say("lists.title"), exact=True).click()
    tour.page.locator("button.link-button").filter(has_text=tour.service_says("list_kind.indicators")).click()
    tour.page.get_by_text(tour.say("lists.preview")).click()


@dataclass(frozen=True)
class Stop:
    """A picture: who looks at it (None: everybody), how one gets there, what it begins with, and all it has to show."""

    name: str
    who: str | None
    go: Callable[[Tour], None]
    shows: tuple[str, ...]
    first: str = "h1"
    size: tuple[int, int] = DESK


LINES = "tbody tr:nth-of-type(2)"
"""More than one."""
REGISTERED = ("统一社会信用代码", "营改非日期", "备改审日期", "预收费专户", "元")

STOPS = (
    Stop("homework-case", "officer-411102-education", case("homework"), ("text=可能违反规定", "text=/规定 .*分钟/")),
    Stop("after-school-case", "officer-411102-education", case("after_school_service"), ("text=可能违反规定",)),
    Stop(
        "institution-case",
        f"officer-{TRAINING}-education",
        priced,
        tuple(f".registered >> text={name}" for name in REGISTERED),
        ".registered",
    ),
    Stop("institutions", "administrator", institutions, ("li.card >> nth=1",), "li.card"),
    Stop("indicators", "administrator", brought_list, ("#import", "text=/已导入 \\d+ 行/"), "#import"),
    Stop("tasks", "officer-411100-market_regulation", room("tasks"), (".task-line",)),
    Stop("departments", "supervisor-411100-education", room("coordination"), ("text=市场监管", LINES)),
    Stop("reminders", "officer-411102-education", room("reminders"), ("li.card >> nth=1", "text=催办")),
    Stop("how-offices-work", "supervisor-411100-education", room("conduct"), (LINES,)),
    Stop("figures", "supervisor-410000-education", room("figures"), (".chart canvas", LINES)),
    Stop("progress", None, public("140000"), (".indicators dd", "text=试点"), size=HIGH),
    Stop("progress-phone", None, public("411100"), (".indicators dd",), "#programme", PHONE),
)
"""In the order of docs/tour.md."""


def main():
    """Take all pictures, or with names those only."""
    SHOWN.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as var, serving(Path(var)) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        take_all(browser, served, SHOWN, set(sys.argv[1:]))
        browser.close()


def take_all(browser, served, folder, wanted=frozenset()):
    """A picture of each stop, or of those that are wanted."""
    passwords = {one["username"]: one["password"] for one in served.logins}
    context = browser.new_context(locale="zh-CN", device_scale_factor=1)
    context.set_default_timeout(PATIENCE_MS)
    tour = Tour(context.new_page(), served.base_url, "console")
    for stop in STOPS:
        if not wanted or stop.name in wanted:
            take(tour, stop, passwords, folder / f"{stop.name}.webp")
    context.close()


def take(tour, stop, passwords, file):
    """One picture: what fits the window, as small as it has to be."""
    width, height = stop.size
    tour.page.set_viewport_size({"width": width, "height": height})
    if stop.who is not None:
        log_in(tour, stop.who, passwords[stop.who])
    stop.go(tour)
    tour.settled()
    for shown in stop.shows:
        expect(tour.page.locator(shown).first).to_be_visible()
    tour.page.locator(stop.first).first.evaluate("one => one.scrollIntoView({ block: 'start' })")
    picture = Image.open(BytesIO(tour.page.screenshot(animations="disabled")))
    for quality in QUALITIES:
        picture.save(file, "WEBP", quality=quality, method=6)
        if file.stat().st_size <= LARGEST_BYTES:
            return
    raise AssertionError(f"{file.name} has {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
