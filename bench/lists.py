"""Every other list and figure where there are many cases, against where there are few: ratios, and equal questions."""

from __future__ import annotations

import statistics as means
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from api.progress_page import shown
from bench.many_cases import PROVINCE, Filled, filled
from bench.measures import MILLI, Measure
from bench.queue_pages import FEW, spent
from models import Institution, School
from models.engine import reading
from policy.audit import Act
from policy.bulk import MOST
from policy.vocabulary import Concern, Role
from services.audit.reading import Wanted, page_of_audit
from services.desk.queue import list_cases, question_of
from services.desk.queue_order import Filters, next_ids
from services.desk.rechecks import list_rechecks
from services.desk.reminders import list_reminders
from services.figures.bulletin import bulletin
from services.figures.reading import By, Question, figures
from services.figures.statistics import statistics
from services.joint.coordination import coordinated_tasks, coordination
from services.joint.queue import TaskFilters, list_tasks
from services.keyring import Actor
from services.paging import Asked
from services.people.below import offices_below
from services.places import find_targets
from services.progress.reading import programme
from services.registry.dated import list_indicators, list_periods, list_prices
from services.registry.entries import list_entries
from services.registry.suggestions import list_suggestions
from services.watching.conduct import conduct_of_offices, period_of
from services.work import Work
from tests.support.statements import listening

AT_LEAST, AIM = 1.5, 1.1
LIMIT, DEEP, REPEAT = 20, 20, 9
PLACE = "411102"
Read = Callable[[Work, Actor, str | None], Any]


@dataclass(frozen=True)
class List:
    """A list or figure: how part of it is read, and by whom; `is_paged` where a cursor goes on from it.

    `whole` is the same without its filter: what a page is compared with where the filter does not fill one.
    """

    read: Read
    role: Role = Role.SUPERVISOR
    is_paged: bool = True
    whole: Read | None = None


def _cases(filters: Filters) -> Read:
    return lambda work, actor, cursor: list_cases(work, actor, filters, cursor, LIMIT)


def _concern(concern: Concern) -> List:
    return List(_cases(Filters(concern=concern.value)), whole=_cases(Filters()))


def _entries(table: type[School | Institution], place: str | None = None, q: str | None = None) -> Read:
    return lambda work, _, cursor: list_entries(work, table, Asked(cursor, LIMIT), division_code=place, q=q)


def _figures(by: By) -> Read:
    return lambda work, actor, cursor: figures(work, actor, Question(by), Asked(cursor, LIMIT))


def _conduct(work: Work, actor: Actor, cursor: str | None) -> Any:
    return conduct_of_offices(work, actor, period_of(work, None, None), Asked(cursor, LIMIT))


def _tasks(**wanted: bool) -> Read:
    return lambda work, actor, cursor: list_tasks(work, actor, TaskFilters(**wanted), Asked(cursor, LIMIT))


def _tasks_of_all(**wanted: bool) -> Read:
    return lambda work, actor, cursor: coordinated_tasks(work, actor, TaskFilters(**wanted), Asked(cursor, LIMIT))


def _reminders(work: Work, actor: Actor, cursor: str | None) -> Any:
    return list_reminders(work, actor, Asked(cursor, LIMIT))


def _rechecks(*, due: bool) -> Read:
    return lambda work, actor, cursor: list_rechecks(work, actor, Asked(cursor, LIMIT), due=due)


def _matching(work: Work, actor: Actor, _: str | None) -> None:
    """Of a filter that matches too many: as much is read as ever can be (services.desk.bulk.matching)."""
    found = next_ids(question_of(work, work.db, actor, Filters(), MOST + 1))
    if found is None or len(work.db.scalars(found).all()) <= MOST:
        raise AssertionError("not more than may be done at once")


def _audit(wanted: Callable[[Actor], Wanted], role: Role = Role.SUPERVISOR) -> List:
    return List(lambda work, actor, cursor: page_of_audit(work, wanted(actor), Asked(cursor, LIMIT)), role)


def _dated(read: Callable[..., Any], place: str | None = None) -> List:
    return List(lambda work, _, cursor: read(work, Asked(cursor, LIMIT), division_code=place))


def _figures_read() -> Mapping[str, List]:
    told = {f"/figures?by={by}": List(_figures(by), is_paged=by is By.OFFICE) for by in By}
    own = {f"/figures?by={by}, own office": List(_figures(by), Role.OFFICER, is_paged=False) for by in By}
    return {
        **told,
        **own,
        "/figures/bulletin": List(lambda work, actor, _: bulletin(work, actor, None), is_paged=False),
        **_public(),
    }


def _public() -> Mapping[str, List]:
    """What everybody reads; of the page what it reads, for making it of that is the same work in either."""
    return {
        "/statistics": List(lambda work, _a, _c: statistics(work, None, PROVINCE), is_paged=False),
        "/programme": List(lambda work, _a, _c: programme(work), is_paged=False),
        "/programme?division_code": List(lambda work, _a, _c: programme(work, PROVINCE), is_paged=False),
        "/progress": List(lambda work, _a, _c: shown(work, PROVINCE, None), is_paged=False),
    }


def _registry() -> Mapping[str, List]:
    return {
        "/registry/schools": List(_entries(School)),
        "/registry/schools?division_code": List(_entries(School, PLACE)),
        "/registry/schools?q": List(_entries(School, q="7f")),
        "/registry/institutions": List(_entries(Institution)),
        "/registry/calendars": _dated(list_periods),
        "/registry/calendars?division_code": _dated(list_periods, PLACE),
        "/registry/prices": _dated(list_prices),
        "/registry/prices?division_code": _dated(list_prices, PLACE),
        "/registry/indicators": _dated(list_indicators),
        "/registry/indicators?division_code": _dated(list_indicators, PLACE),
        "/registry/suggestions": List(lambda work, _, cursor: list_suggestions(work, Asked(cursor, LIMIT))),
        "/schools?q": List(lambda work, _a, _c: find_targets(work, School, PLACE, "7f"), is_paged=False),
    }


def lists_of() -> Mapping[str, List]:
    """By name."""
    return {
        **{f"/cases?concern={concern}": _concern(concern) for concern in Concern},
        "/cases/matching": List(_matching, is_paged=False),
        "/rechecks, officer": List(_rechecks(due=False), Role.OFFICER),
        "/rechecks, supervisor": List(_rechecks(due=False)),
        "/rechecks?due": List(_rechecks(due=True), Role.OFFICER),
        **_figures_read(),
        "/audit": _audit(lambda _: Wanted()),
        "/audit?office_id": _audit(lambda actor: Wanted(office_id=actor.office_id), Role.OFFICER),
        "/audit?act": _audit(lambda _: Wanted(act=Act.CASE_OPEN.value)),
        "/offices/below": List(lambda work, actor, cursor: offices_below(work, actor, Asked(cursor, LIMIT))),
        "/offices/conduct": List(_conduct),
        "/coordination": List(lambda work, actor, cursor: coordination(work, actor, Asked(cursor, LIMIT))),
        "/coordination/tasks": List(_tasks_of_all()),
        "/coordination/tasks?overdue": List(_tasks_of_all(overdue=True)),
        "/tasks": List(_tasks(), Role.OFFICER),
        "/tasks?overdue": List(_tasks(overdue=True), Role.OFFICER),
        "/reminders, officer": List(_reminders, Role.OFFICER),
        "/reminders, supervisor": List(_reminders),
        **_registry(),
    }


@dataclass(frozen=True)
class Reader:
    """Somebody who reads a list in a database."""

    there: Filled
    what: List

    @property
    def actor(self) -> Actor:
        """Who reads it."""
        return self.there.supervisor if self.what.role is Role.SUPERVISOR else self.there.officer

    def part(self, cursor: str | None) -> Any:
        """Part of the list."""
        with reading(self.there.bench.world.engine) as db:
            return self.what.read(Work(self.there.bench.world, db, self.there.now), self.actor, cursor)

    def deep(self) -> str | None:
        """The cursor of the twentieth page, or of the last full one."""
        cursor, part = None, self.part(None)
        for _ in range(DEEP if self.what.is_paged else 0):
            following = self.part(part.next_cursor) if part.next_cursor else None
            if following is None or len(following.items) < LIMIT:
                break
            cursor, part = part.next_cursor, following
        return cursor

    def comparable(self) -> Reader:
        """The same, or without its filter where that does not fill a page: an empty page is no rival."""
        whole = self.what.whole
        if whole is None or len(self.part(None).items) == LIMIT:
            return self
        return replace(self, what=replace(self.what, read=whole))

    def seconds(self, cursor: str | None) -> float:
        """Processor time, ours and the database's."""
        with reading(self.there.bench.world.engine) as db:
            begun = spent(db)
            self.what.read(Work(self.there.bench.world, db, self.there.now), self.actor, cursor)
            return spent(db) - begun

    def questions(self, cursor: str | None) -> int:
        """How many statements."""
        statements: list[str] = []
        with listening(self.there.bench.world.engine, statements):
            self.part(cursor)
        return len(statements)


def lists(many: int, engine_name: str = "postgresql") -> list[Measure]:
    """The worse of first and twentieth page, medians of ratios; the two databases are asked in turns."""
    with ExitStack() as stack:
        large, small = (stack.enter_context(filled(engine_name, number, with_lists=True)) for number in (many, FEW))
        size = f"{many:,} / {FEW:,} cases"
        return [
            _measured(f"{name}, {size}", Reader(large, one), Reader(small, one)) for name, one in lists_of().items()
        ]


def _measured(name: str, large: Reader, small: Reader) -> Measure:
    worst, note = 0.0, ""
    rival = small.comparable()
    for page, cursors in (("first", (None, None)), ("deep", (large.deep(), rival.deep()))):
        if page == "deep" and cursors[0] is None:
            continue
        asked = [large.questions(cursors[0]), small.questions(cursors[1] if rival is small else None)]
        assert asked[0] == asked[1], (name, page, asked)
        pairs = [(large.seconds(cursors[0]), rival.seconds(cursors[1])) for _ in range(REPEAT)]
        ratio = means.median(first / second for first, second in pairs)
        if ratio > worst:
            taken = [means.median(pair[which] for pair in pairs) * MILLI for which in (0, 1)]
            worst, note = ratio, f"{taken[0]:.1f} ms against {taken[1]:.1f} ms ({page} page, {asked[0]} questions)"
    return Measure(name, worst, AT_LEAST, AIM, is_ceiling=True, note=note)
