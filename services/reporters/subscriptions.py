"""Where pushes about a report go: sealed to the relay the moment it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from models import Subscription, new_id
from notifications.addresses import PushAddress, seal_address
from notifications.outbox import forget, replace_address
from security.endpoints import BadEndpoint, NoAnswer
from security.receipts import Receipt
from security.web_push import write_base64url
from services.cases.by_receipt import find_report, lock_report
from services.refusals import InvalidFields
from services.work import Work, World


@dataclass(frozen=True)
class PushTarget:
    """A push address as the phone gives it: `fid` or `token` for fcm, nothing for fcm_topic, the rest for webpush."""

    channel: str
    locale: str
    fid: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    endpoint: str | None = field(default=None, repr=False)
    keys: Mapping[str, str] | None = field(default=None, repr=False)


def channels_offered(world: World) -> list[dict[str, str]]:
    """The channels that pushes can be sent through here; for webpush with the key that a browser subscribes with."""
    offered = [{"channel": "fcm"}, {"channel": "fcm_topic"}]
    if world.web_push is not None:
        offered.append({"channel": "webpush", "public_key": write_base64url(world.web_push.public_key)})
    return offered


def check_target(work: Work, target: PushTarget, within: str = "") -> None:
    """InvalidFields for a channel that is not offered here, and for an endpoint that no push may go to.

    Takes up to two seconds, for the name of an endpoint is looked up; one that cannot be looked up now is let pass,
    since the relay looks again each time it sends. `within` is where the target stands in the request.
    """
    if target.endpoint is None:
        return
    web_push = work.world.web_push
    if web_push is None:
        allowed = ", ".join(each["channel"] for each in channels_offered(work.world))
        raise InvalidFields.one(f"{within}channel", "field.not_offered", allowed=allowed)
    try:
        web_push.endpoints.addresses(web_push.endpoints.read(target.endpoint))
    except BadEndpoint:
        raise InvalidFields.one(f"{within}endpoint", "subscription.bad_endpoint") from None
    except NoAnswer:
        return


def new_subscription(work: Work, report_id: str, target: PushTarget, receipt: Receipt) -> dict[str, Any]:
    """The columns of a subscription that only the relay can open."""
    subscription_id = new_id()
    topic = receipt.topic if target.channel == "fcm_topic" else None
    address = PushAddress(**vars(target), topic=topic)
    sealed = seal_address(work.world.relay_public_key, subscription_id, address)
    return {"id": subscription_id, "report_id": report_id, "sealed_address": sealed}


def subscribe(work: Work, receipt: Receipt, target: PushTarget) -> None:
    """Send pushes about this report there from now on; what is waiting goes there too."""
    with work.reading() as db:
        report = find_report(db, receipt)
    check_target(work, target)
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
