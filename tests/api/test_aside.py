"""What is written down beside the answers is written down soon, whatever else waits."""

from threading import Event

import pytest

from api.aside import Aside


@pytest.mark.promise("K7", "in part")
def test_a_flood_of_names_that_nobody_has_does_not_hold_up_what_is_written_of_somebody():
    """Each pause takes half a second or so: one for each name would be an hour for seven thousand."""
    pauses, done, all_said = [], [], Event()

    def pause():
        pauses.append(None)
        assert all_said.wait(10)

    aside = Aside(pause)
    for name in (*(f"nobody-{number}" for number in range(1000)), "auditor"):
        aside.soon(name, done.append)
    all_said.set()
    aside.done()
    assert (len(done), done[-1]) == (1001, "auditor")
    assert len(pauses) <= 2, "the last one finds that nothing is left"


@pytest.mark.promise("K7", "in part")
def test_a_name_that_waits_already_is_done_once_and_as_it_was_asked_first():
    told, all_said = [], Event()
    aside = Aside(lambda: all_said.wait(10))
    for moment in (1, 2, 3):
        aside.soon("auditor", lambda name, moment=moment: told.append((name, moment)))
    all_said.set()
    aside.done()
    assert told == [("auditor", 1)]


def test_what_fails_does_not_take_the_others_with_it(monkeypatch):
    monkeypatch.setattr("threading.excepthook", lambda _: None)
    told, all_said = [], Event()
    aside = Aside(lambda: all_said.wait(10))
    aside.soon("fails", lambda _: 1 / 0)
    aside.soon("later", told.append)
    all_said.set()
    aside.done()
    aside.soon("last", told.append)
    aside.done()
    assert told == ["later", "last"]
