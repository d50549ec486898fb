"""A6: what is remembered of senders is counts under a key of this start, and gone within ten minutes."""

import gc
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security import rate_limit
from security.rate_limit import FORGOTTEN_AFTER_S, RateLimit, prefix_of
from tests.support.clock import Clock

V4, V6 = st.ip_addresses(v=4), st.ip_addresses(v=6).filter(lambda address: address.ipv4_mapped is None)


@pytest.mark.promise("A6", "in part")
@given(V4, st.integers(0, 255))
def test_a_24_is_one_sender(address, last):
    neighbour = IPv4Address(int(address) // 256 * 256 + last)
    assert prefix_of(str(address)) == prefix_of(str(neighbour)) == prefix_of(f"::ffff:{neighbour}")


@pytest.mark.promise("A6", "in part")
@given(V6, st.integers(0, 2**72 - 1))
def test_a_56_is_one_sender(address, last):
    neighbour = IPv6Address((int(address) >> 72 << 72) + last)
    if neighbour.ipv4_mapped is None:
        assert prefix_of(str(address)) == prefix_of(str(neighbour)) == prefix_of(f"{neighbour}%eth0")


@pytest.mark.promise("A6", "in part")
@given(V4, V4)
def test_others_are_others(one, other):
    is_same = int(one) // 256 == int(other) // 256
    assert (prefix_of(str(one)) == prefix_of(str(other))) == is_same


@given(st.text(max_size=60))
def test_what_is_no_address_is_one_sender_or_an_address(said):
    assert len(prefix_of(said)) in {0, 4, 8}


@pytest.mark.promise("A6", "in part")
@given(
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from([b"a", b"b"])), max_size=40), st.sampled_from([b"a", b"b"])
)
def test_it_counts_the_last_ten_minutes_and_no_more(steps, asked):
    """Never something that is ten minutes old, always what is younger than nine."""
    clock, happened = Clock(1_000_000), []
    clock.forward = lambda seconds: setattr(clock, "time", clock.time + seconds)
    limit = RateLimit(clock)
    for pause, what in steps:
        clock.forward(pause)
        limit.note(what)
        happened.append((clock.time, what))
    ages = [clock.time - when for when, what in happened if what == asked]
    counted = limit.count(asked)
    assert counted <= sum(age < FORGOTTEN_AFTER_S for age in ages)
    assert counted >= sum(age <= FORGOTTEN_AFTER_S - FORGOTTEN_AFTER_S // rate_limit.SLICES for age in ages)


@pytest.mark.promise("A6")
def test_nothing_is_left_of_a_sender_after_ten_minutes():
    clock = Clock(0)
    limit = RateLimit(clock)
    for number in range(100):
        limit.note(b"receipt", prefix_of(f"198.51.{number}.7"))
    assert limit.kept() == 100
    clock.time = FORGOTTEN_AFTER_S
    limit.forget()
    assert limit.kept() == 0


@pytest.mark.promise("A6")
def test_no_address_is_in_its_memory_and_no_two_starts_remember_alike():
    one, other = RateLimit(Clock(0)), RateLimit(Clock(0))
    marks = set()
    for limit in (one, other):
        limit.note(prefix_of("198.51.100.7"))
        marks |= {key for _, counted in limit._slices for key in counted}
    assert len(marks) == 2
    assert all(len(mark) == 32 and bytes([198, 51, 100]) not in mark for mark in marks)
    held = [held for held in gc.get_referents(one, *gc.get_referents(one)) if isinstance(held, bytes | str)]
    assert not any(bytes([198, 51, 100]) in held for held in held if isinstance(held, bytes))


def test_a_flood_of_addresses_fills_no_memory(monkeypatch):
    monkeypatch.setattr(rate_limit, "MOST_KEPT", 100)
    limit = RateLimit(Clock(0))
    for number in range(1000):
        limit.note(number.to_bytes(4, "big"))
    assert limit.kept() == 101
    assert limit.note(b"one of the others") > 100
