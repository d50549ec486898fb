"""The story that `flask demo story` plays, against the demo on a real socket."""

import json
from types import SimpleNamespace

import pytest

from demo.client import Wrong
from demo.files import LOG_INS
from demo.plan import read_story
from demo.story import Pushes, play, played
from tests.support.served import free_port

pytestmark = pytest.mark.slow  # each loads the whole demo

STEPS = [
    *("categories", "division", "school", "findings", "challenge", "report", "replay"),
    *("log_in", "queue", "accept", "ask", "question", "answer", "stale", "resolve", "outcome"),
    *("elsewhere", "log_out"),
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request, loader_on, tmp_path_factory):
    """A demo to which the story is told again and again, as in a service that nobody starts anew."""
    databases, var = request.getfixturevalue(f"{request.param}_databases"), tmp_path_factory.mktemp("var")
    with databases.migrated() as url, loader_on(url, var) as loader:
        loader.load()
        yield SimpleNamespace(url=url, logins=json.loads((var / LOG_INS).read_text()))


@pytest.fixture
def database_url(told):
    return told.url


@pytest.fixture
def logins(told):
    return told.logins


def test_the_story_passes_twice_in_a_row(base_url, logins):
    for _ in range(2):
        steps = played(base_url, logins)
        assert [step for step in steps if not step["ok"]] == []
        assert [step["step"] for step in steps] == STEPS
        assert all(set(step) == {"step", "ok", "detail"} and step["detail"] for step in steps)


def test_the_story_says_no_secret(base_url, logins):
    said = json.dumps(played(base_url, logins), ensure_ascii=False)
    passwords = [one["password"] for one in logins]
    words = read_story()
    assert not any(secret in said for secret in [*passwords, words.text, words.answer])


def without(logins, username):
    return [one for one in logins if one["username"] != username]


@pytest.mark.parametrize(
    ("damage", "fails_at"),
    [
        (lambda logins: without(logins, "officer-411103-education"), "elsewhere"),
        (lambda logins: [one | {"password": "0000-0000-0000-0000"} for one in logins], "log_in"),
        (
            lambda logins: [one | {"division_code": "411102"} for one in logins if "officer-411103" in one["username"]],
            "queue",
        ),
    ],
)
def test_the_story_ends_at_its_first_wrong_step(base_url, logins, damage, fails_at):
    steps = list(play(base_url, damage(logins)))
    assert [step.step for step in steps] == STEPS[: STEPS.index(fails_at) + 1]
    assert [step.ok for step in steps] == [True] * (len(steps) - 1) + [False]
    assert steps[-1].detail


def test_without_a_service_the_first_step_says_so():
    (step,) = play(f"http://127.0.0.1:{free_port()}", [])
    assert (step.step, step.ok) == ("categories", False)
    assert "no answer" in step.detail


KNOWN = SimpleNamespace(
    words=read_story(), filed={"reference": "7K3M-9QXD"}, case="5c7a0d8e-0000-4000-8000-000000000000"
)


def line(**changes):
    return json.dumps({"message": {"title": "Jianfu", "text": "有新消息"}, "locale": "zh-Hans"} | changes) + "\n"


def test_a_push_that_says_nothing_is_right(tmp_path):
    file = tmp_path / "push.jsonl"
    file.write_text(line(reference="7K3M-9QXD"))  # of another story
    pushes = Pushes(file, KNOWN, KNOWN)
    with file.open("a") as stream:
        stream.write(line() + line())
    assert pushes.tell_nothing().startswith("2 ")


@pytest.mark.parametrize(
    "telling",
    [
        line(topic="f00"),
        line(message={"text": "源汇区"}),
        line(message={"text": "7K3M-9QXD"}),
        line(message=KNOWN.case),
    ],
)
def test_a_push_that_tells_something_is_wrong(tmp_path, telling):
    pushes = Pushes(tmp_path / "push.jsonl", KNOWN, KNOWN)
    (tmp_path / "push.jsonl").write_text(line() + telling)
    with pytest.raises(Wrong, match="a push"):
        pushes.tell_nothing()
