"""Security headers on everything the service answers: pages, data, refusals."""

import gzip
import re

import pytest

from api.openapi import contracts
from api.pages import WEB
from tests.api.refusals import CANARY, check_problem
from tests.support.statements import failing

UNWANTED = ("camera", "geolocation", "microphone", "payment", "usb", "display-capture", "hid", "serial", "midi")
EVERYWHERE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
CSP = {
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types jianfu-worker",
}
PAGES = ["/", "/console/", "/api", "/notes", "/divisions.json", "/web/report/app.js", "/service-worker.js"]
DATA = ["/api/v1/categories", "/api/v1/reports/mine", f"/api/v1/{CANARY}", "/api/v1/cases", "/api/v1/openapi.json"]
ALIKE = ["/api/v1/categories", "/api/v1/openapi.json"]


def get(house, path):
    with house.client.get(path) as answer:
        answer.get_data()
        return answer


@pytest.mark.promise("K6", "in part")
@pytest.mark.parametrize("path", [*PAGES, *DATA, "/nowhere", "/healthz", "/readyz"])
def test_every_answer_carries_the_headers(house, path):
    headers = get(house, path).headers
    assert {name: headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    directives = {part.strip() for part in headers["Content-Security-Policy"].split(";")}
    assert directives >= CSP
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert set(headers["Permissions-Policy"].split(", ")) >= {f"{feature}=()" for feature in UNWANTED}
    assert "=*" not in headers["Permissions-Policy"]
    assert len(headers["Permissions-Policy"].split(", ")) > 20
    assert "Set-Cookie" not in headers


@pytest.mark.promise("K6", "in part")
@pytest.mark.parametrize("path", [*PAGES, *DATA, "/nowhere"])
def test_passkeys_are_made_and_asked_for_on_the_console_only(house, path):
    may = "(self)" if path == "/console/" else "()"
    for what in ("create", "get"):
        assert f"publickey-credentials-{what}={may}" in get(house, path).headers["Permissions-Policy"].split(", ")


@pytest.mark.promise("K6", "in part")
def test_every_page_and_every_file_of_a_page_carries_them_under_both_of_its_addresses(house):
    version = re.search(r"/web/([0-9a-f]{12})/", get(house, "/").get_data(as_text=True))[1]
    found = (path for path in sorted(WEB.rglob("*")) if path.is_file() and not path.name.endswith(".d.ts"))
    files = [path.relative_to(WEB).as_posix() for path in found]
    addresses = [address for one in files for address in (f"/web/{one}", f"/web/{version}/{one}")]
    assert len(addresses) > 100
    rules = house.app.url_map.iter_rules()
    pages = [rule.rule for rule in rules if not rule.rule.startswith("/api/v1") and not rule.arguments]
    assert {*PAGES} <= {*pages, *addresses}
    for path in [*pages, *addresses]:
        answer = get(house, path)
        assert answer.status_code in (200, 503), path  # /readyz: nobody relays here
        lacking = {name: value for name, value in EVERYWHERE.items() if answer.headers.get(name) != value}
        assert lacking == {}, path
        policy = answer.headers.getlist("Content-Security-Policy")
        assert len(policy) == 1, path
        assert {part.strip() for part in policy[0].split(";")} >= CSP, path
        assert "unsafe" not in policy[0], path


@pytest.mark.promise("K6")
def test_every_method_of_every_route_answers_with_them_and_data_is_not_stored(house):
    tried = 0
    for rule in house.app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "00000000-0000-4000-8000-000000000000", rule.rule)
        for method in sorted(rule.methods):
            with house.client.open(path, method=method) as answer:
                headers = answer.headers
            assert {name: headers.get(name) for name in EVERYWHERE} == EVERYWHERE, (method, path)
            assert {part.strip() for part in headers["Content-Security-Policy"].split(";")} >= CSP, (method, path)
            assert "camera=()" in headers["Permissions-Policy"], (method, path)
            assert not path.startswith("/api/v1/") or headers["Cache-Control"] == "no-store", (method, path)
            tried += 1
    assert tried > 150


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_there(house, path):
    assert get(house, path).status_code == 200


def test_the_service_worker_is_a_script_for_the_whole_origin_that_is_looked_for_anew(house):
    headers = get(house, "/service-worker.js").headers
    assert headers["Content-Type"].startswith("text/javascript")
    assert headers["Cache-Control"] == "no-cache"
    assert "ETag" in headers


@pytest.mark.parametrize("path", DATA)
def test_data_is_never_kept_by_a_cache(house, path):
    headers = get(house, path).headers
    assert headers["Cache-Control"] == "no-store"
    also = ", Accept-Encoding" if path in ALIKE else ""
    assert headers["Vary"] == "Accept-Language, Authorization, Cookie" + also


@pytest.mark.parametrize("path", ALIKE)
def test_what_is_the_same_for_everybody_travels_small_to_whom_it_suits(house, path):
    plain, small = (house.client.get(path, headers={"Accept-Encoding": one}) for one in ("gzip;q=0", "br, gzip"))
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data) / 2
    assert "Content-Encoding" not in plain.headers


def test_the_small_form_has_an_entity_tag_of_its_own(house):
    plain, small = (house.client.get(ALIKE[0], headers={"Accept-Encoding": one}) for one in ("", "gzip"))
    assert plain.headers["ETag"] != small.headers["ETag"]
    known = {"Accept-Encoding": "gzip", "If-None-Match": small.headers["ETag"]}
    assert (again := house.client.get(ALIKE[0], headers=known)).status_code == 304
    assert again.data == b""


def test_nothing_that_is_told_to_one_person_is_compressed(house):
    """Beside a secret, the length of what was compressed tells of it (BREACH)."""
    public = {(method, rule) for rule, method, contract in contracts(house.app) if contract.is_public}
    assert public == {("get", "/api/v1/categories"), ("get", "/api/v1/vocabulary")}
    told = house.client.get("/api/v1/reports/mine", headers={**house.receipt, "Accept-Encoding": "gzip"})
    assert told.status_code == 200
    assert "Content-Encoding" not in told.headers


def test_who_is_not_let_in_is_told_how_to_come_in(house):
    assert get(house, "/api/v1/cases").headers["WWW-Authenticate"] == "Bearer"


def test_a_crash_is_one_problem_document_and_one_line_without_the_request(house, caplog):
    with failing(house.engine, at=1):
        url = f"/api/v1/schools?division_code=411102&q={CANARY}"
        answer = house.client.get(url, headers={"Accept-Language": "en"})
    check_problem(answer, 500, "internal", locale="en")
    request_id = answer.headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{32}", request_id)
    said = f"hour=2026-11-18T10 request={request_id} route=/api/v1/schools error=Crash"
    assert caplog.messages == [f"crash {said}"]
