"""Every screen of the phone, one after another, in any language: whoever walks along looks at each as they please."""

import json
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

WEB = Path(__file__).parents[2] / "web"
PSEUDO = "ar-XB"
OWN_WORDS = "孩子每天写到十一点，我叫张晓明，四年级三班，电话 13800138000。"
NO_ANSWER = "**/api/v1/reports"


def words(locale, room):
    """`say(code, **params)`: the words of a page as it shows them."""
    texts = {}
    for where in ("shared", room):
        name = "en" if locale == PSEUDO else locale
        texts |= json.loads((WEB / where / "words" / f"{name}.json").read_text(encoding="utf-8"))

    def say(code, **params):
        text = texts[code].format(**params)
        return f"\u202e{text}\u202c" if locale == PSEUDO else text

    return say


def photo():
    """A picture as a phone would take it, only smaller."""
    kept = BytesIO()
    Image.radial_gradient("L").convert("RGB").save(kept, "JPEG")
    return {"name": "IMG_20261118_193201_作业本照片.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


class Tour:
    """One page and the language in which it is walked through."""

    def __init__(self, page, base_url, room, locale="zh-Hans"):
        self.page, self.base_url, self.locale = page, base_url, locale
        self.say = words(locale, room)

    def open(self, path):
        """Afresh, as from a link; the fragment alone would not load the page again."""
        address, _, screen = path.partition("#")
        self.page.goto("about:blank")
        self.page.goto(f"{self.base_url}{address}?lang={self.locale}{screen and f'#{screen}'}")
        self.settled()

    def service_says(self, code):
        """A word of the service: it knows no pseudo-locale."""
        name = "en" if self.locale == PSEUDO else self.locale
        texts = (WEB.parent / "policy" / "data" / "words" / f"{name}.json").read_text(encoding="utf-8")
        return json.loads(texts)[code]

    def press(self, code, **params):
        self.page.get_by_role("button", name=self.say(code, **params), exact=True).first.click()

    def choose(self, code, value):
        """One of a list, which may be folded away where there is little room."""
        self.page.locator(".filter-box:not([open]) > summary").evaluate_all("all => all.forEach((one) => one.click())")
        self.page.get_by_label(self.say(code), exact=True).select_option(value)

    def at(self, code):
        expect(self.page.get_by_role("heading", level=1, name=self.say(code))).to_be_visible()
        self.settled()

    def settled(self):
        """Nothing is on its way any more."""
        self.page.locator("h1").first.wait_for()
        expect(self.page.locator(".waiting")).to_have_count(0)

    def unfold(self):
        """Open whatever is folded away."""
        self.page.locator("details:not([open]) > summary").evaluate_all("all => all.forEach((one) => one.click())")
        self.settled()


def beginning(tour):
    """The first screens of the phone, up to where it happened."""
    page = tour.page
    tour.open("/")
    yield "start"
    tour.press("start.yes")
    tour.at("help.title")
    yield "danger"
    tour.press("back")
    tour.press("start.pupil")
    tour.at("pupil.title")
    yield "pupil"
    tour.open("/")
    tour.press("start.no")
    tour.at("about.title")
    yield "about"
    page.locator(".row").first.click()
    tour.at("where.title")


def placing(tour):
    """The place, by taps and by name, then which school."""
    page = tour.page
    page.locator(".tile").first.wait_for()
    yield "where"
    page.get_by_role("button", name="河南省").click()
    page.get_by_role("button", name="漯河市").click()
    page.get_by_role("button", name="源汇区").wait_for()
    yield "where-county"
    page.get_by_role("searchbox").fill("区")
    page.locator(".rows .row").first.wait_for()
    yield "where-found"
    page.get_by_role("searchbox").fill("没有这个地方")
    page.get_by_text(tour.say("where.none")).wait_for()
    yield "where-none"
    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name="源汇区").click()
    tour.at("which.title")
    page.locator(".rows .row").first.wait_for()
    yield "which"
    page.get_by_role("searchbox").fill("演示")
    page.locator(".rows .row").first.wait_for()
    yield "which-found"
    page.get_by_role("searchbox").fill("一所名字非常非常非常长的民办寄宿制九年一贯制双语实验学校东校区")
    page.get_by_text(tour.say("which.none")).wait_for()
    yield "which-named"


def answering(tour):
    """The questions, the own words, and what they look like before they are sent."""
    page = tour.page
    page.locator(".stack .button-main").click()
    tour.at("questions.title")
    yield "questions"
    tour.press("next")
    page.locator(".is-wrong").first.wait_for()
    yield "questions-refused"
    page.get_by_role("radio").nth(3).check()
    page.get_by_role("switch").check()
    page.get_by_label(tour.say("each_day")).fill("135")
    page.locator(".findings .notice-warn").first.wait_for()
    yield "questions-finding"
    tour.unfold()
    yield "questions-more"
    tour.press("next")
    tour.at("words.title")
    yield "words"
    page.get_by_role("textbox").first.fill(OWN_WORDS)
    page.get_by_role("radio").first.check()
    page.locator("input[type=file]").set_input_files(photo())
    page.locator(".file-list li").wait_for()
    yield "words-photo"
    tour.press("words.next")
    tour.at("preview.title")
    page.locator(".findings").wait_for()
    yield "preview"


def keeping(tour):
    """What a phone keeps of a report that is not sent; then other words, which tell of danger."""
    page = tour.page
    tour.open("/")
    page.locator(".kept").wait_for()
    yield "start-kept"
    tour.press("kept.wipe")
    yield "start-wipe"
    page.locator(".kept .row").first.click()
    tour.at("preview.title")
    page.locator("a[href='#/words']").first.click()
    tour.at("words.title")
    page.get_by_role("textbox").first.fill("老师在教室里打学生。")
    tour.press("words.next")
    page.locator(".help-lines").wait_for()
    yield "preview-danger"


def sending(tour):
    """A try without an answer, the queue, the receipt."""
    page = tour.page
    page.route(NO_ANSWER, lambda route: route.abort())
    tour.press("preview.send")
    page.locator(".receipt-small").wait_for()
    yield "preview-unsure"
    tour.press("preview.wait")
    tour.at("queued.title")
    page.locator(".receipt-code").wait_for()
    yield "queued"
    tour.press("queued.stop")
    tour.at("preview.title")
    page.unroute(NO_ANSWER)
    tour.press("preview.send")
    tour.at("receipt.title")
    page.locator(".receipt-picture").wait_for()
    yield "receipt"
    tour.unfold()
    yield "receipt-more"
    page.get_by_label(tour.say("receipt.kept")).check()
    tour.press("receipt.done")
    tour.at("start.title")


def following(tour, receipts):
    """The way in by a receipt, and what each of `receipts` ({status: receipt}) shows."""
    page = tour.page
    tour.open("/#/follow")
    yield "follow"
    field = page.get_by_label(tour.say("follow.label"), exact=True)
    field.fill("068J6-ZQ2JB-1D4GM-SHK5D")
    tour.press("follow.look")
    page.locator(".is-wrong").wait_for()
    yield "follow-mistyped"
    field.fill("068J6-ZQ2JB-1D4GM-SHK5D-5")
    tour.press("follow.look")
    page.locator(".notice-bad").wait_for()
    yield "follow-unknown"
    for status, receipt in receipts.items():
        tour.open("/#/follow")
        field.fill(receipt)
        tour.press("follow.look")
        page.locator(".timeline").wait_for()
        yield f"follow-{status}"
    tour.unfold()
    yield "follow-more"
    page.goto(f"{tour.base_url}/notes")
    yield "notes"


def large(tour):
    """The same in large type: the first screen, and one question a screen."""
    page = tour.page
    tour.open("/")
    tour.press("large")
    yield "large-start"
    tour.press("start.no")
    tour.at("about.title")
    page.locator(".row").first.click()
    page.get_by_role("searchbox").fill("源汇")
    page.locator(".rows .row").first.click()
    tour.at("which.title")
    yield "large-which"
    tour.press("which.skip")
    tour.at("questions.title")
    yield "large-question"
    page.get_by_role("radio").nth(3).check()
    tour.press("next")
    yield "large-days"
    tour.press("large")


def phone_screens(tour, receipts):
    """Names of all screens of the phone; each is on the page while its name is held."""
    yield from beginning(tour)
    yield from placing(tour)
    yield from answering(tour)
    yield from keeping(tour)
    yield from sending(tour)
    yield from following(tour, receipts)
    yield from large(tour)
