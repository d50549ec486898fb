"""What can be said of the pages without a browser."""

import gzip
import hashlib
import json
import re
import struct
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
VENDOR = WEB / "vendor"
OURS = sorted(path for path in WEB.rglob("*.js") if VENDOR not in path.parents)
PAGES = sorted(WEB.glob("*/index.html"))
IMPORT = re.compile(r"""(?<![.\w"'])(?:import|from)\s*["']([^"']+)["']""")
LINKED = re.compile(r'(?:href|src)="(/web/[^"]+)"')
FIRST_LOAD_LIMIT = 45_000
ROOMS = ("shared", "report", "console", "api")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def imports_of(path):
    return [(path.parent / name).resolve() for name in IMPORT.findall(path.read_text(encoding="utf-8"))]


def loaded_by(page):
    """The page and every file it loads before its first screen, one language of words included."""
    found, waiting = set(), [page, WEB / "shared/words/zh-Hans.json", page.parent / "words/zh-Hans.json"]
    waiting += [WEB / link.removeprefix("/web/") for link in LINKED.findall(page.read_text(encoding="utf-8"))]
    while waiting:
        path = waiting.pop().resolve()
        if path not in found:
            found.add(path)
            waiting += imports_of(path) if path.suffix == ".js" else []
    return found


@pytest.mark.promise("W5")
def test_the_first_load_of_the_phone_page_is_light():
    sizes = {str(path): len(gzip.compress(path.read_bytes(), 6)) for path in loaded_by(WEB / "report/index.html")}
    assert sum(sizes.values()) <= FIRST_LOAD_LIMIT, sizes


@pytest.mark.promise("W4", "in part")
def test_the_phone_app_can_be_put_on_the_home_screen_and_is_called_nothing_there():
    """What browsers ask of an app that can be installed (https://web.dev/articles/install-criteria)."""
    page = (WEB / "report/index.html").read_text(encoding="utf-8")
    [linked] = re.findall(r'<link rel="manifest" href="/web/([^"]+)"', page)
    app = json.loads((WEB / linked).read_text(encoding="utf-8"))
    assert app["display"] == "standalone"
    assert app["start_url"] == app["scope"] == app["id"] == "/"
    assert {app["name"], app["short_name"]} == set(re.findall(r"<title>(.*)</title>", page))
    for icon in app["icons"]:
        file = WEB / icon["src"].removeprefix("/web/")
        assert icon["sizes"] == (size_of(file) if file.suffix == ".png" else "any")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in app["icons"]}


def size_of(picture):
    """Width x height, as the head of a PNG says them (RFC 2083, 4.1.1)."""
    head = picture.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    return "{}x{}".format(*struct.unpack(">2I", head[16:]))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_a_page_needs_nothing_that_its_policy_forbids(page):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", text)
    assert all(path.is_file() for path in loaded_by(page))


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(WEB)))
def test_a_module_is_short_checked_and_writes_no_markup_or_code_at_run_time(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("// @ts-check\n")
    assert len(text.splitlines()) <= 300
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|style=", text)
    assert not re.search(r"console\.\w+\(", text)


STORAGE = re.compile(r"localStorage|sessionStorage|document\.cookie|indexedDB|\bIDB|caches\b|openDB")


@pytest.mark.promise("A3", "in part")
def test_the_phone_page_stores_things_in_its_vault_alone():
    stores = [
        path.name for path in OURS if "console" not in path.parts and STORAGE.search(path.read_text(encoding="utf-8"))
    ]
    assert stores == ["service_worker.js", "vault.js"]  # and what anybody can fetch in the worker


def words_of(room, locale):
    return json.loads((WEB / room / f"words/{locale}.json").read_text(encoding="utf-8"))


def code_of(room):
    return "\n".join(path.read_text(encoding="utf-8") for path in OURS if path.relative_to(WEB).parts[0] == room)


@pytest.mark.promise("W3")
@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_have_the_same_words_with_the_same_gaps(room):
    chinese, english = words_of(room, "zh-Hans"), words_of(room, "en")
    assert list(chinese) == list(english)
    for key, text in chinese.items():
        assert text.strip()
        assert english[key].strip()
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(english[key])), key


@pytest.mark.promise("W3", "in part")
@pytest.mark.parametrize("room", ROOMS)
def test_every_word_of_a_page_is_used_there_and_every_word_used_is_there(room):
    code = code_of(room)
    common = "" if room != "shared" else "".join(code_of(one) for one in ROOMS)
    literal = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)*)"', code + common))
    families = set(re.findall(r"say\(`((?:[a-z_]+\.)+)\$\{", code + common))
    unused = [
        key for key in words_of(room, "en") if key not in literal and not any(key.startswith(one) for one in families)
    ]
    assert unused == []
    said = set(re.findall(r'say\(\s*"([^"]+)"', code))
    assert said
    assert said <= {*words_of("shared", "en"), *words_of(room, "en")}


def test_no_word_of_a_page_hides_one_of_all_pages():
    common = words_of("shared", "en")
    assert [key for room in ROOMS[1:] for key in words_of(room, "en") if key in common] == []


def test_vendored_files_are_the_listed_ones_and_bring_their_licence():
    listed = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    brought = {path.name for path in VENDOR.iterdir() if path.suffix in {".js", ".css"}}
    assert {row["file"] for row in listed} == brought
    for row in listed:
        content = (VENDOR / row["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"], row["file"]
        assert "Permission" in (licence := (VENDOR / row["licence_text"]).read_text()) or "Apache License" in licence
        assert row["package"]
        assert re.fullmatch(r"\d+\.\d+\.\d+", row["version"])


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.js")), ids=lambda path: str(path.relative_to(WEB)))
def test_every_import_is_a_file_of_ours(path):
    assert [found for found in imports_of(path) if not found.is_file()] == []
