"""What the registry says beside a case: is it licensed, converted, approved; what may it charge; what else is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import get_args

import sqlalchemy as sa

from models import Case, Institution, School
from policy import Policy
from policy.lifecycle import UNANSWERED
from policy.prices import Mode, PriceTable, Stage, ceiling, in_yuan
from policy.rule_tests import GuidedPrice
from services.cases.access import visible
from services.keyring import Actor
from services.registry.local import read_local
from services.work import Work


@dataclass(frozen=True)
class PriceCap:
    """The highest price in yuan of one lesson of so many minutes and one person, in classes of such a size."""

    mode: str
    price_stage: str
    minutes: int
    smallest: int
    largest: int | None
    yuan: float
    effective_from: date | None


def open_on_target(actor: Actor, case: Case) -> sa.Select[Case]:
    """The other cases on the same entry that are open where this reader sees them; none of a case without an entry.

    Cases of other offices, and those that went past this one, are not among them: a number would tell of them.
    """
    same = [
        column == target_id
        for column, target_id in ((Case.school_id, case.school_id), (Case.institution_id, case.institution_id))
        if target_id is not None
    ]
    is_open = sa.or_(sa.false(), *same), Case.status.in_(UNANSWERED)
    return sa.select(Case).where(*is_open, visible(actor), Case.id != case.id)


def open_cases_on(work: Work, actor: Actor, case: Case) -> int:
    """How many these are."""
    return work.db.scalar(open_on_target(actor, case).with_only_columns(sa.func.count())) or 0


def price_caps(work: Work, target: School | Institution) -> tuple[PriceCap, ...]:
    """What an institution may charge today: for lessons on the spot by its place, online by the approving province."""
    if not isinstance(target, Institution):
        return ()
    divisions = work.policy.divisions
    places = {"offline": target.division_code, "online": target.approving_division_code or target.division_code}
    standing = {mode: divisions.standing(code).code for mode, code in places.items()}
    chains = {mode: [one.code for one in divisions.chain(code)] for mode, code in standing.items()}
    ever = [one for chain in chains.values() for code in chain for one in (code, *divisions.formerly(code))]
    local = read_local(work.db, divisions, ever)
    percent = _float_up(work.policy)
    asked = [(chains[mode], mode, stage) for mode in get_args(Mode) for stage in get_args(Stage)]
    tables = (
        local.prices(chain, work.policy.prices).table(chain, mode, stage, work.today) for chain, mode, stage in asked
    )
    return tuple(cap for table in tables if table is not None for cap in _caps(table, percent))


def _caps(table: PriceTable, percent: int) -> Iterator[PriceCap]:
    for band in table.bands:
        yuan = in_yuan(ceiling(band.yuan, percent))
        size = band.smallest, band.largest
        yield PriceCap(table.mode, table.stage, table.minutes, *size, yuan, table.effective_from)


def _float_up(policy: Policy) -> int:
    """How many percent above the guided price are allowed."""
    return next(_floats(policy), 0)


def _floats(policy: Policy) -> Iterator[int]:
    return (test.float_up_percent for rule in policy.rules for test in rule.tests if isinstance(test, GuidedPrice))
