"""K2: a sealed value opens in its own place, with its own key, whole, and in no other way."""

from itertools import permutations

import pytest

from security.envelope import CannotOpen
from tests.promises.openings import OPENERS, SEALED_COLUMNS


def opens(opening, **other):
    try:
        opening.opened(**other)
    except CannotOpen:
        return False
    return True


@pytest.mark.promise("K2")
def test_every_sealed_column_is_tried_here(shared_keys):
    assert set(OPENERS) == SEALED_COLUMNS
    assert {(each.table, each.column) for each in shared_keys.openings()} == SEALED_COLUMNS


@pytest.mark.promise("K2")
def test_every_sealed_value_opens_in_its_own_place_and_in_no_other(shared_keys):
    openings = shared_keys.openings()
    assert len(openings) > 60
    assert all(opens(each) for each in openings)
    strangers = [
        (one, other)
        for one, other in permutations(openings, 2)
        if one.kind == other.kind and one.sealed != other.sealed
    ]
    assert len(strangers) > 1000
    assert [(one.table, one.column, other.table) for one, other in strangers if opens(one, sealed=other.sealed)] == []


@pytest.mark.promise("K2")
def test_no_sealed_value_opens_with_another_key(shared_keys):
    openings = shared_keys.openings()
    every_key = {each.key for each in openings}
    assert [each.table for each in openings for key in every_key - {each.key} if opens(each, key=key)] == []


@pytest.mark.promise("K2")
def test_no_sealed_value_opens_for_another_address(shared_keys):
    for each in shared_keys.openings():
        for place, part in enumerate(each.address):
            other = part + 1 if isinstance(part, int) else part + "x"
            moved = (*each.address[:place], other, *each.address[place + 1 :])
            assert not opens(each, address=moved), (each.table, each.column, place)


@pytest.mark.promise("K2")
def test_no_sealed_value_opens_cut_lengthened_or_changed(shared_keys):
    samples = {(each.table, each.column): each for each in shared_keys.openings()}
    for name, each in samples.items():
        sealed = each.sealed
        step = max(1, len(sealed) // 60)
        damaged = [sealed[:end] for end in range(0, len(sealed), step)]
        damaged += [sealed[1:], b"\0" + sealed, sealed + b"\0"]
        damaged += [_flipped(sealed, place) for place in range(0, len(sealed), step)]
        assert [len(one) for one in damaged if opens(each, sealed=one)] == [], name


def _flipped(sealed, place):
    return sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
