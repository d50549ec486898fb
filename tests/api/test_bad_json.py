"""Bodies that are no JSON, too much of it, or of another kind: refused before anything looks inside."""

import io
import json
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from tests.api.refusals import CANARY, check_problem, refused
from tests.support.phone import homework

REPORTS = "/reports"
MEBIBYTE = 1024 * 1024


def filing():
    return {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"text": "' + CANARY.encode(),
        b"{'text': 1}",
        b'{"text": 1,}',
        b'{"text": NaN}',
        b'{"answers": {"grade": Infinity}}',
        b'{"answers": {"grade": -Infinity}}',
        b'{"text": 1} {"text": 2}',
        b'{"text": "' + CANARY.encode() + b'\x00"}',
        b'{"text": "a", "text": "b"}',
        b'{"answers": {"grade": 3, "grade": 4}}',
        b"[" * 60_000,
        b"[" * 30_000 + b"]" * 30_000,
        b'{"answers": ' * 5_000,
        b'{"answers": {"grade": ' + b"[" * 400 + b"]" * 400 + b"}}",
        b'{"answers": {"grade": ' + b"[" * 900 + b"]" * 900 + b"}}",
        b'{"answers": {"grade": ' + b"9" * 5_000 + b"}}",
        b"\xef\xbb\xbf{}",
    ],
    ids=lambda body: body[:24].decode("utf-8", "replace"),
)
def test_what_is_no_json_is_refused(house, body):
    refused(house.client, "POST", REPORTS, 400, "malformed_json", data=body, headers=filing())


@pytest.mark.parametrize("body", [b'{"text": "\xff"}', json.dumps({"text": "作业"}).encode("utf-16"), b"\xed\xa0\x80"])
def test_what_is_no_utf8_is_refused(house, body):
    refused(house.client, "POST", REPORTS, 400, "invalid_utf8", data=body, headers=filing())


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", CANARY, ""])
def test_another_content_type_is_refused(house, kind):
    headers = filing() | {"Content-Type": kind}
    refused(house.client, "POST", REPORTS, 415, "unsupported_media_type", data=json.dumps(homework()), headers=headers)


def test_the_charset_beside_the_type_does_not_matter(house):
    headers = filing() | {"Content-Type": "application/json; charset=utf-8"}
    body = json.dumps({"challenge": house.phone.challenge(), **homework()})
    assert house.client.post("/api/v1/reports", data=body, headers=headers).status_code == 201


@pytest.mark.parametrize("body", [b"[]", b"null", b"7", b'"text"', b"true", b"[{}]"])
@pytest.mark.parametrize("path", ["/reports", "/findings", "/staff/session"])
def test_json_that_is_no_object_is_refused(house, path, body):
    refused(house.client, "POST", path, 422, "invalid_fields", "", data=body, headers=filing())


def test_a_body_of_10_mb_is_refused(house):
    body = json.dumps({"text": CANARY * (10 * MEBIBYTE // len(CANARY))})
    refused(house.client, "POST", REPORTS, 413, "too_large", data=body, headers=filing())


class Endless(io.RawIOBase):
    """A body that never ends, and how much of it was read."""

    bytes_read = 0

    def readable(self):
        return True

    def readinto(self, buffer):
        buffer[:] = b"a" * len(buffer)
        self.bytes_read += len(buffer)
        assert self.bytes_read < 20 * MEBIBYTE, "the server reads on and on"
        return len(buffer)


def test_a_body_without_a_length_is_refused_without_reading_it_all(house):
    headers = {**filing(), "Transfer-Encoding": "chunked", "Accept-Language": "en"}
    environ = EnvironBuilder("/api/v1/reports", method="POST", headers=headers).get_environ()
    environ |= {"wsgi.input": Endless(), "wsgi.input_terminated": True}  # as gunicorn says it of a chunked body
    check_problem(Response.from_app(house.app, environ), 413, "too_large", locale="en")
    assert environ["wsgi.input"].bytes_read > 0


def test_a_body_just_within_the_limit_is_read(house):
    body = json.dumps({"text": "a" * (64 * 1024 - len('{"text": ""}'))}).encode()
    assert len(body) == 64 * 1024
    refused(house.client, "POST", "/reports/mine/messages", 401, "unauthenticated", data=body, headers=filing())
    refused(house.client, "POST", REPORTS, 422, "invalid_fields", data=body, headers=filing())
    refused(house.client, "POST", REPORTS, 413, "too_large", data=body + b" ", headers=filing())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.one_of(st.binary(max_size=200), st.text(alphabet='{}[]",:0eE-\\u "trufalsn', max_size=80)))
def test_no_bytes_make_the_service_stumble(house, body):
    answer = house.client.post("/api/v1/findings", data=body, headers=filing() | {"Accept-Language": "en"})
    assert answer.status_code in {400, 422}
    check_problem(answer, answer.status_code, locale="en")
