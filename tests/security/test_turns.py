"""So many uploads at a time and no more; fewer of one report, so that others get a turn."""

from contextlib import ExitStack

import pytest

from security.evidence.turns import NoTurn, NoTurnOfYours, Turns


def test_one_report_has_its_places_and_leaves_the_others():
    turns = Turns(3, 2)
    with ExitStack() as taken:
        for _ in range(2):
            taken.enter_context(turns.turn(b"one"))
        with pytest.raises(NoTurnOfYours), turns.turn(b"one"):
            pass
        taken.enter_context(turns.turn(b"two"))
        with pytest.raises(NoTurn), turns.turn(b"two"):
            pass
    with turns.turn(b"one"), turns.turn(b"one"), turns.turn(b"three"):
        pass


def test_a_place_is_free_again_after_an_upload_that_failed():
    turns = Turns(1, 1)
    for _ in range(3):
        with pytest.raises(OSError, match="no space"), turns.turn(b"one"):
            raise OSError("no space")
