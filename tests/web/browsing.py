"""Browsers, and the two sides of the story as a person plays them: by the words on the page."""

import os
import re
from contextlib import contextmanager
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import expect

CHROMIUM = "/usr/bin/chromium"
SHELL = "/usr/bin/chromium-headless-shell"
"""The same engine without what only a window needs: a fifth of the work for each page. Debian has it apart."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NARROW = {"viewport": {"width": 320, "height": 640}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1280, "height": 900}}
REFERENCE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")
SCREENS = Path(__file__).parents[2] / ".screens"
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = """{
  iframes: false, resultTypes: ['violations'],
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
}"""
OURS = 'document.querySelector("script[type=module]").src.replace("app.js", "{}")'
"""The address of a module as the page itself loads it: another address would be another module."""
IDS_AND_NUMBERS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-Z]*[0-9][0-9A-Z-]*")
PATIENCE_MS = 30_000
"""So long a page is waited for: four browsers share a slow machine, and only a failure takes that time."""
expect.set_options(timeout=PATIENCE_MS)
EXPECTED_REFUSALS = "Failed to load resource: the server responded with a status of 4"


class LookedAt:
    """The states that axe has seen in this run of the tests, in whichever of its processes: an empty file each."""

    def __init__(self):
        self._folder = None

    def keep_in(self, folder):
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def is_new(self, *state):
        """Whether nobody was here before; from now on somebody was."""
        try:
            (self._folder / sha256(repr(state).encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


LOOKED_AT = LookedAt()


class Watched:
    """A page whose complaints are kept: what the console says, what crashes, what does not fit its width."""

    def __init__(self, page, base_url, name):
        self.page, self.base_url, self.name = page, base_url, name
        self.complaints, self.pictures = [], 0
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"crash: {error}"))

    def _hear(self, message):
        # Chromium writes every refused request as an error, also the refusals that a test provokes.
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED_REFUSALS):
            self.complaints.append(f"{message.type}: {message.text}")

    def open(self, path):
        self.page.goto(self.base_url + path)
        return self

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()
        self.fits()

    def sees(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible()
        self.fits()

    def at(self, heading):
        """The screen of this heading is there, and the heading has the focus; it is looked at."""
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_focused()
        self.looks()

    def fits(self):
        root = "document.documentElement"
        excess = self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        if excess > 0:
            self.complaints.append(f"{self.page.url} is {excess} px too wide")

    def looks(self):
        """What a person who cannot see, and one who can, would find here: axe's complaints, and a picture.

        What was looked at before, but for ids, numbers and references, is not looked at again: every state once.
        """
        self.fits()
        is_dark = self.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        html = IDS_AND_NUMBERS.sub("", self.page.locator("body").inner_html())
        if not LOOKED_AT.is_new(self.page.viewport_size["width"], is_dark, html):
            return
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(f"void {AXE}")
        self.page.evaluate("scrollTo(0, 0)")  # what is half under the header while one scrolls is not too small to tap
        for violation in self.page.evaluate(f"axe.run(document, {RULES}).then(({{ violations }}) => violations)"):
            nodes = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
            self.complaints.append(f"axe {violation['id']} at {self.page.url}: {nodes[:4]}")
        SCREENS.mkdir(exist_ok=True)
        self.pictures += 1
        picture = SCREENS / f"{self.name}-{self.pictures:02d}.png"
        self.page.screenshot(path=picture, full_page=True, scale="css")  # of twice as many dots: four times the work


@contextmanager
def watched(browser, base_url, profile):
    """A page of its own context; every complaint fails the test when it ends. Pictures are kept in `.screens`."""
    context = browser.new_context(locale="zh-CN", **profile)
    context.set_default_timeout(PATIENCE_MS)
    test = os.environ["PYTEST_CURRENT_TEST"].split("::")[-1].split(" ")[0]
    view = Watched(context.new_page(), base_url, f"{test}-{profile['viewport']['width']}")
    yield view
    context.close()
    assert view.complaints == [], view.complaints


def fill_in_homework(phone, minutes="135", text="孩子每天写到很晚。"):
    """From the first screen to the preview."""
    page = phone.page
    phone.open("/")
    phone.press("没有，我要反映问题")
    phone.at("您想反映什么？")
    phone.press("作业太多或不合规")
    phone.at("学校或机构在哪里？")
    for place in ("河南省", "漯河市", "源汇区"):
        phone.press(place)
    phone.at("是哪一所？")
    page.get_by_role("button", name="小学").first.click()
    phone.at("请回答几个问题")
    page.get_by_label("四年级").check()
    page.get_by_label("每天差不多").check()
    page.get_by_label("每天大约").fill(minutes)
    phone.sees("可能违反规定")
    phone.press("下一步")
    phone.at("还有什么要说的？")
    page.get_by_label("您的话").fill(text)
    page.get_by_label("家长").check()
    phone.press("看一看再提交")
    phone.at("承办人会看到这些")
    phone.sees("可能违反规定")


def send(phone):
    """Press send and read the receipt; `phone.reference` is the report's."""
    phone.press("提交")
    phone.at("已收到")
    phone.reference = phone.page.get_by_text(REFERENCE).inner_text()
    return phone.page.get_by_label("回执码").inner_text().replace("\n", "")


def leave(phone):
    """The quick exit; its page has the plain page's address a moment before it is the plain page."""
    phone.page.get_by_role("button", name="快速离开").click()
    there(phone)


def there(phone):
    """The plain page is loaded."""
    phone.page.wait_for_url("**/notes")
    phone.page.wait_for_function(
        "() => !document.querySelector('script')"
    )  # until then the page that was left looks like it
    expect(phone.page.get_by_role("heading", name="便签")).to_be_visible()
    phone.page.wait_for_load_state()


def stored_by(phone):
    """Everything in the phone's databases as a thief with a copy would read it, keys of the browser left out."""
    return phone.page.evaluate(STORED)


def cached_by(phone):
    """The paths of the answers that the service worker keeps, the files of the page left out."""
    urls = phone.page.evaluate(CACHED)
    paths = {url.removeprefix(phone.base_url) for url in urls}
    return {path for path in paths if not path.startswith("/web/")}


CACHED = """async () => {
  const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map((request) => request.url);
}"""
STORED = """async () => {
  const decoder = new TextDecoder("latin1");
  const asked = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const texts = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    for (const store of [...database.objectStoreNames].filter((one) => one !== "keys")) {
      const things = database.transaction(store).objectStore(store);
      texts.push(...(await asked(things.getAllKeys())).map(String));
      for (const value of await asked(database.transaction(store).objectStore(store).getAll())) {
        texts.push(JSON.stringify(value, (_, one) => one instanceof ArrayBuffer || ArrayBuffer.isView(one)
          ? decoder.decode(one) + new TextDecoder().decode(one) : one));
      }
    }
    database.close();
  }
  return texts.join("\\n");
}"""


def log_in(desk, username, password):
    """Into the console."""
    desk.open("/console/")
    desk.page.get_by_label("用户名").fill(username)
    desk.page.get_by_label("密码").fill(password)
    desk.press("登录")
    desk.at("待办案件")


def open_case(desk, reference):
    """From the queue to the case of a report."""
    desk.page.get_by_role("link").filter(has_text=reference).click()
    desk.at("学校作业")


def stands_at(desk, status):
    """The open case stands there; cases like it, shown below, may stand elsewhere."""
    expect(desk.page.locator(".badges .badge-status")).to_have_text(status)


def file_and_open(phone, desk, site, officer, **said):
    """A report of the phone, as its case stands open on the desk."""
    fill_in_homework(phone, **said)
    send(phone)
    log_in(desk, officer, site.passwords[officer])
    open_case(desk, phone.reference)
