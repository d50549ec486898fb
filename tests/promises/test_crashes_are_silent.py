"""A5: whatever breaks while whatever is sent, a line says the hour, the route's template, a random id, and the kind."""

import io
import json
import logging
import re
import uuid

import pytest
import sqlalchemy as sa

from logs import Lines
from security.receipts import Receipt
from tests.promises.matrix import MATRIX
from tests.promises.search import found

CANARY = "kanari7be1d0c4"
KEY = uuid.UUID("7d9f4c1e-0000-4000-8000-5ca1ab1e0001")
RECEIPT = Receipt.from_idempotency_key(KEY).text
SECRETS = {CANARY, str(KEY), RECEIPT, RECEIPT.replace("-", ""), "203.0.113.77"}
HEADERS = {
    "User-Agent": CANARY,
    "Referer": f"https://example.org/{CANARY}",
    "X-Forwarded-For": "203.0.113.77",
    "Accept-Language": f"en, {CANARY}",
    "Cookie": f"__Host-session={CANARY}",
    "If-Match": f'"{CANARY}"',
    "Upload-Metadata": f"filename {CANARY}",
    "Idempotency-Key": str(KEY),
}
LINE = {"hour", "level", "logger", "event", "request", "route", "error"}
DATA = {key for key in MATRIX if key[1].startswith("/api/v1/") and key[1] != "/api/v1/openapi.json"}
"""Routes that look something up, unless they refuse before."""


@pytest.fixture
def lines():
    """Everything the process logs from now on, as it would write it; all of it, not only what is bad."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def send(house, method, rule, credential):
    """A request with a canary in all that a request has."""
    url = re.sub("<path:path>", CANARY, re.sub("<uuid:[a-z_]+>", str(KEY), rule))
    headers = HEADERS | {"Authorization": credential.format(RECEIPT)}
    body = {"text": CANARY, "name": CANARY, "category": CANARY, "username": CANARY, "password": CANARY}
    options = {"json": body} if method in {"POST", "PUT"} else {}
    query = {"q": CANARY} | ({"division_code": "411102"} if rule.endswith(("/schools", "/institutions")) else {})
    return house.client.open(url, method=method, headers=headers, query_string=query, **options)


def check(stream, answer, rule):
    written = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    crashes = [line for line in map(json.loads, written.splitlines()) if line["event"] == "crash"]
    assert found(SECRETS, written.encode()) == [], rule
    assert found(SECRETS - {str(KEY)}, answer.data + str(answer.headers).encode()) == [], rule
    assert [crash["route"] for crash in crashes] == [rule]
    assert crashes[0].keys() == LINE
    assert crashes[0]["request"] == answer.headers["X-Request-Id"]
    return crashes[0]["error"]


@pytest.mark.promise("A5", "in part")
@pytest.mark.parametrize(("method", "rule"), sorted(MATRIX))
def test_a_crash_in_any_route_tells_nothing_that_was_sent(house, lines, monkeypatch, method, rule):
    def crash():
        raise RuntimeError(CANARY, RECEIPT, str(KEY), *HEADERS.values())

    monkeypatch.setitem(house.app.before_request_funcs, None, [crash])
    answer = send(house, method, rule, "Receipt {}")
    assert answer.status_code == 500
    assert check(lines, answer, rule) == "RuntimeError"


@pytest.mark.promise("A5", "in part")
def test_what_a_driver_says_of_the_values_is_not_repeated(house, lines, caplog):
    """The database itself refuses, with a text that quotes what was sent."""
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")

    def spoil(_connection, _cursor, _statement, _parameters, _context, _many):
        return f"SELECT {CANARY}", ()

    broken = set()
    credentials = ("Receipt {}", house.officer.headers["Authorization"])
    sa.event.listen(house.engine, "before_cursor_execute", spoil, retval=True)
    try:
        for method, rule in sorted(DATA):
            for credential in credentials:
                answer = send(house, method, rule, credential)
                if answer.status_code in {500, 503}:
                    error = check(lines, answer, rule)
                    assert error in {"OperationalError", "ProgrammingError"}, error
                    broken.add(rule)
    finally:
        sa.event.remove(house.engine, "before_cursor_execute", spoil)
    assert {"/api/v1/schools", "/api/v1/reports/mine", "/api/v1/cases", "/api/v1/staff/me"} <= broken
    assert len(broken) > 20
