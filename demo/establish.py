"""Make the demo's offices, staff, schools and institutions. Private keys are in memory only, and only here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from demo.files import LogIn
from demo.plan import InstitutionRow, Plan, PlannedOffice, SchoolRow
from models import Institution, KeyGrant, School
from policy import Policy
from policy.divisions import Level
from policy.routing import EDUCATION, default_superior
from policy.vocabulary import Role
from security.passwords import Argon2Cost
from services.administration.grants import PURPOSES
from services.administration.offices import NewOffice, grant_to_staff, grants_upward, initialise, new_office
from services.people.staff import NewStaff, new_staff
from services.work import Work

T = TypeVar("T")
THREADS = 2
"""Argon2 releases the interpreter's lock, so two accounts are made at once."""

SUPERVISED = frozenset({Level.COUNTRY, Level.PROVINCE, Level.PREFECTURE})
WITHOUT_OFFICE = (Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR)

FACTS = ("credit_code", "licence_number", "teaches_subjects", "has_prepaid_account", "converted_on", "approved_on")
"""What the registry knows of an institution beside its place."""

Offices = dict[tuple[str, str], NewOffice]
"""New offices by (division code, department), superiors first."""


class Progress(Protocol):
    """Shows how far something is: `with progress(items, label) as bar: for item in bar: …`."""

    def __call__(self, items: Sequence[T], label: str, /) -> AbstractContextManager[Iterable[T]]: ...


@dataclass(frozen=True)
class Establishment:
    """Everything that is stored in one transaction, its private keys still in hand."""

    offices: Offices
    staff: tuple[tuple[NewStaff, NewOffice | None], ...]
    grants: tuple[KeyGrant, ...]
    schools: tuple[School, ...]
    institutions: tuple[Institution, ...]

    def store(self, work: Work, recovery_public_key: bytes) -> None:
        """Store the rows, each after the ones it refers to; AlreadyInitialised when somebody was faster."""
        root, *below = self.offices.values()
        initialise(work, root, recovery_public_key, is_demo=True)
        people = [new.staff for new, _ in self.staff]
        for rows in ([new.office for new in below], people, self.grants, self.schools, self.institutions):
            work.db.add_all(rows)
            work.db.flush()

    def log_ins(self) -> list[LogIn]:
        """Names and passwords."""
        return [_log_in(new, office) for new, office in self.staff]


def make(policy: Policy, cost: Argon2Cost, plan: Plan, progress: Progress) -> Establishment:
    """Offices, staff, grants, schools and institutions; nothing is stored yet."""
    offices = _offices(policy, plan.offices)
    staff = _staff(plan, offices, cost, progress)
    return Establishment(
        offices=offices,
        staff=staff,
        grants=(*_upward(offices), *_to_staff(staff)),
        schools=tuple(_school(row, offices) for row in plan.schools),
        institutions=tuple(_institution(row, offices) for row in plan.institutions),
    )


def _offices(policy: Policy, planned: Sequence[PlannedOffice]) -> Offices:
    offices: Offices = {}
    directory: dict[tuple[str, str], str] = {}
    for one in planned:
        key = (one.division.code, one.department)
        superior_id = default_superior(policy.divisions, directory, *key)
        offices[key] = new_office(*key, one.name, superior_id)
        directory[key] = offices[key].office.id
    return offices


def _staff(
    plan: Plan, offices: Offices, cost: Argon2Cost, progress: Progress
) -> tuple[tuple[NewStaff, NewOffice | None], ...]:
    wanted = list(_wanted(plan, offices))
    pool = ThreadPoolExecutor(THREADS)
    try:
        made = [pool.submit(_account, *one, cost) for one in wanted]
        with progress(made, "Offices and staff") as bar:
            accounts = [future.result() for future in bar]
    finally:
        pool.shutdown(cancel_futures=True)
    return tuple((account, office) for account, (*_, office) in zip(accounts, wanted, strict=True))


def _wanted(plan: Plan, offices: Offices) -> Iterator[tuple[str, Role, NewOffice | None]]:
    """An officer everywhere, or two; a supervisor in education offices above the counties; three without an office."""
    for one in plan.offices:
        office = offices[one.division.code, one.department]
        yield from ((_username(Role.OFFICER, office, number), Role.OFFICER, office) for number in range(one.officers))
        if one.department == EDUCATION and one.division.level in SUPERVISED:
            yield _username(Role.SUPERVISOR, office), Role.SUPERVISOR, office
    yield from ((role.value, role, None) for role in WITHOUT_OFFICE)


def _username(role: Role, at: NewOffice, number: int = 0) -> str:
    ending = f"-{number + 1}" if number else ""
    return f"{role}-{at.office.division_code}-{at.office.department}{ending}"


def _account(username: str, role: Role, at: NewOffice | None, cost: Argon2Cost) -> NewStaff:
    return new_staff(username, role, at.office.id if at else None, cost)


def _upward(offices: Offices) -> Iterator[KeyGrant]:
    """Both keys of every office but the root for the office above."""
    by_id = {new.office.id: new.office for new in offices.values()}
    for new in offices.values():
        if new.office.superior_id is not None:
            superior = by_id[new.office.superior_id]
            yield from grants_upward(new, superior.id, superior.oversight_public_key)


def _to_staff(staff: Iterable[tuple[NewStaff, NewOffice | None]]) -> Iterator[KeyGrant]:
    for account, office in staff:
        if office is not None:
            for purpose in PURPOSES[Role(account.staff.role)]:
                yield grant_to_staff(office, purpose, account.staff)


def _school(row: SchoolRow, offices: Offices) -> School:
    return School(
        division_code=row.division_code,
        name=row.name,
        stage=row.stage,
        boarding=row.boarding,
        office_id=_runs(row, offices),
        kind=row.kind,
        school_code=row.school_code,
    )


def _institution(row: InstitutionRow, offices: Offices) -> Institution:
    return Institution(
        division_code=row.division_code,
        name=row.name,
        office_id=_runs(row, offices),
        approving_division_code=row.approving_division_code,
        **{name: getattr(row, name) for name in FACTS},
    )


def _runs(row: SchoolRow | InstitutionRow, offices: Offices) -> str | None:
    if row.office_division_code is None or row.office_department is None:
        return None
    return offices[row.office_division_code, row.office_department].office.id


def _log_in(new: NewStaff, at: NewOffice | None) -> LogIn:
    staff, office = new.staff, at.office if at else None
    return LogIn(
        username=staff.username,
        password=new.password,
        role=staff.role,
        office_id=office.id if office else None,
        division_code=office.division_code if office else None,
        department=office.department if office else None,
    )
