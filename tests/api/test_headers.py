"""Security headers on everything the service answers: pages, data, refusals."""

import re

import pytest

from tests.api.refusals import CANARY, check_problem
from tests.support.statements import failing

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
PAGES = ["/", "/console/", "/api", "/notes", "/web/report/app.js", "/service-worker.js"]
DATA = ["/api/v1/categories", "/api/v1/reports/mine", f"/api/v1/{CANARY}", "/api/v1/cases", "/api/v1/openapi.json"]


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
    assert "camera=()" in headers["Permissions-Policy"]
    assert "=*" not in headers["Permissions-Policy"]
    assert len(headers["Permissions-Policy"].split(", ")) > 20
    assert "Set-Cookie" not in headers


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
    assert headers["Vary"] == "Accept-Language, Authorization, Cookie"


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
