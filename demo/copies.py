"""Copies of stencils: the same answers, days and acts, with ids, keys and sealed texts of their own."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Container
from random import Random
from typing import Any, Final

import sqlalchemy as sa

from demo.ids import Ids, References, written
from demo.stencils import Course, Seat, Stencil
from models import Avoidance, Case, CaseEvent, CaseKeyWrap, Reply, Report, ReportKeyWrap
from models.bulk import table_of
from security.many_seals import Cipher, ManySeals, address_of, cipher_of
from security.many_wraps import ManyWraps
from security.padding import pad
from security.wraps import WrapFor
from services.keyring import case_key_for, report_key_for

MOST_EVENTS: Final = 8
"""Of one case: filed, handed over, three moves and the end."""
LOOKUP_TAIL: Final = 16
SEED_BITS: Final = 256
DIGEST_BYTES: Final = 32


def _at(table: sa.Table, *names: str) -> tuple[int, ...]:
    """Where columns stand in a row."""
    return tuple(list(table.c.keys()).index(name) for name in names)


TABLES: Final = tuple(map(table_of, (Case, Report, CaseKeyWrap, ReportKeyWrap, CaseEvent, Reply, Avoidance)))
"""In the order in which they name each other."""
CASE, REPORT, CASE_WRAP, REPORT_WRAP, EVENT, REPLY, AVOIDANCE = range(len(TABLES))
(CASE_ID,) = _at(TABLES[CASE], "id")
ID, IN_CASE, REFERENCE, LOOKUP, MAC = _at(TABLES[REPORT], "id", "case_id", "reference", "receipt_lookup", "body_mac")
KEY, CONTENT, SAID = _at(TABLES[REPORT], "sealed_key", "sealed_content", "sealed_reply")
EVENT_ID, OF_CASE, DETAIL = _at(TABLES[EVENT], "id", "case_id", "sealed_detail")
(AVOIDING,) = _at(TABLES[AVOIDANCE], "case_id")
KEY_OF, CONTENT_OF, SAID_OF = (address_of("report", name) for name in ("sealed_key", "sealed_content", "sealed_reply"))
DETAIL_OF = address_of("case_event", "sealed_detail")
HERE: Final = "row"

Rows = tuple[list[list[Any]], ...]
"""The rows of each of TABLES."""


class Copier:
    """Makes the rows of at most `number` cases, with references that are not `there` yet."""

    def __init__(self, number: int, there: Container[str]) -> None:
        chance = Random(secrets.randbits(SEED_BITS))  # noqa: S311 - ids open nothing, and these are nobody's
        self._cases, self._reports, self._lookups = (Ids(number, chance) for _ in range(3))
        self._events = Ids(number * MOST_EVENTS, chance)
        self._references = References(number, chance, there)
        self._bytes = chance.randbytes
        self._seals = ManySeals()
        self._nobodys = cipher_of(self._seals.new_key())
        self._wrappers: dict[str, _Wrapper] = {}
        self._rows = _none()

    def begin_at(self, number: int) -> None:
        """Go on with the case that is the `number`-th of all, from 0: those before it are made by somebody else."""
        for ids in (self._cases, self._reports, self._lookups, self._references):
            ids.begin_at(number)
        self._events.begin_at(number * MOST_EVENTS)

    def taken(self) -> Rows:
        """The rows made since they were taken last."""
        rows, self._rows = self._rows, _none()
        return rows

    def copy(self, stencil: Stencil, course: Course) -> None:
        """One more case with its report."""
        case_id, report_id = self._cases.new(), self._reports.new()
        key, report_key = self._seals.new_key(), self._seals.new_key()
        case = course.case.copy()
        case[CASE_ID] = case_id
        self._rows[CASE].append(case)
        row_id = written(report_id)
        self._report(stencil, course, (case_id, report_id, row_id.encode()), report_key)
        for seat in stencil.seats:
            wrapper = self._wrappers.get(seat.office_id) or self._wrapper(seat)
            self._rows[CASE_WRAP].append([case_id, *wrapper.of_case(key, written(case_id))])
            self._rows[REPORT_WRAP].append([report_id, *wrapper.of_report(report_key, row_id)])
        self._history(course, case_id, key)
        for version in course.answered:
            self._rows[REPLY].append([report_id, case_id, version, course.due_on])
        if stencil.avoidance is not None:
            avoidance = stencil.avoidance.copy()
            avoidance[AVOIDING] = case_id
            self._rows[AVOIDANCE].append(avoidance)

    def _report(self, stencil: Stencil, course: Course, ids: tuple[str, str, bytes], key: bytes) -> None:
        seal, cipher, row = self._seals.seal, cipher_of(key), course.report.copy()
        row[IN_CASE], row[ID], row_id = ids
        row[REFERENCE] = self._references.new()
        row[LOOKUP] = bytes.fromhex(self._lookups.new()) + self._bytes(LOOKUP_TAIL)
        row[MAC] = self._bytes(DIGEST_BYTES)
        row[KEY] = seal(self._nobodys, pad(key), KEY_OF + row_id)
        row[CONTENT] = seal(cipher, stencil.content, CONTENT_OF + row_id)
        if course.reply is not None:
            row[SAID] = seal(cipher, course.reply, SAID_OF + row_id)
        self._rows[REPORT].append(row)

    def _wrapper(self, seat: Seat) -> _Wrapper:
        self._wrappers[seat.office_id] = wrapper = _Wrapper(seat)
        return wrapper

    def _history(self, course: Course, case_id: str, key: bytes) -> None:
        cipher: Cipher | None = None
        for act, detail in zip(course.events, course.details, strict=True):
            row = act.copy()
            row[EVENT_ID] = event_id = self._events.new()
            row[OF_CASE] = case_id
            if detail is not None:
                cipher = cipher or cipher_of(key)
                row[DETAIL] = self._seals.seal(cipher, detail, DETAIL_OF + written(event_id).encode())
            self._rows[EVENT].append(row)


class _Wrapper:
    """Wraps the keys of cases and reports for one office."""

    def __init__(self, seat: Seat) -> None:
        self._wrap = ManyWraps(seat.public_key).wrap_as
        self._seat = (seat.office_id.replace("-", ""), seat.key_version)
        self._case, self._report = (_around(way, seat) for way in (case_key_for, report_key_for))

    def of_case(self, key: bytes, row_id: str) -> tuple[str, int, bytes]:
        """What a row of wraps has behind the id of its case."""
        before, after = self._case
        return *self._seat, self._wrap(key, before + row_id.encode() + after)

    def of_report(self, key: bytes, row_id: str) -> tuple[str, int, bytes]:
        """The same of a report."""
        before, after = self._report
        return *self._seat, self._wrap(key, before + row_id.encode() + after)


def _around(way: Callable[[str, str, int], WrapFor], seat: Seat) -> tuple[bytes, bytes]:
    """What a wrap for this office is bound to, before and behind the id of its row."""
    before, _, after = way(HERE, seat.office_id, seat.key_version).info().partition(f"|{HERE}|".encode())
    return before + b"|", b"|" + after


def _none() -> Rows:
    return tuple([] for _ in TABLES)
