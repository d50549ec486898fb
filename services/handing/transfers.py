"""Pass a case on to another office: its keys are wrapped for that office, and every old wrap is destroyed.

The clocks go on as they are. Who hands a case on does not open it afterwards, and the receipt still does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseKeyWrap, Office, Report, ReportKeyWrap, Splitting, Transfer, Urging, new_id
from policy.access import Permission
from policy.divisions import Divisions
from policy.lifecycle import Given
from policy.routing import common_superior, directory_of, reason_of
from policy.transfers import (
    EscalationReason,
    Handing,
    TransferReason,
    TransferRefused,
    check_owner,
    hand_on_all,
)
from policy.vocabulary import Event, Reason
from security.envelope import seal_json
from services.cases.access import find_case
from services.cases.joined_meanwhile import check_none_joined, prepared_and_done, reports_of
from services.cases.open_matters import unanswered_urgings
from services.cases.record import apply_move, checked_move, lock_case
from services.cases.tasks import end_tasks
from services.handing.against import check_not_against
from services.handing.local import check_consent, is_free, seat_of, with_all_above
from services.handing.ways import offices_before, ways_of
from services.keyring import Actor, CaseKeys, KeyWrap, case_keys, wraps_for
from services.people.members import first_to_alert, somebody_could_work, who_could_work
from services.refusals import InvalidFields
from services.work import Work

FIELD = "to_office_id"


@dataclass(frozen=True)
class Wish:
    """Where an officer wants a case to go, and why."""

    to_office_id: str
    reason_code: TransferReason
    reason: str


@dataclass(frozen=True)
class Handed:
    """Where it went: `settles` when that is the office above both, which decides, and not the one that was named."""

    office: Office
    settles: bool


def transfer(work: Work, actor: Actor, case_id: str, seen_version: int, wish: Wish) -> Handed:
    """Pass on the case that the officer saw; InvalidFields for an office that cannot be its owner."""
    return prepared_and_done(work, partial(prepare_transfer, work, actor, case_id, seen_version, wish))


def prepare_transfer(work: Work, actor: Actor, case_id: str, seen_version: int, wish: Wish) -> Callable[[], Handed]:
    """Read and wrap for a transfer, which what is returned makes; JoinedMeanwhile where a report came in between."""
    with work.reading() as db:
        case = find_case(db, actor, case_id, Permission.TRANSFER_CASES)
        handing = _handing(work, db, case, wish.to_office_id)
        check_consent(work, db, case, wish.to_office_id)
        check_consent(work, db, case, handing.to_office_id)
        keys = case_keys(db, actor, case_id, reports_of(db, case_id))
        office, alerted = with_superior(db, handing.to_office_id, case)
    wraps = [wrap for one in (office, alerted) if one is not None for wrap in wraps_for(one, case_id, keys)]
    event_id, said = new_id(), {"reason": wish.reason}
    detail = seal_json(keys.case_key, said, table="case_event", column="sealed_detail", row_id=event_id)

    def make() -> Handed:
        case = lock_case(work.db, case_id, seen_version, actor=actor)
        move = checked_move(case, Event.TRANSFER, actor.role, Given(reason=True), field=FIELD)
        check_consent(work, work.db, case, handing.to_office_id)
        replace_wraps(work.db, case, keys, wraps)
        case.office_id, case.assignee_id = office.id, None
        case.alerted_office_id = alerted.id if alerted else None
        record(work, case, handing, wish.reason_code)
        apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
        say_where(work, case, office, "routing.transferred")
        work.db.flush()
        return Handed(office, handing.settles)

    return make


def find_owners(work: Work, actor: Actor, case_id: str) -> Sequence[Office]:
    """Offices near the case that could take it: of the place, beside it and above it, the nearest first."""
    case = find_case(work.db, actor, case_id, Permission.TRANSFER_CASES)
    divisions = work.policy.divisions
    chain = [division.code for division in divisions.chain(divisions.standing(case.division_code).code)]
    beside = [division.code for division in divisions.children(chain[1])] if len(chain) > 1 else []
    codes = {*chain, *beside, *(former for code in (*chain, *beside) for former in divisions.formerly(code))}
    near = sa.select(Office).where(Office.division_code.in_(codes), Office.id != case.office_id)
    offices = [one for one in work.db.scalars(near) if can_take(work, case, one, again=True)]
    order = {code: place for place, code in enumerate(dict.fromkeys([*chain[:1], *beside, *chain[1:]]))}
    return sorted(offices, key=lambda office: (order[divisions.standing(office.division_code).code], office.department))


def can_take(work: Work, case: Case, office: Office, *, again: bool = False) -> bool:
    """Whether an office could be the owner of a case; one that has had it only if it is to have it `again`."""
    fits = again or office.id not in offices_before(work.db, case)
    peopled = somebody_could_work(work.db, office.id, case.id)
    return fits and peopled and _is_owner(work, case, office) and is_free(work, work.db, case, office)


def with_superior(db: Session, office_id: str, case: Case) -> tuple[Office, Office | None]:
    """An office, and the one above it that is alerted of such a case; None without danger, and at the root."""
    office = db.get_one(Office, office_id)
    return office, first_to_alert(db, office, case.id) if case.safety else None


def _handing(work: Work, db: Session, case: Case, wanted_id: str) -> Handing:
    """Where the case goes when it is to go to `wanted_id`."""
    current, wanted = db.get_one(Office, case.office_id), db.get(Office, wanted_id)
    if wanted is None:
        raise InvalidFields.one(FIELD, "transfer.unknown_office")
    divisions = work.policy.divisions
    seats = [divisions.standing(office.division_code).code for office in (current, wanted)]
    try:
        check_wanted(work, db, case, wanted)
        handing = hand_on_all(ways_of(db, case), current.id, wanted.id, _above_both(db, divisions, case, seats))
        check_not_against(db, case, db.get_one(Office, handing.to_office_id))
        _check_peopled(db, case, handing.to_office_id)
    except TransferRefused as refused:
        raise InvalidFields.one(FIELD, refused.reason.code) from None
    return handing


def _above_both(db: Session, divisions: Divisions, case: Case, seats: Sequence[str]) -> str:
    """The office above both where somebody could work on the case; the country's, if there is none."""
    codes = {one.code for seat in seats for one in divisions.chain(seat)}
    peopled = sa.or_(Office.superior_id.is_(None), who_could_work(Office.__table__.c.id, case.id).exists())
    offices = db.scalars(sa.select(Office).where(Office.division_code.in_(codes), Office.closed_on.is_(None), peopled))
    directory = directory_of(divisions, ((office.division_code, office.department, office.id) for office in offices))
    return common_superior(divisions, directory, *seats)


def check_wanted(work: Work, db: Session, case: Case, wanted: Office) -> None:
    """An office that has had the case can have it back; another must be one for its matter. Neither may be closed.

    None may have given the answer that is appealed against.
    """
    if wanted.closed_on is not None:
        raise TransferRefused("transfer.closed_office")
    check_not_against(db, case, wanted)
    if wanted.id not in offices_before(db, case):
        check_owner(work.policy.divisions, work.policy.matters, case.matter, seat_of(wanted), on=work.today)


def _check_peopled(db: Session, case: Case, office_id: str) -> None:
    """A new office with nobody yet is as bad as one that all have left: the case would lie there until it goes up."""
    if not somebody_could_work(db, office_id, case.id):
        raise TransferRefused("transfer.nobody_there")


def _is_owner(work: Work, case: Case, wanted: Office) -> bool:
    try:
        check_wanted(work, work.db, case, wanted)
    except TransferRefused:
        return False
    return True


def replace_wraps(db: Session, case: Case, keys: CaseKeys, wraps: Iterable[KeyWrap]) -> None:
    """Destroy every wrap of the case and its reports, and store the new ones; no report may be without.

    It waits to be sealed for nobody then.
    """
    present = check_none_joined(db, case, keys.report_keys)
    db.execute(sa.delete(CaseKeyWrap).where(CaseKeyWrap.case_id == case.id))
    db.execute(sa.delete(ReportKeyWrap).where(ReportKeyWrap.report_id.in_(present)))
    case.reseal_pending = False
    db.add_all(wrap for wrap in wraps if isinstance(wrap, CaseKeyWrap) or wrap.report_id in present)


def record(work: Work, case: Case, handing: Handing, reason_code: TransferReason | EscalationReason) -> None:
    """Keep from where to where the next event takes the case; a task of the office that gets all of it ends.

    So does what an office asked that does not stand above the case any more: it would wait for itself. Whether the
    office had the case before is found by the statement that changes it: it is no question of its own.
    """
    end_tasks(work, case.id, office_id=handing.to_office_id)
    if case.is_urged:
        _end_urgings(work, case, handing.to_office_id)
    case.is_raised = case.is_raised or isinstance(reason_code, EscalationReason)
    case.is_bounced = sa.or_(Case.is_bounced, *_had_it(case, handing.to_office_id))
    work.db.add(
        Transfer(
            case_id=case.id,
            version=case.version + 1,
            from_office_id=handing.from_office_id,
            to_office_id=handing.to_office_id,
            reason_code=reason_code.value,
            settles=handing.settles,
        )
    )


def _had_it(case: Case, office_id: str) -> Iterator[sa.ColumnElement[bool]]:
    """Whether an office has passed on the case, or what it was split off from."""
    left = Transfer.from_office_id == office_id
    yield sa.exists().where(Transfer.case_id == case.id, left)
    before = (Transfer.case_id == Splitting.case_id, Transfer.version < Splitting.version)
    yield sa.exists().where(Splitting.new_case_id == case.id, *before, left)


def _end_urgings(work: Work, case: Case, to_office_id: str) -> None:
    """Ended by the next event, without an answer."""
    above = with_all_above(work.db, work.db.get_one(Office, to_office_id)) - {to_office_id}
    ended = sa.update(Urging).where(*unanswered_urgings(case.id), Urging.office_id.not_in(sorted(above)))
    work.db.execute(ended.values(answered_version=case.version + 1))
    case.is_urged = sa.exists().where(*unanswered_urgings(case.id))


def say_where(work: Work, case: Case, office: Office, code: str) -> None:
    """The reporters read the office that has it now, and why."""
    reason = reason_of(code, work.policy.divisions, office.division_code, office.department)
    work.db.execute(sa.update(Report).where(Report.case_id == case.id).values(routing_reason=stored_reason(reason)))


def stored_reason(reason: Reason) -> dict[str, object]:
    """A routing reason as a report stores it."""
    return {"code": reason.code, "params": dict(reason.params)}
