"""Where pushes about a report go: sealed to the relay the moment it is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from models import Subscription, new_id
from notifications.addresses import PushAddress, seal_address
from notifications.outbox import forget, replace_address
from security.receipts import Receipt
from services.cases.by_receipt import find_report, lock_report
from services.work import Work


@dataclass(frozen=True)
class PushTarget:
    """A push address as the phone gives it: `fid` or `token` for fcm, nothing for fcm_topic."""

    channel: str
    locale: str
    fid: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)


def new_subscription(work: Work, report_id: str, target: PushTarget, receipt: Receipt) -> dict[str, Any]:
    """The columns of a subscription that only the relay can open."""
    subscription_id = new_id()
    topic = receipt.topic if target.channel == "fcm_topic" else None
    address = PushAddress(channel=target.channel, locale=target.locale, fid=target.fid, token=target.token, topic=topic)
    sealed = seal_address(work.world.relay_public_key, subscription_id, address)
    return {"id": subscription_id, "report_id": report_id, "sealed_address": sealed}


def subscribe(work: Work, receipt: Receipt, target: PushTarget) -> None:
    """Send pushes about this report there from now on; what is waiting goes there too."""
    with work.reading() as db:
        report = find_report(db, receipt)
    new = Subscription(**new_subscription(work, report.id, target, receipt))
    lock_report(work, receipt)  # whoever leaves a push for this report waits, and then sees the new address
    old = work.db.scalar(sa.select(Subscription).where(Subscription.report_id == report.id))
    if old is not None:
        replace_address(work.db, old.sealed_address, new.sealed_address)
        work.db.delete(old)
        work.db.flush()
    work.db.add(new)


def unsubscribe(work: Work, receipt: Receipt) -> None:
    """Send no pushes about this report any more, not even the one that waits."""
    _, report = lock_report(work, receipt)
    sealed = work.db.scalar(sa.select(Subscription.sealed_address).where(Subscription.report_id == report.id))
    if sealed is not None:
        forget(work.db, sealed)
