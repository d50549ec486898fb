"""Log-ins that go wrong again and again: past a rate for one account they cost work, and are never refused (K4).

Whoever has password, second factor and a solved challenge always gets in, whatever others try on the same account. It
is all one whether there is such an account. Kept in the memory of each process, under a key that is stored nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from policy.counts import Count
from security.proof_of_work import ChallengeRefused
from security.rate_limit import RateLimit, account_of
from services.refusals import BadCredentials, InvalidFields, WorkNeeded
from services.work import Work


@dataclass(frozen=True)
class LogInLimits:
    """What went wrong lately, by account."""

    lately: RateLimit = field(default_factory=RateLimit)

    @contextmanager
    def trying(self, work: Work, username: str, challenge: str | None) -> Iterator[int]:
        """One try, with how hard the challenge was that came with it.

        WorkNeeded where it has to be paid for, InvalidFields for a challenge that is no good.
        """
        account = account_of(username)
        is_dear = self.lately.count(b"account", account) >= work.policy.counts[Count.LOG_INS_BEFORE_WORK].most
        effort = self._take_work(work, challenge) if is_dear or challenge is not None else 0
        try:
            yield effort
        except BadCredentials:
            self.lately.note(b"account", account)
            raise

    def _take_work(self, work: Work, challenge: str | None) -> int:
        if challenge is None:
            raise WorkNeeded(challenge=work.world.proof_of_work.new_challenge(work.now))
        try:
            spent = work.world.proof_of_work.check(challenge, work.now)
        except ChallengeRefused as refused:
            raise InvalidFields.one("challenge", refused.code) from None
        if self.lately.note(b"challenge", spent.mark) > 1:
            raise InvalidFields.one("challenge", "challenge_spent")
        return spent.effort
