"""Wrong one-time codes that come with the right password: somebody else may have it (K4).

Six digits can be guessed. Each wrong code makes the next try dearer, up to a log-in of some seconds: so the owner is
never refused, and passkeys and recovery codes cost nothing. What makes an end of it is a new password; hence the owner
is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from models import Staff
from policy.counts import Count
from services.refusals import BadCredentials, WorkNeeded
from services.work import Work

REMEMBERED: Final = timedelta(days=30)
"""Afterwards counting begins anew; so it does with a new password."""
HARDEST: Final = 40
"""14,000 derivations at most: twenty seconds in a browser (ADR 25)."""


class WrongCode(BadCredentials):
    """The password of this account is right and the one-time code is not: it reads like any other."""

    def __init__(self, staff_id: str) -> None:
        super().__init__()
        self.staff_id = staff_id


@dataclass(frozen=True)
class WrongCodes:
    """How many there were since when; none since None."""

    wrong_codes: int = 0
    wrong_codes_since: date | None = None


def wrong_codes_of(work: Work, staff: Staff) -> WrongCodes:
    """What counts today."""
    since = staff.wrong_codes_since
    if since is None or since < _first_day(work):
        return WrongCodes()
    return WrongCodes(staff.wrong_codes, since)


def refuse_unless_paid(work: Work, staff: Staff, effort: int) -> None:
    """WorkNeeded, with a challenge that is hard enough, before a code is looked at that not enough work came with."""
    free = work.policy.counts[Count.WRONG_CODES_BEFORE_WORK].most
    asked = min(wrong_codes_of(work, staff).wrong_codes - free + 1, HARDEST)
    if effort < asked:
        raise WorkNeeded(challenge=work.world.proof_of_work.new_challenge(work.now, effort=asked))


def note_wrong_code(work: Work, staff_id: str) -> None:
    """One more; the caller commits it although the log-in is refused."""
    is_new = sa.or_(Staff.wrong_codes_since.is_(None), Staff.wrong_codes_since < _first_day(work))
    values = {
        "wrong_codes": sa.case((is_new, 1), else_=Staff.wrong_codes + 1),
        "wrong_codes_since": sa.case((is_new, work.today), else_=Staff.wrong_codes_since),
    }
    work.db.execute(sa.update(Staff).where(Staff.id == staff_id).values(**values))


def _first_day(work: Work) -> date:
    return work.today - REMEMBERED
