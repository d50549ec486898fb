"""Every move that the service allows to staff has a way on the desk, and no page has a rule of its own."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from policy.access import may, permission_for
from policy.lifecycle import MOVES, Guard, allowed_events
from policy.vocabulary import Event, Role, Status

CONSOLE = Path(__file__).parents[2] / "web/console"
CHANGES = CONSOLE / "screens/changes.js"
ELSEWHERE = {Event.TAKE_IN, Event.TELL_SCHOOL, Event.CANCEL_TASK, Event.PROPOSE}
"""Two cases become one by `join`, on the one that ends; what a school is told, and a task, has a page of its own; an
answer that needs a second person is proposed by the form of that answer."""
ASKED_FOR = (Guard.OUTCOME, Guard.ACTIONS_TAKEN, Guard.PUBLIC_REPLY, Guard.REASON)
STAFF = (Role.OFFICER, Role.SUPERVISOR)


@pytest.fixture(scope="module")
def ways():
    """What the desk knows of each event: its fields, and the path it is sent to."""
    script = f"""import * as changes from {json.dumps(CHANGES.as_uri())};
      const sent = [];
      const call = async (method, path, {{ body }}) => {{ sent.push(path); return {{ etag: '"2"' }}; }};
      const ways = {{}};
      for (const event of changes.OFFERED) {{
        sent.length = 0;
        await changes.send(call, {{ id: "ID", etag: '"1"' }}, event, {{ reason: "r", public_reply: "p", text: "t" }});
        ways[event] = {{ fields: changes.fieldsOf(event), sent: [...sent] }};
      }}
      console.log(JSON.stringify(ways));"""
    node = shutil.which("node") or compute_driver_executable()[0]
    command = [node, "--input-type=module", "--eval", script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("status", Status)
def test_whatever_staff_may_cause_has_a_way(ways, role, status):
    events = {event for event in allowed_events(status, role) if may(role, permission_for(event))}
    assert {event.value for event in events - ELSEWHERE} <= set(ways)


def test_a_way_that_is_missing_would_be_found(ways):
    caused = {event.value for status in Status for role in STAFF for event in allowed_events(status, role)}
    assert len(caused) > 15
    assert caused - ELSEWHERE <= set(ways)
    assert set(ways) - caused == {"note", "take"}


def test_every_way_asks_for_what_the_table_of_moves_needs(ways):
    for move in MOVES:
        if move.event.value in ways and set(move.roles) & set(STAFF):
            needed = {guard.value for guard in move.guards if guard in ASKED_FOR}
            assert needed <= set(ways[move.event.value]["fields"]), move.event


def test_accepting_and_taking_is_two_calls_in_order(ways):
    assert ways["take"]["sent"] == ["/cases/ID/moves", "/cases/ID/assignment"]
    assert all(len(way["sent"]) == 1 for event, way in ways.items() if event != "take")


NAMED = "|".join(role for role in Role if role != "reporter")
RULE = re.compile(rf"""["'](?:{NAMED})["']""")
"""How a page would know a rule about a role: it would name one."""


def test_no_page_knows_a_role():
    texts = {path: path.read_text(encoding="utf-8") for path in CONSOLE.rglob("*.js")}
    assert len(texts) > 40
    assert {str(path): found for path, text in texts.items() if (found := RULE.findall(text))} == {}
    assert RULE.search('page.me.role === "supervisor"')
    assert RULE.search('const WITH_OFFICE = ["officer"]')
