"""What a use case is given: the world it runs in, one transaction, and the moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.engine import asking, reading
from policy import Policy
from policy.local import Local
from security.acknowledgements import Signer
from security.checkpoints import HeadSigner
from security.endpoints import Endpoints
from security.evidence.storage import Storage
from security.passkeys import Passkeys
from security.passwords import Argon2Cost
from security.proof_of_work import ProofOfWork

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one time zone and no summer time (since 1992): every day of the service is a day there."""

LONGEST_WAIT = timedelta(minutes=10)
"""A request that takes its moment and then waits for others is over by then, whatever it does."""


@dataclass(frozen=True)
class WebPush:
    """What browsers subscribe with (a P-256 point, 65 bytes), and where their push services may be."""

    public_key: bytes
    endpoints: Endpoints


class Remembered:
    """What the registry said of calendars and prices in one edition: read again when there is another.

    Two threads that find a new edition at the same time both read it; what is remembered is one value.
    """

    def __init__(self) -> None:
        self._held: tuple[str | None, Local] = (None, Local())

    def of(self, edition: str | None, read: Callable[[], Local]) -> Local:
        """What that edition says; nothing was ever brought while there is none."""
        held, local = self._held
        if edition != held:
            local = read()
            self._held = (edition, local)
        return local


@dataclass(frozen=True)
class World:
    """What stays the same while the process lives."""

    engine: sa.Engine
    policy: Policy
    proof_of_work: ProofOfWork
    cursor_key: bytes
    figures_key: bytes
    """Draws how public figures are rounded."""
    relay_public_key: bytes
    argon2_cost: Argon2Cost
    second_factor: bool = True
    """Whether every account has to have one: everywhere but in a demo."""
    push_jitter_s: int = 0
    """How many seconds a push may wait, so that it does not tell when an office acted."""
    web_push: WebPush | None = None
    """None where this installation has no key for it."""
    released_hourly: bool = False
    """Whether offices see at the next full hour only what reporters cause, unless it is about safety (A8)."""
    remembered: Remembered = field(default_factory=Remembered)
    """Calendars and prices of the registry."""
    evidence: Storage = field(kw_only=True)
    """Where files lie."""
    signer: Signer = field(kw_only=True)
    """Acknowledges what was filed."""
    head_signer: HeadSigner = field(kw_only=True)
    """Signs the heads of the audit log."""
    passkeys: Passkeys = field(kw_only=True)
    """Knows the passkeys of staff."""


@dataclass(frozen=True)
class Work:
    """One unit of work. `db` begins its transaction with its first statement; whoever made the Work commits it.

    Heavy work (Argon2, proof of work, HPKE) comes before the first statement on a writing `db`; what it needs from
    the database is read in a `reading()` session, which is closed by then.
    """

    world: World
    db: Session
    now: datetime

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.world.policy

    @property
    def today(self) -> date:
        """Today in Asia/Shanghai."""
        return self.now.astimezone(SHANGHAI).date()

    @property
    def settled_on(self) -> date:
        """The last day of which everything is stored: who came before midnight may still have waited since."""
        return (self.now.astimezone(SHANGHAI) - LONGEST_WAIT).date() - timedelta(days=1)

    def reading(self) -> Session:
        """A session of its own for reads that must be over before the write begins."""
        return reading(self.world.engine)

    def asking(self) -> sa.Connection:
        """The same for a question that needs no rows to work on."""
        return asking(self.world.engine)
