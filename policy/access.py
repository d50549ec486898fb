"""Who may do what: permissions of the staff roles, and what is left of them on a case of another office.

A permission is named `<verb>_<what>`. A role opens cases of its own offices only; which offices those are is a matter
of grants, in the services. A reporter has no permission here: the receipt opens the one report.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.vocabulary import Event, Role


class Permission(StrEnum):
    """One thing a member of staff may do."""

    READ_CASES = "read_cases"
    MOVE_CASES = "move_cases"
    ASSIGN_CASES = "assign_cases"
    TRANSFER_CASES = "transfer_cases"
    WRITE_NOTES = "write_notes"
    MESSAGE_REPORTER = "message_reporter"
    BIND_TARGET = "bind_target"
    RECORD_HAND_OVER = "record_hand_over"
    READ_OFFICES_BELOW = "read_offices_below"
    READ_FIGURES = "read_figures"
    READ_AUDIT = "read_audit"
    ADMINISTER = "administer"
    GRANT_KEYS = "grant_keys"
    DECIDE_APPEALS = "decide_appeals"
    REOPEN_CASES_BELOW = "reopen_cases_below"
    OVERSEE_CASES = "oversee_cases"
    URGE_OFFICES = "urge_offices"
    APPROVE_CASES = "approve_cases"
    TAKE_REPORTS = "take_reports"
    LOOK_AGAIN = "look_again"


class Capacity(StrEnum):
    """How an office stands to a case: it leads it, was alerted as the superior of a safety case is, or is above it."""

    LEAD = "lead"
    ALERTED = "alerted"
    ABOVE = "above"


ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset(
        {
            Permission.READ_CASES,
            Permission.MOVE_CASES,
            Permission.ASSIGN_CASES,
            Permission.TRANSFER_CASES,
            Permission.WRITE_NOTES,
            Permission.MESSAGE_REPORTER,
            Permission.BIND_TARGET,
            Permission.RECORD_HAND_OVER,
            Permission.APPROVE_CASES,
            Permission.TAKE_REPORTS,
            Permission.LOOK_AGAIN,
            Permission.READ_FIGURES,
            Permission.GRANT_KEYS,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            Permission.READ_CASES,
            Permission.ASSIGN_CASES,
            Permission.TRANSFER_CASES,
            Permission.WRITE_NOTES,
            Permission.RECORD_HAND_OVER,
            Permission.READ_OFFICES_BELOW,
            Permission.DECIDE_APPEALS,
            Permission.REOPEN_CASES_BELOW,
            Permission.OVERSEE_CASES,
            Permission.URGE_OFFICES,
            Permission.APPROVE_CASES,
            Permission.LOOK_AGAIN,
            Permission.READ_FIGURES,
            Permission.GRANT_KEYS,
        }
    ),
    Role.ANALYST: frozenset({Permission.READ_FIGURES}),
    Role.AUDITOR: frozenset({Permission.READ_AUDIT}),
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER}),
    Role.REPORTER: frozenset(),
}

ABOVE_PERMISSIONS = frozenset(
    {Permission.READ_CASES, Permission.REOPEN_CASES_BELOW, Permission.OVERSEE_CASES}
    | {Permission.URGE_OFFICES, Permission.APPROVE_CASES, Permission.LOOK_AGAIN}
)
"""From above, a case is read as far as it stands clear, or, with a reason, opened; it may be given back, too.

What an office of one person proposes is approved there (ADR 27), and what an office promised that is closed, or where
nobody is left, is looked at again from there.
"""
ALERTED_PERMISSIONS = (ABOVE_PERMISSIONS - {Permission.OVERSEE_CASES}) | {
    Permission.WRITE_NOTES,
    Permission.RECORD_HAND_OVER,
}
"""An office that was alerted has the keys: the reason is the danger, which stands in the history."""

WITHIN_CAPACITY: Mapping[Capacity, frozenset[Permission]] = {
    Capacity.LEAD: frozenset(Permission),
    Capacity.ALERTED: ALERTED_PERMISSIONS,
    Capacity.ABOVE: ABOVE_PERMISSIONS,
}

EVENT_PERMISSIONS: Mapping[Event, Permission] = {
    Event.ASK: Permission.MESSAGE_REPORTER,
    Event.MESSAGE: Permission.MESSAGE_REPORTER,
    Event.HAND_OVER: Permission.RECORD_HAND_OVER,
    Event.ASSIGN: Permission.ASSIGN_CASES,
    Event.BIND_TARGET: Permission.BIND_TARGET,
    Event.TRANSFER: Permission.TRANSFER_CASES,
    Event.RESEAL: Permission.ASSIGN_CASES,
    Event.RECUSE: Permission.ASSIGN_CASES,
    Event.UPHOLD: Permission.DECIDE_APPEALS,
    Event.SEND_BACK: Permission.DECIDE_APPEALS,
    Event.REOPEN: Permission.REOPEN_CASES_BELOW,
    Event.ASK_CONSENT: Permission.TRANSFER_CASES,
    Event.OVERSEE: Permission.OVERSEE_CASES,
    Event.URGE: Permission.URGE_OFFICES,
    Event.SUPERVISE: Permission.URGE_OFFICES,
    Event.APPROVE: Permission.APPROVE_CASES,
    Event.DISAPPROVE: Permission.APPROVE_CASES,
    Event.RECHECK: Permission.LOOK_AGAIN,
}


OF_AN_OFFICE = frozenset(role for role, given in ROLE_PERMISSIONS.items() if Permission.READ_CASES in given)
"""Roles that work on cases: each has an office, the others none."""


def permission_for(event: Event) -> Permission:
    """What a member of staff needs in order to cause an event on a case."""
    return EVENT_PERMISSIONS.get(event, Permission.MOVE_CASES)


def permissions(role: Role, capacity: Capacity = Capacity.LEAD) -> frozenset[Permission]:
    """What a role may do; on a case its office was only alerted to: read, note and record a hand-over."""
    return ROLE_PERMISSIONS[role] & WITHIN_CAPACITY[capacity]


def may(role: Role, permission: Permission, capacity: Capacity = Capacity.LEAD) -> bool:
    """Whether a role has a permission in this capacity."""
    return permission in permissions(role, capacity)
