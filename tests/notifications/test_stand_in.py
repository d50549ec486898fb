"""The FCM stand-in refuses what FCM refuses; else the tests against it would prove little."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jwt
import pytest
import requests

from tests.stand_ins.fcm import GOOGLE_TOKEN_URI, GRANT_TYPE
from tests.stand_ins.fcm_answers import BAD_REQUEST

SCOPE = "https://www.googleapis.com/auth/firebase.messaging"


@pytest.fixture
def ask_for_token(stand_in):
    credential = json.loads(stand_in.credentials_path.read_text())

    def ask(grant_type=GRANT_TYPE, key=credential["private_key"], kid=credential["private_key_id"], **changed):
        now = int(time.time())
        claims = {"iss": credential["client_email"], "aud": GOOGLE_TOKEN_URI, "scope": SCOPE}
        claims |= {"iat": now, "exp": now + 3600} | changed
        claims = {name: value for name, value in claims.items() if value is not None}
        assertion = jwt.encode(claims, key, algorithm="RS256" if "PRIVATE" in key else "HS256", headers={"kid": kid})
        form = {"grant_type": grant_type, "assertion": assertion}
        return requests.post(credential["token_uri"], data=form, timeout=5)

    return ask


@pytest.fixture
def post(stand_in, ask_for_token):
    bearer = f"Bearer {ask_for_token().json()['access_token']}"

    def post(message, *, authorization=bearer, content_type="application/json", project="jianfu-stand-in", **more):
        body = message if isinstance(message, bytes) else json.dumps({"message": message, **more})
        headers = {"Authorization": authorization, "Content-Type": content_type}
        return requests.post(f"{stand_in.url}/v1/projects/{project}/messages:send", body, headers=headers, timeout=5)

    return post


def test_an_accepted_message_is_named_and_recorded(post, stand_in):
    message = {"fid": "f", "notification": {"title": "t"}, "android": {"collapseKey": "k", "direct_boot_ok": True}}
    assert post(message).json()["name"].startswith("projects/jianfu-stand-in/messages/")
    assert stand_in.accepted() == [{"path": "/v1/projects/jianfu-stand-in/messages:send", "message": message}]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"notification": {"title": "t"}},
        {"fid": "f", "token": "t"},
        {"fid": "f", "to": "x"},
        {"fid": "f", "notification": {"title": "t", "tag": "x"}},
        {"fid": "f", "android": {"notification": {"sticky": "yes"}}},
        {"fid": "f", "data": {"n": 1}},
        {"fid": 1},
        {"topic": "a b"},
        {"topic": "t", "data": {"x": "y" * 2048}},
        {"fid": "f", "data": {"x": "y" * 4096}},
        b"{",
        b"[]",
    ],
)
def test_a_message_that_is_not_as_documented_is_an_invalid_argument(post, stand_in, message):
    answer = post(message)
    assert (answer.status_code, answer.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert stand_in.accepted() == []


def test_an_unknown_field_of_the_request_is_named(post):
    (detail,) = post({"fid": "f"}, dry_run=True).json()["error"]["details"]
    assert (detail["@type"], detail["fieldViolations"][0]["field"]) == (BAD_REQUEST, "")


def test_a_dry_run_is_accepted_and_not_recorded(post, stand_in):
    assert post({"fid": "f"}, validate_only=True).status_code == 200
    assert stand_in.accepted() == []


def test_a_post_needs_its_own_bearer_token_the_json_type_and_the_project(post, stand_in):
    assert post({"fid": "f"}, authorization="Bearer other").status_code == 401
    assert post({"fid": "f"}, authorization="").status_code == 401
    assert post({"fid": "f"}, content_type="text/plain").status_code == 400
    assert post({"fid": "f"}, project="other").status_code == 404
    assert stand_in.accepted() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"grant_type": "password"},
        {"key": "a secret of at least thirty-two bytes, for HS256"},
        {"kid": "other"},
        {"iss": "other"},
        {"aud": "https://example.org/token"},
        {"scope": "https://www.googleapis.com/auth/drive"},
        {"exp": 1},
        {"exp": 2**33},
        {"exp": None},
        {"scope": None},
    ],
)
def test_an_assertion_that_google_would_refuse_gets_no_token(ask_for_token, stand_in, changed):
    assert ask_for_token(**changed).status_code == 400
    assert stand_in.tokens == set()


def test_the_command_serves_until_it_is_told_to_end(tmp_path):
    record = tmp_path / "posts.jsonl"
    command = [sys.executable, "-m", "tests.stand_ins.fcm", "--port", "0", "--record", str(record)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as running:
        url = running.stdout.readline().strip()
        credential = json.loads((tmp_path / "posts.jsonl.credentials.json").read_text())
        assert credential["token_uri"] == f"{url}/token"
        assert requests.get(url, timeout=5).status_code == 404
        os.kill(running.pid, signal.SIGTERM)
        assert running.wait(timeout=10) == 0
