import policy
from policy.audit import Act, Fault
from policy.conduct import Habit
from policy.evidence import Removed, Scan
from policy.figures import RATES, Measure
from policy.instead import CODES as INSTEAD_CODES
from policy.joining import JOINING_REFUSALS, Likeness
from policy.moves import REFUSAL_CODES
from policy.programme import PROGRAMME_WORDS
from policy.reading import DATA
from policy.rechecks import RECHECK_REFUSALS
from policy.registry import CODES as REGISTRY_CODES
from policy.reminders import KINDS
from policy.retention import HoldReason
from policy.routing import REASON_CODES
from policy.tasks import TASK_REFUSALS, TaskEvent, TaskStatus
from policy.transfers import REFUSALS, EscalationReason, TransferReason
from policy.weighing import WORKING_CODES


def test_the_whole_policy_loads_from_its_folder():
    found = policy.load(DATA)
    assert found.divisions.root.code == "000000"
    assert found.calendar.covers(found.calendar.last)
    assert set(found.matters.by_code) == {matter for matter, *_ in found.deadlines} - {"*"} | {"homework"}
    assert found.help_lines[0] == "110"
    assert found.departments[0] == "education"


def test_what_needs_words_is_listed():
    found = policy.load(DATA)
    codes = policy.codes_of_places_and_offices(found.matters, found.departments, found.help_lines)
    assert {"matter.homework", "department.sport", "help_line.110", "division_level.area"} <= codes
    assert {"routing.root", "move.hand_over_first", "transfer.settled", "transfer_reason.wrong_place"} <= codes
    assert len(codes) == len(found.matters.by_code) + len(found.departments) + 4 + 5 + len(TransferReason) + len(
        REASON_CODES + REFUSAL_CODES + WORKING_CODES + REFUSALS + JOINING_REFUSALS + INSTEAD_CODES
    ) + len(set(REGISTRY_CODES)) + len(PROGRAMME_WORDS) + len(KINDS) + len(TASK_REFUSALS) + len(RECHECK_REFUSALS) + sum(
        map(
            len,
            (
                Likeness,
                EscalationReason,
                Removed,
                Scan,
                HoldReason,
                Act,
                Fault,
                Habit,
                TaskStatus,
                TaskEvent,
                RATES,
                Measure,
            ),
        )
    )
