"""Who asks too often: filing gets dearer and is never refused; wrong receipts and log-ins wait (A6, A7).

What is right is not held up: receipts always open what is theirs, and a log-in that is paid for is tried.

Only behind a proxy that says who sends (`JIANFU_TRUSTED_PROXIES`). Without one everybody has the same address, that of
the proxy or this machine, and one would be held up for all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import accumulate, repeat
from operator import mul
from typing import Final

from flask import Request

from api.problems import TOO_MANY_REQUESTS, BadRequest
from policy.counts import Count, Counts
from security.rate_limit import RateLimit, account_of, prefix_of
from services.refusals import BadCredentials, UnknownReceipt

HARDEST: Final = 4
"""1,400 derivations at most, which a cheap phone with SHA-256 in hardware does in two seconds (ADR 20)."""


@dataclass(frozen=True)
class Limits:
    """What is remembered of senders, and what follows from it."""

    counts: Counts
    sees_senders: bool
    lately: RateLimit = field(default_factory=RateLimit)

    def effort(self, request: Request) -> int:
        """How hard the next proof of work is: doubled numbers of challenges make it one step harder each."""
        if not self.sees_senders:
            return 1
        asked = self.lately.note(b"challenge", self._prefix(request))
        steps = list(accumulate(repeat(2, HARDEST - 2), mul, initial=self.counts[Count.EASY_CHALLENGES].most))
        return 1 + bisect_left(steps, asked)

    @contextmanager
    def guesses(self, request: Request, guard: str) -> Iterator[None]:
        """Every receipt is looked up; where many opened nothing, one more is told to come again, whatever it was."""
        try:
            yield
        except UnknownReceipt:
            if guard == "receipt" and self.sees_senders:
                self._note_wrong(b"receipt", self._prefix(request))
            raise

    @contextmanager
    def log_in(self, request: Request, username: str, *, is_paid: bool) -> Iterator[None]:
        """Whoever has given many wrong passwords for an account waits; its owner, elsewhere, does not.

        Nor does who brings a proof of work (`is_paid`): nobody behind the same address locks the owner out (K4).
        """
        key = (b"account", self._prefix(request), account_of(username))
        if is_paid:
            with self._noted(key):
                yield
            return
        if self.sees_senders and self.lately.count(*key) >= self.counts[Count.WRONG_LOG_INS].most:
            raise BadRequest(TOO_MANY_REQUESTS, "too_many_requests")
        with self._turns(b"log in", self._prefix(request)), self._noted(key):
            yield

    @contextmanager
    def _noted(self, key: tuple[bytes, ...]) -> Iterator[None]:
        try:
            yield
        except BadCredentials:
            self.lately.note(*key)
            raise

    @contextmanager
    def _turns(self, what: bytes, prefix: bytes) -> Iterator[None]:
        """Past so many that were wrong, one a second; those who are right do not count, but wait like the others."""
        if not self.sees_senders:
            yield
            return
        if self._are_many(what, prefix) and self.lately.in_this_second(b"turn", what, prefix) > 1:
            raise BadRequest(TOO_MANY_REQUESTS, "too_many_requests")
        with self._noted((what, prefix)):
            yield

    def _note_wrong(self, what: bytes, prefix: bytes) -> None:
        if self._are_many(what, prefix):
            raise BadRequest(TOO_MANY_REQUESTS, "too_many_requests") from None
        self.lately.note(what, prefix)

    def _are_many(self, what: bytes, prefix: bytes) -> bool:
        return self.lately.count(what, prefix) >= self.counts[Count.WRONG_RECEIPTS].most

    def _prefix(self, request: Request) -> bytes:
        return prefix_of(request.remote_addr or "")
