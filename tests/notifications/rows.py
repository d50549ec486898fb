"""Rows a push needs, and channels that do what they are told."""

from datetime import date

import sqlalchemy as sa

from models import Case, Office, Outbox, Report, Subscription, new_id
from models.engine import reading, writing
from notifications import outbox
from notifications.addresses import PushAddress, seal_address
from notifications.delivery import Sent
from notifications.relay import Relay

DAY = date(2027, 3, 1)
WORDS = {
    ("push.title", "zh-Hans"): "减负",
    ("push.text", "zh-Hans"): "有新进展",
    ("push.title", "en"): "Jianfu",
    ("push.text", "en"): "There is news",
}


def say(code, params, locale):
    assert not params
    return WORDS[code, locale if locale == "en" else "zh-Hans"]


def add_report(db, *, category="homework", place="140100"):
    """A report of its own office and case; its id."""
    office = Office(
        division_code=place,
        department=new_id(),
        name="教育局",
        work_public_key=bytes(32),
        oversight_public_key=bytes(32),
    )
    db.add(office)
    db.flush()
    case = Case(
        category=category,
        matter=category,
        division_code=place,
        office_id=office.id,
        status="submitted",
        severity=2,
        safety=False,
        due_is_provisional=False,
        **dict.fromkeys(
            ("status_since", "submitted_on", "accept_on", "first_answer_on", "finish_on", "next_due_on"), DAY
        ),
    )
    db.add(case)
    db.flush()
    report = Report(
        case_id=case.id,
        reference=new_id()[:8],
        receipt_lookup=new_id().encode()[:32],
        category=category,
        due_is_provisional=False,
        routing_reason={},
        finding_codes=[],
        **dict.fromkeys(("filed_on", "due_on"), DAY),
        **dict.fromkeys(("body_mac", "sealed_key", "sealed_content"), bytes(32)),
    )
    db.add(report)
    db.flush()
    return report.id


def subscribe(engine, keys, address, **report):
    """A report with a subscription to `address`; the subscription."""
    with writing(engine) as db, db.begin():
        report_id = add_report(db, **report)
        subscription = Subscription(id=new_id(), report_id=report_id)
        subscription.sealed_address = seal_address(keys.public, subscription.id, address)
        db.add(subscription)
    return subscription


def push_to(engine, clock, *subscriptions):
    """Something happened to these reports."""
    with writing(engine) as db, db.begin():
        return outbox.enqueue(db, report_ids=[each.report_id for each in subscriptions], due_at=clock())


def waiting(engine):
    """The outbox, in order of ids."""
    with reading(engine) as db:
        return list(db.scalars(sa.select(Outbox).order_by(Outbox.id)))


def subscriptions(engine):
    with reading(engine) as db:
        return list(db.scalars(sa.select(Subscription)))


def to_fid(fid, locale="zh-Hans"):
    return PushAddress("fcm", locale, fid=fid)


class Settings:
    """What the relay reads of its settings."""

    def __init__(self, keys):
        self.relay_private_key = keys.private


class Told:
    """A channel that answers as told and remembers what it was given."""

    def __init__(self, result=None):
        self.result = result or Sent()
        self.pushes = []

    def deliver(self, pushes):
        self.pushes.extend(pushes)
        return [self.result for _ in pushes]


def relay_with(engine, clock, keys, channel):
    """A relay whose every channel is `channel`."""
    channels = dict.fromkeys(("fcm", "fcm_topic"), channel)
    return Relay(Settings(keys), engine=engine, channels=channels, now=clock, say=say)
