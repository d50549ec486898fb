"""Pushes wait in the same transaction as what they are about, and each is one relay's at a time."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Outbox, Subscription
from models.engine import writing
from notifications import outbox
from notifications.addresses import seal_address
from tests.notifications.rows import add_report, push_to, subscribe, subscriptions, to_fid, waiting


@pytest.fixture
def subscription(engine, relay_keys):
    return subscribe(engine, relay_keys, to_fid("canary-fid"))


@pytest.fixture
def relay(engine, clock):
    return Hands(engine, clock)


class Hands:
    """What a relay does to the outbox, each in a transaction of its own."""

    def __init__(self, engine, clock):
        self._engine, self._clock = engine, clock

    def claim(self, limit=10):
        with writing(self._engine) as db, db.begin():
            return outbox.claim(db, now=self._clock(), limit=limit)

    def mark(self, verb, row, **named):
        with writing(self._engine) as db, db.begin():
            verb(db, row, **named)


@pytest.mark.promise("N5")
def test_a_waiting_push_holds_the_sealed_address_and_nothing_of_its_event(engine, clock, relay_keys, subscription):
    other = subscribe(engine, relay_keys, to_fid("other"), category="tutoring")
    with writing(engine) as db, db.begin():
        silent = add_report(db)
        reports = [subscription.report_id, other.report_id, silent]
        assert outbox.enqueue(db, report_ids=reports, due_at=clock()) == 2
    assert {row.sealed_address for row in waiting(engine)} == {subscription.sealed_address, other.sealed_address}
    assert set(Outbox.__table__.columns.keys()) == {
        *("id", "sealed_address", "due_at", "lease_until", "attempts", "dead_at")
    }


@pytest.mark.promise("N2")
def test_a_push_is_part_of_the_transaction_it_tells_about(engine, clock, subscription):
    with writing(engine) as db:
        assert outbox.enqueue(db, report_ids=[subscription.report_id], due_at=clock()) == 1
        db.rollback()
    assert waiting(engine) == []


def test_a_push_is_not_claimed_before_it_is_due(engine, clock, relay, subscription):
    push_to(engine, clock, subscription)
    clock.forward(-1)
    assert relay.claim() == []
    clock.forward(1)
    assert [row.subscription_id for row in relay.claim()] == [subscription.id]


@pytest.mark.promise("N2")
def test_a_lease_is_one_relay_s_until_it_expires(engine, clock, relay, subscription):
    push_to(engine, clock, subscription)
    assert len(relay.claim()) == 1
    clock.forward(outbox.LEASE_S)
    assert relay.claim() == []
    clock.forward(1)
    assert [row.attempts for row in relay.claim()] == [2]


@pytest.mark.promise("N2")
def test_relays_that_work_at_the_same_time_never_claim_the_same_push(engine, clock, relay_keys):
    count = 60
    for number in range(count):
        push_to(engine, clock, subscribe(engine, relay_keys, to_fid(f"fid-{number}")))
    start, claimed, lock = threading.Barrier(4), [], threading.Lock()

    def work():
        start.wait()
        while True:
            with writing(engine) as db, db.begin():
                rows = outbox.claim(db, now=clock(), limit=4)
            if not rows:
                return
            with lock:
                claimed.extend(row.id for row in rows)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == len(set(claimed)) == count


def test_the_oldest_pushes_come_first(engine, clock, relay_keys, relay):
    pushes = []
    for seconds in (0, -60, 60):
        clock.forward(seconds)
        pushes.append(subscribe(engine, relay_keys, to_fid(f"at-{seconds}")))
        push_to(engine, clock, pushes[-1])
    assert [row.subscription_id for row in relay.claim(1)] == [pushes[1].id]


@pytest.mark.promise("N3")
def test_waits_grow_to_a_limit_and_the_eighth_failure_is_the_last(engine, clock, relay, subscription):
    push_to(engine, clock, subscription)
    waits = []
    for _ in range(outbox.MAX_ATTEMPTS):
        (row,) = relay.claim()
        relay.mark(outbox.postpone, row, now=clock(), after_s=None)
        (stored,) = waiting(engine)
        waits.append((stored.due_at - clock()).total_seconds())
        clock.time = max(stored.due_at, clock())
    factor = waits[0] / outbox.FIRST_WAIT_S
    assert 1 <= factor <= 1.25
    assert [round(wait / factor / 60) for wait in waits] == [1, 4, 16, 64, 256, 360, 360, 0]
    assert stored.dead_at == clock()
    assert relay.claim() == []
    assert subscriptions(engine) != []


@pytest.mark.promise("N3")
@pytest.mark.parametrize(("asked", "waited"), [(3600, 3600), (10**9, outbox.LONGEST_WAIT_S)])
def test_the_service_s_own_wait_is_kept_up_to_a_limit(engine, clock, subscription, asked, waited):
    relay = Hands(engine, clock)
    push_to(engine, clock, subscription)
    relay.mark(outbox.postpone, relay.claim()[0], now=clock(), after_s=asked)
    assert waiting(engine)[0].due_at == clock() + timedelta(seconds=waited)


@pytest.mark.promise("N3")
def test_our_own_fault_costs_a_push_no_try(engine, clock, relay, subscription):
    push_to(engine, clock, subscription)
    for _ in range(outbox.MAX_ATTEMPTS * 3):
        (row,) = relay.claim()
        relay.mark(outbox.keep, row, now=clock())
        clock.forward(outbox.REPAIR_WAIT_S)
    (stored,) = waiting(engine)
    assert (stored.attempts, stored.dead_at) == (0, None)


def test_who_lost_the_lease_does_not_postpone_another_s_work(engine, clock, relay, subscription):
    push_to(engine, clock, subscription)
    (late,) = relay.claim()
    clock.forward(outbox.LEASE_S + 1)
    (held,) = relay.claim()
    for verb, named in ((outbox.postpone, {"after_s": 5}), (outbox.keep, {}), (outbox.give_up, {})):
        relay.mark(verb, late, now=clock(), **named)
    (stored,) = waiting(engine)
    assert (stored.lease_until, stored.dead_at) == (held.lease_until, None)
    relay.mark(outbox.finish, late)  # it was sent after all: sending it again helps nobody
    assert waiting(engine) == []


def test_a_waiting_push_follows_a_changed_subscription(engine, clock, relay_keys, relay, subscription):
    push_to(engine, clock, subscription)
    (sending,) = relay.claim()
    new = seal_address(relay_keys.public, subscription.id, to_fid("new"))
    with writing(engine) as db, db.begin():
        outbox.replace_address(db, subscription.sealed_address, new)
        db.execute(sa.update(Subscription).values(sealed_address=new))
    relay.mark(outbox.finish, sending)  # what went to the old address was not seen on the new one
    assert [(row.sealed_address, row.attempts) for row in relay.claim()] == [(new, 1)]


@pytest.mark.promise("N5")
def test_who_unsubscribed_is_left_alone_whatever_was_waiting(engine, clock, relay_keys, relay, subscription):
    stays = subscribe(engine, relay_keys, to_fid("stays"))
    push_to(engine, clock, subscription, stays)
    with writing(engine) as db, db.begin():
        db.execute(sa.delete(Subscription).where(Subscription.id == subscription.id))
    assert [row.subscription_id for row in relay.claim()] == [stays.id]
    assert [row.sealed_address for row in waiting(engine)] == [stays.sealed_address]


@pytest.mark.promise("N5")
def test_forgetting_an_address_leaves_nothing_of_it(engine, clock, relay_keys, subscription):
    stays = subscribe(engine, relay_keys, to_fid("stays"))
    push_to(engine, clock, subscription, stays)
    push_to(engine, clock, subscription)
    with writing(engine) as db, db.begin():
        outbox.forget(db, subscription.sealed_address)
    assert [row.id for row in subscriptions(engine)] == [stays.id]
    assert [row.sealed_address for row in waiting(engine)] == [stays.sealed_address]
