"""`JIANFU_ORIGIN`: for whom passkeys are. A wrong one is refused by name, or they would work nowhere."""

import pytest

from settings import BadSettings, Settings


@pytest.fixture
def env(tmp_path):
    return {"JIANFU_VAR": str(tmp_path), "JIANFU_DEMO": "1"}


@pytest.mark.parametrize(
    "origin", ["https://jianfu.example.org", "https://a.example.org:8443", "http://localhost:8123"]
)
def test_an_origin_is_taken_as_it_is(env, origin):
    assert Settings.from_env(env | {"JIANFU_ORIGIN": origin}).origin == origin


def test_without_one_it_is_this_machine_by_name(env):
    assert Settings.from_env(env | {"PORT": "8123"}).origin == "http://localhost:8123"


@pytest.mark.parametrize(
    "origin",
    [
        *("jianfu.example.org", "http://jianfu.example.org", "https://", "https://x.org/", "https://x.org/console"),
        *("https://user@x.org", "https://x.org?q", "ftp://x.org", "http://127.0.0.1:8000"),
    ],
)
def test_what_is_no_origin_is_refused(env, origin):
    with pytest.raises(BadSettings, match=r"^JIANFU_ORIGIN: "):
        Settings.from_env(env | {"JIANFU_ORIGIN": origin})
