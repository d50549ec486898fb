"""Lists for the registry come through the real nginx, as large as the service takes them; nothing else does."""

import json
import time
from contextlib import closing

import pytest

from policy.registry import LARGEST_FILE
from tests.promises.search import found
from tests.promises.test_nginx_is_silent import CANARY, SECRETS, front, log_files, written
from tests.support.nginx import HOST
from tests.support.phone import Console

__all__ = ["front"]
pytestmark = pytest.mark.slow
IMPORTS = "/api/v1/registry/imports"
HEAD = "division_code,name,stage\n"
OVER_THE_REST = 70_000
"""Bytes: more than nginx lets any other body have."""


@pytest.fixture
def administrator(front):
    return Console(front.client, "administrator", front.web.installed.passwords["administrator"])


def bring(administrator, content):
    headers = administrator.headers | {"Content-Type": "text/csv"}
    return administrator.client.post(f"{IMPORTS}?list_kind=schools", data=content, headers=headers)


def test_a_list_of_some_hundred_kilobytes_is_checked_and_leaves_no_line(front, administrator):
    before = [path.read_bytes() for path in log_files(front)]
    text = HEAD + "".join(f"411102,{CANARY} Primary School {number},primary\n" for number in range(6000))
    assert len(text) > 4 * OVER_THE_REST
    made = bring(administrator, text.encode())
    assert (made.status_code, made.json["to_add"]) == (201, 6000)
    assert [path.read_bytes() for path in log_files(front)] == before
    assert found(SECRETS, written(front)) == []


@pytest.mark.parametrize(
    ("size", "title"),
    [
        (LARGEST_FILE + 1, "Too large"),
        (LARGEST_FILE + 500_000, "Too large"),
        (18 << 20, "too_large"),  # nginx has no words
    ],
)
def test_one_that_is_larger_than_the_service_takes_is_told_so(administrator, size, title):
    answer = bring(administrator, b"x" * size)
    assert (answer.status_code, answer.json["code"], answer.json["title"]) == (413, "too_large", title)


def test_the_largest_is_read_to_its_end(administrator):
    line = "411102,x,primary\n"
    text = HEAD + line * ((LARGEST_FILE - len(HEAD)) // len(line))
    answer = bring(administrator, text.encode())
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "import.too_many_lines")


def test_everything_else_has_the_limit_that_it_had(administrator):
    one = f"{IMPORTS}/00000000-0000-0000-0000-000000000000"
    others = (f"{one}/application", f"{one}/undo", f"{IMPORTS}/", "/api/v1/registry/schools", "/api/v1/cases/bulk")
    for path in others:
        headers = administrator.headers | {"Content-Type": "text/csv"}
        refused = administrator.client.post(f"{path}?list_kind=schools", data=b"x" * OVER_THE_REST, headers=headers)
        assert (refused.status_code, refused.json["title"]) == (413, "too_large"), path


def begun(front, headers):
    """A connection on which a list begins to come."""
    connection = front.client.connection()
    connection.putrequest("POST", f"{IMPORTS}?list_kind=schools", skip_host=True)
    for name, value in {"Host": HOST, "Content-Type": "text/csv", "Content-Length": LARGEST_FILE, **headers}.items():
        connection.putheader(name, str(value))
    connection.endheaders()
    connection.send(CANARY.encode() * 20_000)
    return closing(connection)


def test_nobody_without_an_account_is_heard_to_the_end(front):
    with begun(front, {}) as connection:
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["code"]) == (401, "unauthenticated")


def test_while_a_list_is_on_its_way_none_of_it_is_on_the_disk_of_nginx(front, administrator):
    with begun(front, administrator.headers):
        time.sleep(0.5)
        assert [name for name in front.nginx.open_files() if "/log/" not in name] == []
        assert found(SECRETS, written(front)) == []
    assert found(SECRETS, written(front)) == []
