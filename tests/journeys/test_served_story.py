"""The story on the whole service, as anybody plays it: `flask demo story`, on both engines, with a push service."""

import json
import time

import pytest

from notifications.messages import COLLAPSE_KEY
from tests.stand_ins.fcm import FcmStandIn
from tests.support.served import serving

pytestmark = pytest.mark.slow


def steps_of(served):
    return json.loads(served.flask("demo", "story", "--base", served.base_url, "--json").stdout)


def test_the_story_passes_twice_in_a_row(served):
    for _ in range(2):
        steps = steps_of(served)
        assert len(steps) > 10
        assert all(step["ok"] for step in steps), steps


def wait_for(accepted, count):
    """The posts, once there are as many as the story causes."""
    deadline = time.monotonic() + 30
    while len(accepted()) < count and time.monotonic() < deadline:
        time.sleep(0.2)
    assert len(accepted()) == count
    return accepted()


@pytest.mark.promise("N1")
def test_the_story_passes_on_each_engine_and_its_pushes_say_nothing(database_url, tmp_path):
    record = tmp_path / "posts.jsonl"
    with FcmStandIn(record) as fcm:
        push = {"JIANFU_FCM_CREDENTIALS": str(fcm.credentials_path), "JIANFU_FCM_URL": fcm.url}
        with serving(tmp_path / "var", DATABASE_URL=database_url, **push) as served:
            assert all(step["ok"] for step in steps_of(served))
            posts = wait_for(fcm.accepted, 3)
    messages = [post["message"] for post in posts]
    topics = {message.pop("topic") for message in messages}
    assert len(topics) == 1
    assert all(message == messages[0] for message in messages)
    assert messages[0]["android"]["collapse_key"] == COLLAPSE_KEY
    told = record.read_text(encoding="utf-8")
    for word in ("411102", "源汇", "homework", "作业", "HW-02", "resolved", "小学"):
        assert word not in told
