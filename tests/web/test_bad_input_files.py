"""Files that are large, strange or harmful; lines that are slow, cut or gone: the report stands, and it is said."""

import hashlib
import io
import random
import zlib

import pillow_heif
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.support.evidence import Tus, document, picture, telling_png
from tests.web.browsing import PHONE, send, watched
from tests.web.standing import begun, drafts_of, fetched, standing

pytestmark = pytest.mark.slow
FIRST_SCREEN_BYTES = 67_000  # the forms and their words included; headers once, for HTTP/2 packs those that come again
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 31_000, "uploadThroughput": 31_000}  # 250 kbit/s
NOISE = (
    "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_FAILED",
    "net::ERR_CONNECTION_RESET",
    "net::ERR_EMPTY_RESPONSE",
    "registration blocked",
)
FIRST_VISIT = {**PHONE, "service_workers": "block"}


@pytest.fixture(scope="module")
def site(sqlite_databases, tmp_path_factory, relay_key, argon2_cost, now):
    with standing(sqlite_databases, tmp_path_factory.mktemp("var"), relay_key, argon2_cost, now) as site:
        yield site


def noise(side, form, **options):
    """A picture that cannot be made small."""
    pixels = random.Random(side).randbytes(side * side * 3)  # noqa: S311 - a test's picture
    out = io.BytesIO()
    pillow_heif.register_heif_opener()
    Image.frombytes("RGB", (side, side), pixels).save(out, form, **options)
    return out.getvalue()


def choose(phone, *files):
    given = [{"name": name, "mimeType": kind, "buffer": content} for name, kind, content in files]
    phone.page.get_by_label("添加照片或文件").set_input_files(given)
    expect(phone.page.get_by_label("添加照片或文件")).to_be_enabled(timeout=60_000)


def to_preview(phone):
    phone.press("看一看再提交")
    expect(phone.page.get_by_role("heading", name="承办人会看到这些")).to_be_focused()


def arrived(phone, count=1):
    expect(phone.page.get_by_text("已送达")).to_have_count(count, timeout=90_000)


def quiet(phone):
    """The browser's own words about a network that the test took away."""
    phone.complaints = [one for one in phone.complaints if not any(word in one for word in NOISE)]


def bomb(side=60_000):
    """A picture of a few bytes that would fill a memory."""

    def chunk(kind, data):
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    size = side.to_bytes(4) * 2 + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def test_a_photo_of_thirty_megabytes_is_made_small_on_the_phone(site, browser, tmp_path):
    photo = tmp_path / "IMG_0001.png"
    photo.write_bytes(noise(3300, "PNG", compress_level=0))
    assert photo.stat().st_size > 30 * 1024 * 1024
    sent = []
    with watched(browser, site.base_url, PHONE) as phone:
        begun(phone)
        phone.page.on("request", lambda one: sent.append(int(one.headers.get("upload-length", 0))))
        phone.page.get_by_label("添加照片或文件").set_input_files(photo)
        phone.sees("正在处理")
        to_preview(phone)
        phone.sees("IMG_0001.png")
        send(phone)
        arrived(phone)
        assert 0 < max(sent) < 12 * 1024 * 1024
        seen = Image.open(io.BytesIO(site.file(site.report(phone.reference))))
        assert max(seen.size) == 2560


def test_a_picture_that_the_browser_cannot_draw_is_sent_as_it_is_and_that_is_said(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        begun(phone)
        choose(phone, ("IMG_0002.heic", "image/heic", picture("HEIF")), ("透明.png", "image/png", picture("PNG")))
        phone.sees("这台手机没法处理这个文件")
        phone.sees("已在手机上去掉拍摄地点等信息")
        phone.looks()
        to_preview(phone)
        send(phone)
        arrived(phone, 2)
        report = site.report(phone.reference)
        assert [one["name"] for one in report["evidence"]] == ["IMG_0002.jpg", "透明.jpg"]


def test_what_is_transparent_is_white_on_the_way_and_not_black(site, browser):
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    with watched(browser, site.base_url, PHONE) as phone:
        begun(phone)
        choose(phone, ("截图.png", "image/png", out.getvalue()))
        to_preview(phone)
        send(phone)
        arrived(phone)
        seen = Image.open(io.BytesIO(site.file(site.report(phone.reference))))
        assert seen.getpixel((20, 20)) >= (250, 250, 250)


def test_harmful_and_broken_files_are_refused_in_words_and_the_report_with_the_rest_stands(site, browser):
    zipped = document() + b"PK\x03\x04" + bytes(40) + b"PK\x05\x06" + bytes(18)
    with watched(browser, site.base_url, PHONE) as phone:
        begun(phone)
        choose(
            phone,
            ("作业.jpg", "image/jpeg", b"<script>alert(1)</script>" * 40),
            ("通知.pdf", "application/pdf", document(2)[:900]),
            ("炸弹.png", "image/png", bomb()),
            ("夹带.pdf", "application/pdf", zipped),
            ("空.pdf", "application/pdf", b""),
            ("好的.png", "image/png", telling_png("拍摄于某处")),
        )
        to_preview(phone)
        send(phone)
        arrived(phone)
        expect(phone.page.get_by_text("没有接受")).to_have_count(5)
        for words in ("以内容为准", "文件已损坏", "像素、页数或时长过多", "同时是两种文件", "没有内容"):
            phone.sees(words)
        phone.looks()
        assert [one["name"] for one in site.report(phone.reference)["evidence"]] == ["好的.jpg"]


def test_what_is_too_large_and_the_eleventh_file_are_named_at_once(site, browser, tmp_path):
    large = [tmp_path / "录像.pdf", tmp_path / "巨大.heic"]
    for each in large:
        with each.open("wb") as file:
            file.truncate(51 * 1024 * 1024)
    with watched(browser, site.base_url, PHONE) as phone:
        begun(phone)
        phone.page.get_by_label("添加照片或文件").set_input_files(large)
        phone.sees("“录像.pdf”超过 50 MB。")
        phone.sees("“巨大.heic”超过 50 MB。")
        expect(phone.page.locator(".file-list li")).to_have_count(0)
        many = [{"name": f"{number}.png", "mimeType": "image/png", "buffer": picture("PNG")} for number in range(1, 12)]
        phone.page.get_by_label("添加照片或文件").set_input_files(many)
        phone.sees("“11.png”没有加上：最多 10 个。")
        expect(phone.page.locator(".file-list li")).to_have_count(10)
        expect(phone.page.get_by_label("添加照片或文件")).to_have_count(0)
        phone.looks()


@pytest.mark.parametrize("profile", [PHONE, FIRST_VISIT], ids=["worker", "first visit"])
def test_a_photo_taken_without_network_is_kept_and_sent_when_the_network_is_back(site, browser, profile):
    with watched(browser, site.base_url, profile) as phone:
        draft = begun(phone)
        fetched(phone)
        if profile is PHONE:  # the browser itself complains of a worker whose script it was still fetching
            phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        phone.page.context.set_offline(True)
        choose(phone, ("没网.png", "image/png", picture("PNG", (32, 32))))
        phone.sees("已在手机上去掉")
        to_preview(phone)
        phone.press("提交")
        phone.press("有网络时自动提交")
        phone.sees("现在还没有送出")
        context = phone.page.context
        phone.page.close(run_before_unload=False)
        phone.page = context.new_page()
        context.set_offline(False)
        phone.open("/?lang=zh-Hans")
        phone.sees("已送出，回执码还没确认存好")
        while drafts_of(phone)[0]["files"][0]["state"] == "waiting":
            phone.page.wait_for_timeout(200)
        [kept] = drafts_of(phone)
        assert kept["id"] == draft["id"]
        assert [one["state"] for one in site.report(kept["filed"]["reference"])["evidence"]] == ["ready"]
        quiet(phone)


def offsets_of(phone):
    """Where each request that sends bytes of a file begins, as they are made; None: a file is begun."""
    offsets = []

    def hear(request):
        if request.method in ("PATCH", "POST") and "/evidence" in request.url:
            offsets.append(int(request.headers["upload-offset"]) if request.method == "PATCH" else None)

    phone.page.on("request", hear)
    return offsets


def test_an_upload_that_is_cut_while_the_phone_sleeps_goes_on_where_it_was_and_ends_the_same(site, browser):
    photo = noise(600, "HEIF", quality=90)
    with watched(browser, site.base_url, PHONE) as phone:
        begun(phone)
        choose(phone, ("长.heic", "image/heic", photo))
        to_preview(phone)
        offsets, client = offsets_of(phone), phone.page.context.new_cdp_session(phone.page)

        def cut(route):
            """Half of it arrives; then the phone sleeps, and hears no answer."""
            if route.request.method != "PATCH" or offsets.count(0) > 1 or offsets[-1]:
                route.continue_()
            else:
                route.fetch(post_data=photo[: len(photo) // 2])
                client.send("Page.setWebLifecycleState", {"state": "frozen"})
                route.abort("connectionreset")

        phone.page.route("**/reports/mine/evidence/*", cut)
        receipt = send(phone)
        phone.page.wait_for_timeout(500)
        client.send("Page.setWebLifecycleState", {"state": "active"})
        arrived(phone)
        quiet(phone)
        assert offsets == [None, 0, len(photo) // 2]
        Tus(site.app.test_client(), receipt).send(photo, "长.heic")
        report = site.report(phone.reference)
        resumed, whole = (hashlib.sha256(site.file(report, position)).hexdigest() for position in (0, 1))
        assert resumed == whole


def test_on_a_slow_line_the_first_screen_is_small_and_the_words_go_before_the_photos(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        client, sizes, heads, asked = phone.page.context.new_cdp_session(phone.page), [], [], []
        client.send("Network.enable")
        client.send("Network.emulateNetworkConditions", SLOW)
        client.on("Network.dataReceived", lambda one: sizes.append(one["encodedDataLength"]))
        client.on("Network.responseReceived", lambda one: heads.append(one["response"]["encodedDataLength"]))
        phone.open("/")
        phone.page.get_by_role("button", name="没有，我要反映问题").click()
        assert len(heads) > 20
        assert sum(sizes) + max(heads) <= FIRST_SCREEN_BYTES, (sum(sizes), max(heads), sizes)
        phone.sees("您想反映什么？")
        client.send("Network.emulateNetworkConditions", {**SLOW, "downloadThroughput": -1, "latency": 0})
        begun(phone, text="先送文字。")
        choose(phone, ("慢.png", "image/png", noise(100, "PNG")))
        to_preview(phone)
        phone.page.on("request", lambda one: asked.append((one.method, one.url.rpartition("/reports")[2])))
        send(phone)
        arrived(phone)
        assert [path for method, path in asked if method == "POST" and "challenges" not in path][:2] == [
            "",
            "/mine/evidence",
        ]


def test_files_added_while_following_are_checked_too_and_go_on_after_a_cut(site, browser, tmp_path):
    with watched(browser, site.base_url, PHONE) as phone:
        begun(phone)
        to_preview(phone)
        receipt = send(phone)
        phone.press("现在就看进度")
        phone.page.get_by_label("回执码").fill(receipt)
        phone.press("查看")
        phone.sees("已收到您的举报。")
        phone.page.context.set_offline(True)
        phone.page.clock.install()
        phone.page.get_by_label("添加照片或文件").set_input_files(
            [
                {"name": "坏.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 nothing"},
                {"name": "补充.png", "mimeType": "image/png", "buffer": picture("PNG", (16, 16))},
            ]
        )
        phone.sees("补充.png")
        while phone.page.get_by_text("没有传完").count() < 2:
            phone.page.clock.run_for(30_000)  # what waits for another attempt
            phone.page.wait_for_timeout(20)
        phone.looks()
        phone.page.context.set_offline(False)
        phone.press("再试一次")
        phone.sees("已收到的文件")
        phone.sees("没有接受")
        phone.looks()
        assert [one["name"] for one in site.report(phone.reference)["evidence"]] == ["补充.jpg"]
        quiet(phone)
