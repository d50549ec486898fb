"""What an office writes: to the reporters of a case, and for itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from models import Case, Note, new_id
from policy.access import Permission
from policy.lifecycle import Given
from policy.vocabulary import Event
from security.envelope import seal
from services.cases.access import find_case
from services.cases.joined_meanwhile import check_none_joined, prepared_and_done, reports_of
from services.cases.messages import say_to_all, sealed_for_all
from services.cases.record import apply_move, checked_move, lock_case, next_position
from services.keyring import Actor, case_keys
from services.work import Work


def write_to_reporters(
    work: Work, actor: Actor, case_id: str, text: str, *, ask: bool, seen_version: int | None
) -> Case:
    """Send a message to every reporter of the case, sealed for each; a question makes the case wait for the answer."""
    prepare = partial(prepare_message, work, actor, case_id, text, ask=ask, seen_version=seen_version)
    return prepared_and_done(work, prepare)


def prepare_message(
    work: Work, actor: Actor, case_id: str, text: str, *, ask: bool, seen_version: int | None
) -> Callable[[], Case]:
    """Read and seal for a message, which what is returned sends; JoinedMeanwhile where a report came in between."""
    with work.reading() as db:
        find_case(db, actor, case_id, Permission.MESSAGE_REPORTER)
        keys = case_keys(db, actor, case_id, reports_of(db, case_id)).report_keys
    sealed, event, field = sealed_for_all(keys, text), Event.ASK if ask else Event.MESSAGE, "ask" if ask else "text"

    def send() -> Case:
        case = lock_case(work.db, case_id, seen_version, actor=actor)
        still_there = check_none_joined(work.db, case, sealed)
        move = checked_move(case, event, actor.role, Given(), field=field)
        say_to_all(work, sealed, still_there, ask=ask)
        work.db.flush()
        apply_move(work, case, move, staff_id=actor.id)  # which looks at who is waited for
        work.db.flush()
        return case

    return send


def write_note(work: Work, actor: Actor, case_id: str, text: str) -> None:
    """Keep a note with the case; it changes no version."""
    with work.reading() as db:
        find_case(db, actor, case_id, Permission.WRITE_NOTES)
        key = case_keys(db, actor, case_id, ()).case_key
    note_id = new_id()
    sealed = seal(key, text.encode(), table="note", column="sealed_text", row_id=note_id)
    lock_case(work.db, case_id, actor=actor)
    work.db.add(
        Note(
            id=note_id,
            case_id=case_id,
            position=next_position(work.db, Note, Note.case_id == case_id),
            posted_on=work.today,
            staff_id=actor.id,
            sealed_text=sealed,
        )
    )
    work.db.flush()
