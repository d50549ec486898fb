"""How the pages stand on every screen: narrow, enlarged, from right to left, and without a finger or a mouse."""

import pytest
from playwright.sync_api import expect

from tests.support.phone import homework
from tests.web.browsing import NARROW, PATIENCE_MS, Watched, watched
from tests.web.desk_tour import desk_screens
from tests.web.tour import PSEUDO, Tour, phone_screens

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
ROLES = (OFFICER, "supervisor-410000", "administrator")
STATUSES = ("submitted", "awaiting_reporter", "resolved")
WINDOWS = {
    "a narrow phone": (320, 640, "100%"),
    "a phone with letters of twice the size": (390, 844, "200%"),
    "a desk enlarged to 200 %": (640, 450, "100%"),
}
OVERLAPPING = """() => {
  const within = (box, { left, top, right, bottom }) => {
    const [x, y] = [Math.max(box.left, left), Math.max(box.top, top)];
    return { left: x, top: y, right: Math.min(box.right, right), bottom: Math.min(box.bottom, bottom) };
  };
  const seen = (one) => {  // what a part that scrolls by itself shows of it
    let box = one.getBoundingClientRect();
    for (let up = one.parentElement; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflowY !== "visible") box = within(box, up.getBoundingClientRect());
    }
    return box;
  };
  const things = "h1, h2, h3, label, a, button, input, select, textarea, summary, .badge, dt, dd, p";
  const shown = [...document.querySelectorAll(things)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".sr-only, [aria-hidden=true]"))
    .map((one) => ({ one, box: seen(one) }))
    .filter(({ box }) => box.right - box.left > 1 && box.bottom - box.top > 1);
  const beside = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1;
  const apart = (a, b) => beside(a, b) || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
  const said = (one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 30)}`;
  const found = [];
  for (const [index, { one, box }] of shown.entries()) {
    for (const other of shown.slice(index + 1)) {
      if (one.contains(other.one) || other.one.contains(one) || apart(box, other.box)) continue;
      found.push(`${said(one)} / ${said(other.one)}`);
    }
  }
  return found;
}"""
SMALL = """() => [...document.querySelectorAll("button, summary, select, textarea, label[class], a, input")]
  .filter((one) => !["radio", "checkbox", "file"].includes(one.type) && !["label", "day"].includes(one.className))
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => one.getBoundingClientRect().height < 47.5)
  .map((one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 30)}`)"""
FOCUSED = """() => {
  const one = document.activeElement;
  const name = one.labels?.[0]?.innerText ?? one.getAttribute("aria-label") ?? one.innerText ?? "";
  const around = [one, one.closest(".option, .switch, .file-button")].filter(Boolean);
  const ringed = around.some((each) => getComputedStyle(each).outlineStyle !== "none");
  const box = (one.closest(".file-button") ?? one).getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  const inSight = Boolean(top) && (one.contains(top) || top.contains(one) || Boolean(top.closest(".file-button")));
  return { name: name.trim(), isPlain: one === document.body, ringed, inSight };
}"""


@pytest.fixture
def receipts(phone, console):
    """A receipt for each of the statuses."""
    filed = {status: phone.file(homework()).json for status in STATUSES}
    officer = console(OFFICER)
    for status in STATUSES[1:]:
        case = officer.case_of(filed[status]["reference"])["id"]
        officer.move(case, 1, "accept")
        if status == "awaiting_reporter":
            officer.post(f"/cases/{case}/messages", {"text": "是哪几门课的书面作业？", "ask": True}, 2)
        else:
            officer.move(case, 2, "investigate")
            officer.end(case, 3, "resolve", outcome="partly", public_reply="经核实，学校已经减少作业。")
    return {status: said["receipt"] for status, said in filed.items()}


def stands(view, name):
    """Nothing is too wide and nothing lies on anything else, in any of the windows; on the phone all can be tapped."""
    page = view.page
    page.evaluate("scrollTo(0, 0)")
    for window, (width, height, letters) in WINDOWS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", letters)
        view.fits()
        view.complaints += [f"{name} on {window}: {pair}" for pair in page.evaluate(OVERLAPPING)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(NARROW["viewport"])
    if "/console/" not in page.url:
        view.complaints += [f"{name}: too small to tap: {one}" for one in page.evaluate(SMALL)]


def walk(browser, site, room, locale, screens):
    """Every screen of a page; what is wrong on them."""
    context = browser.new_context(locale="zh-CN", **NARROW)
    context.set_default_timeout(PATIENCE_MS)
    view = Watched(context.new_page(), site.base_url, f"{room}-{locale}-320")
    for name in screens(Tour(view.page, site.base_url, room, locale)):
        assert name == "notes" or view.page.evaluate("document.dir") == ("rtl" if locale == PSEUDO else "ltr")
        stands(view, name)
        if locale == PSEUDO:
            view.looks()
    context.close()
    return [one for one in view.complaints if "net::ERR_FAILED" not in one]


@pytest.mark.promise("W1", "in part")
@pytest.mark.promise("W3", "in part")
@pytest.mark.parametrize("locale", ["zh-Hans", PSEUDO])
def test_no_screen_is_too_wide_or_lies_on_itself_in_either_direction(site, browser, receipts, locale):
    statuses = list(receipts)
    assert walk(browser, site, "report", locale, lambda tour: phone_screens(tour, receipts)) == []
    assert (
        walk(browser, site, "console", locale, lambda tour: desk_screens(tour, site.passwords, ROLES, statuses)) == []
    )


def test_what_lies_on_something_else_or_cannot_be_seen_with_the_focus_is_found(browser):
    page = browser.new_page(**NARROW)
    page.set_content(
        "<h1>Over</h1><p style='margin-top: -3rem'>under</p><label>A <input style='outline: none'></label>"
    )
    assert page.evaluate(OVERLAPPING) == ["H1  Over / P  under"]
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == {"name": "A", "isPlain": False, "ringed": False, "inSight": True}
    page.close()


class Keyboard:
    """Somebody who has keys only; what has the focus is seen, and named."""

    def __init__(self, view):
        self.page, self.complaints = view.page, view.complaints

    def to(self, name):
        """Tab until it has the focus."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUSED)
            if not at["isPlain"] and not (at["ringed"] and at["inSight"]):
                self.complaints.append(f"the focus is not to be seen on {at['name']}")
            if name in at["name"]:
                return self
        raise AssertionError(f"no way to {name} by Tab")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, text):
        self.page.keyboard.insert_text(text)


@pytest.mark.promise("W1", "in part")
def test_a_report_is_filed_by_keyboard_alone_with_the_focus_always_in_sight(site, browser):
    with watched(browser, site.base_url, NARROW) as phone:
        keys = Keyboard(phone)
        phone.open("/")
        phone.sees("现在有人有危险吗？")  # before that the whole page has the name of its buttons
        keys.to("没有，我要反映问题").press("Enter")
        phone.at("您想反映什么？")
        keys.to("作业太多或不合规").press("Enter")
        phone.at("学校或机构在哪里？")
        for place in ("河南省", "漯河市", "源汇区"):
            phone.sees(place)
            keys.to(place).press("Enter")
        phone.at("是哪一所？")
        phone.sees("演示小学")
        keys.to("演示小学").press("Enter")
        phone.at("请回答几个问题")
        keys.to("一年级").press("ArrowDown", "ArrowDown", "ArrowDown")
        keys.to("每天差不多").press("Space")
        keys.to("每天大约").types("135")
        phone.sees("可能违反规定")
        keys.to("下一步").press("Enter")
        phone.at("还有什么要说的？")
        keys.to("您的话").types("孩子每天写到很晚。")
        keys.to("家长").press("Space")
        keys.to("看一看再提交").press("Enter")
        phone.at("承办人会看到这些")
        phone.sees("四年级")
        keys.to("提交").press("Enter")
        phone.at("已收到")
        keys.to("复制").press("Enter")
        keys.to("我已经抄好或存好").press("Space")
        expect(phone.page.get_by_label("我已经抄好或存好")).to_be_checked()
