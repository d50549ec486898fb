from itertools import product

import pytest

from policy.access import Capacity, Permission, may, permission_for, permissions
from policy.vocabulary import Event, Role

ON_CASES = {
    Permission.READ_CASES,
    Permission.MOVE_CASES,
    Permission.ASSIGN_CASES,
    Permission.TRANSFER_CASES,
    Permission.WRITE_NOTES,
    Permission.MESSAGE_REPORTER,
    Permission.BIND_TARGET,
    Permission.RECORD_HAND_OVER,
}


def test_an_officer_works_cases_off_and_reads_figures():
    assert permissions(Role.OFFICER) == ON_CASES | {
        *(Permission.READ_FIGURES, Permission.GRANT_KEYS, Permission.APPROVE_CASES),
        *(Permission.TAKE_REPORTS, Permission.LOOK_AGAIN),
    }


def test_a_supervisor_has_these_permissions_and_no_other():
    assert permissions(Role.SUPERVISOR) == {
        *(Permission.READ_CASES, Permission.ASSIGN_CASES, Permission.TRANSFER_CASES, Permission.WRITE_NOTES),
        *(Permission.RECORD_HAND_OVER, Permission.READ_OFFICES_BELOW, Permission.DECIDE_APPEALS),
        *(Permission.REOPEN_CASES_BELOW, Permission.OVERSEE_CASES, Permission.READ_FIGURES, Permission.GRANT_KEYS),
        Permission.URGE_OFFICES,
        *(Permission.APPROVE_CASES, Permission.LOOK_AGAIN),
    }


def test_from_above_a_case_is_read_with_a_reason_and_given_back():
    from_above = {Permission.READ_CASES, Permission.APPROVE_CASES, Permission.LOOK_AGAIN}
    supervisors = {Permission.OVERSEE_CASES, Permission.REOPEN_CASES_BELOW, Permission.URGE_OFFICES}
    assert permissions(Role.SUPERVISOR, Capacity.ABOVE) == from_above | supervisors
    assert permissions(Role.OFFICER, Capacity.ABOVE) == from_above


NEEDED = {
    Permission.MESSAGE_REPORTER: {Event.ASK, Event.MESSAGE},
    Permission.RECORD_HAND_OVER: {Event.HAND_OVER},
    Permission.ASSIGN_CASES: {Event.ASSIGN, Event.RESEAL, Event.RECUSE},
    Permission.BIND_TARGET: {Event.BIND_TARGET},
    Permission.TRANSFER_CASES: {Event.TRANSFER, Event.ASK_CONSENT},
    Permission.DECIDE_APPEALS: {Event.UPHOLD, Event.SEND_BACK},
    Permission.REOPEN_CASES_BELOW: {Event.REOPEN},
    Permission.OVERSEE_CASES: {Event.OVERSEE},
    Permission.URGE_OFFICES: {Event.URGE, Event.SUPERVISE},
    Permission.APPROVE_CASES: {Event.APPROVE, Event.DISAPPROVE},
    Permission.LOOK_AGAIN: {Event.RECHECK},
}


@pytest.mark.parametrize("event", Event)
def test_every_event_needs_the_permission_it_is_listed_under_or_that_to_move_cases(event):
    wanted = [permission for permission, events in NEEDED.items() if event in events]
    assert permission_for(event) is (wanted[0] if wanted else Permission.MOVE_CASES)


def test_a_supervisor_looks_below_but_does_not_decide_cases():
    assert may(Role.SUPERVISOR, Permission.READ_OFFICES_BELOW)
    assert may(Role.SUPERVISOR, Permission.RECORD_HAND_OVER)
    assert not may(Role.SUPERVISOR, Permission.MOVE_CASES)
    assert not may(Role.OFFICER, Permission.READ_OFFICES_BELOW)


@pytest.mark.parametrize(
    ("role", "only"), [("analyst", "read_figures"), ("auditor", "read_audit"), ("administrator", "administer")]
)
def test_analyst_auditor_and_administrator_have_one_permission_and_open_no_case(role, only):
    assert permissions(Role(role)) == {Permission(only)}
    assert not permissions(Role(role)) & ON_CASES


def test_a_reporter_has_a_receipt_and_no_permission():
    assert permissions(Role.REPORTER) == frozenset()


def test_an_office_that_was_only_alerted_reads_notes_and_records_a_hand_over():
    from_above = {Permission.REOPEN_CASES_BELOW, Permission.URGE_OFFICES}
    alerted = {Permission.READ_CASES, Permission.WRITE_NOTES, Permission.RECORD_HAND_OVER, Permission.APPROVE_CASES}
    alerted |= {Permission.LOOK_AGAIN}
    for role, more in ((Role.OFFICER, set()), (Role.SUPERVISOR, from_above)):
        assert permissions(role, Capacity.ALERTED) == alerted | more
        assert not may(role, Permission.MOVE_CASES, Capacity.ALERTED)


def test_who_has_no_cases_has_nothing_on_one():
    for role, capacity in product((Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR), (Capacity.ALERTED, Capacity.ABOVE)):
        assert permissions(role, capacity) == frozenset()


def test_being_alerted_never_adds_a_permission():
    for role, capacity in product(Role, Capacity):
        assert permissions(role, capacity) <= permissions(role)
        assert all(may(role, one, capacity) is (one in permissions(role, capacity)) for one in Permission)
