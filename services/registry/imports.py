"""Lists for the registry: checked first, then applied part by part, and undone for 30 days.

Each part is a transaction of its own. Whoever asks again goes on; what nobody goes on with, the scheduler does.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Final

import sqlalchemy as sa

from models import ImportLine, RegistryImport
from policy.registry import MOST_LINES, UNDO, Change, ImportState, LineState, ListKind, read_list, registry_lexicon
from policy.tables import BadTable, decoded
from policy.vocabulary import FieldError
from services.refusals import InvalidFields, NotFound, OfNoUse
from services.registry.applying import PART, apply_lines, undo_lines
from services.registry.checking import LineOutcome, check_list
from services.registry.edition import changed
from services.registry.import_views import ImportView, apply_until, undo_until, view_import
from services.work import Work

FILE: Final = "file"
"""What a problem calls the list itself."""
MOST_WAITING: Final = 20
"""Lists of one account that are checked and not applied; with more, those of the oldest day are forgotten."""
MOST_LINES_WAITING: Final = 2 * MOST_LINES
"""And lines of them together."""


class ImportNotReady(OfNoUse):
    """The import is not at the point where this can be done: it was applied already, or was not yet."""

    code = "import_not_ready"


class ImportTooOld(OfNoUse):
    """It was applied more than 30 days ago, or checked so long ago that its lines are gone."""

    code = "import_too_old"


class ImportNotConfirmed(OfNoUse):
    """Some of its lines look wrong, and nobody has said that they are right."""

    code = "import_not_confirmed"


def begin_import(work: Work, staff_id: str | None, kind: ListKind, content: bytes) -> ImportView:
    """Check a list; nothing is changed yet. InvalidFields for a file that is no such list.

    Of what the same account had checked and did not apply, the oldest is forgotten when it becomes too much.
    """
    policy = work.policy
    try:
        lexicon = registry_lexicon(policy.divisions, policy.words, policy.school_kinds, policy.indicators)
        lines = tuple(read_list(kind, decoded(content), policy.words, lexicon))
    except BadTable as bad:
        raise InvalidFields([FieldError(bad.column or FILE, bad.reason)]) from None
    outcomes = check_list(work, kind, lines)
    made = RegistryImport(
        list_kind=kind, state=ImportState.CHECKED, staff_id=staff_id, made_on=work.today, **_counts(outcomes)
    )
    work.db.add(made)
    work.db.flush()
    rows = [_row(made.id, outcome) for outcome in outcomes if outcome.change is not None]
    if rows:
        work.db.execute(sa.insert(ImportLine), rows)
    _forget(work, _too_many(work, staff_id, made.id))
    return view_import(work, made.id)


def _too_many(work: Work, staff_id: str | None, newest_id: str) -> list[str]:
    """The ids of an account's lists that wait and are too many; never the newest, nor one being applied."""
    mine = (RegistryImport.state == ImportState.CHECKED, RegistryImport.staff_id.is_not_distinct_from(staff_id))
    lines = RegistryImport.to_add + RegistryImport.to_change + RegistryImport.refused
    newest_first = (RegistryImport.id != newest_id, RegistryImport.made_on.desc(), RegistryImport.id)
    wanted = sa.select(RegistryImport.id, lines).where(*mine).order_by(*newest_first)
    waiting = work.db.execute(wanted.with_for_update(skip_locked=True)).all()
    together = accumulate(number for _, number in waiting)
    found = enumerate(zip((import_id for import_id, _ in waiting), together, strict=True))
    return [
        import_id
        for place, (import_id, number) in found
        if import_id != newest_id and (place >= MOST_WAITING or number > MOST_LINES_WAITING)
    ]


def apply_import(work: Work, import_id: str, *, confirmed: bool = False) -> ImportView:
    """Apply the next part of it.

    ImportNotReady when it was applied or undone; ImportTooOld when its lines are gone; ImportNotConfirmed when some of
    them have to be `confirmed` and it begins without.
    """
    found = _locked(work, import_id)
    if found.state not in {ImportState.CHECKED, ImportState.APPLYING}:
        raise ImportNotReady
    if apply_until(found, work.today) is None:
        raise ImportTooOld
    if found.state == ImportState.CHECKED and found.to_confirm and not confirmed:
        raise ImportNotConfirmed
    _apply(work, found)
    return view_import(work, import_id)


def undo_import(work: Work, import_id: str) -> ImportView:
    """Undo the next part of it. ImportNotReady unless it was applied; ImportTooOld when that was over 30 days ago."""
    found = _locked(work, import_id)
    if found.state not in {ImportState.APPLIED, ImportState.UNDOING}:
        raise ImportNotReady
    if found.state == ImportState.APPLIED and undo_until(found, work.today) is None:
        raise ImportTooOld
    _undo(work, found)
    return view_import(work, import_id)


def continue_imports(work: Work) -> int:
    """Go on with an import that was begun and is not over; how many lines."""
    going = sa.select(RegistryImport).where(RegistryImport.state.in_([ImportState.APPLYING, ImportState.UNDOING]))
    found = work.db.scalar(going.order_by(RegistryImport.id).limit(1).with_for_update())
    if found is None:
        return 0
    return _apply(work, found) if found.state == ImportState.APPLYING else _undo(work, found)


def forget_imports(work: Work) -> int:
    """Delete imports, with their lines, that can be neither applied nor undone for 30 days; how many."""
    last = sa.func.coalesce(RegistryImport.applied_on, RegistryImport.made_on)
    old = sa.select(RegistryImport.id).where(last < work.today - UNDO - UNDO)
    ids = list(work.db.scalars(old.limit(1)))
    _forget(work, ids)
    return len(ids)


def _forget(work: Work, ids: Sequence[str]) -> None:
    work.db.execute(sa.delete(ImportLine).where(ImportLine.import_id.in_(ids)))
    work.db.execute(sa.delete(RegistryImport).where(RegistryImport.id.in_(ids)))


def _apply(work: Work, found: RegistryImport) -> int:
    found.state, found.applied_on = ImportState.APPLYING, found.applied_on or work.today
    done = apply_lines(work, ListKind(found.list_kind), found.id)
    if done < PART:
        found.state = ImportState.APPLIED
    return _done(work, found, done)


def _undo(work: Work, found: RegistryImport) -> int:
    found.state = ImportState.UNDOING
    done = undo_lines(work, ListKind(found.list_kind), found.id)
    if done < PART:
        found.state = ImportState.UNDONE
    return _done(work, found, done)


def _done(work: Work, found: RegistryImport, done: int) -> int:
    if done and found.list_kind in {ListKind.CALENDARS, ListKind.PRICES}:
        changed(work)
    work.db.flush()
    return done


def _locked(work: Work, import_id: str) -> RegistryImport:
    found = work.db.get(RegistryImport, import_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


def _counts(outcomes: Sequence[LineOutcome]) -> dict[str, int]:
    changes = [outcome.change for outcome in outcomes]
    wanted = {"to_add": Change.ADD, "to_change": Change.CHANGE, "same": None, "refused": Change.REFUSE}
    to_confirm = sum(1 for one in outcomes if one.later is not None and one.errors)
    return {name: changes.count(change) for name, change in wanted.items()} | {"to_confirm": to_confirm}


def _row(import_id: str, outcome: LineOutcome) -> dict[str, Any]:
    return {
        "import_id": import_id,
        "line": outcome.line,
        "change": outcome.change,
        "state": LineState.PASSED_OVER if outcome.change is Change.REFUSE else LineState.WAITING,
        "row_id": outcome.row_id,
        "earlier": outcome.earlier,
        "later": outcome.later,
        "errors": [[error.field, error.reason.code, dict(error.reason.params)] for error in outcome.errors],
    }
