"""What refuses a move that the table lists, again by hand."""

from policy.lifecycle import MoveIncomplete, MoveNotAllowed
from policy.vocabulary import Event

ENDING = {Event.RESOLVE, Event.DECLINE, Event.REFER_OUT}
TELLING = ENDING | {Event.UPHOLD}
LEAVING = {Event.JOIN, Event.SPLIT, Event.UNDO_TAKE_IN}
NEED_A_REASON = {
    *(Event.DECLINE, Event.REFER_OUT, Event.HAND_OVER, Event.FLAG_SAFETY, Event.TRANSFER, Event.APPEAL),
    *(Event.RECUSE, Event.SEND_BACK, Event.REOPEN, Event.TELL_SCHOOL, Event.OVERSEE, Event.DISAPPROVE),
    *(Event.EXTEND, Event.SUPERVISE, Event.REPORT_BACK),
}


def blocked(event, given_):
    """The refusal that a listed move meets, said in other words."""
    lacks_reply = event in TELLING and not given_.public_reply
    lacks_reason = event in NEED_A_REASON and not given_.reason
    lacks_outcome = event is Event.RESOLVE and (given_.outcome is None or not given_.actions_taken)
    useless_reply = event not in TELLING and given_.public_reply
    useless_outcome = event is not Event.RESOLVE and (given_.outcome is not None or given_.actions_taken)
    if lacks_reply or lacks_reason or lacks_outcome or useless_reply or useless_outcome:
        return MoveIncomplete
    unsafe = event in TELLING and given_.safety and not given_.handed_over
    apart = event in LEAVING | {Event.TAKE_IN} and (given_.set_apart or given_.proposal_open)
    owed = event in LEAVING and given_.urged
    no_appeal = event in {Event.UPHOLD, Event.SEND_BACK} and not given_.of_an_appeal
    late = event is Event.REOPEN and given_.too_late_to_reopen
    not_past = event is Event.ASK_CONSENT and not given_.past_local
    own = event in {Event.OVERSEE, Event.URGE, Event.SUPERVISE} and not given_.from_above
    unfinished = event in TELLING | LEAVING and given_.tasks_open
    ended = given_.cannot_be_longer or given_.extended or given_.finish_is_over
    unasked = event is Event.REPORT_BACK and not given_.urged
    undecided = event in ENDING and (given_.needs_approval or given_.needs_check)
    verdict = event in {Event.APPROVE, Event.DISAPPROVE} and (given_.nothing_proposed or given_.own_proposal)
    unpromised = event is Event.RECHECK and not given_.recheck_promised
    sealed_elsewhere = event in TELLING and given_.reseal_pending
    twice = event is Event.APPEAL and given_.appealed
    ruled_out = (unsafe, apart, no_appeal, late, not_past, own, unfinished, event is Event.EXTEND and ended, unasked)
    return MoveNotAllowed if any((*ruled_out, undecided, verdict, owed, unpromised, sealed_elsewhere, twice)) else None
