"""Who reports what, where and when in the generated year: everything drawn from the seed, nothing stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any, Final

from demo.files import Seed
from demo.habits import UNSAID, Habits
from demo.plan import Plan, PlannedReport, ReportedPlace
from policy import Policy
from policy.vocabulary import ReporterRole, Source
from security.receipts import Receipt

STAGES: Final = ((6, "primary"), (9, "junior"), (12, "senior"))
MOST_MINUTES: Final = 720


@dataclass(frozen=True, order=True)
class Filing:
    """The `number`-th report of the year comes on a day."""

    day: date
    number: int


@dataclass(frozen=True)
class Year:
    """What the year is drawn from."""

    policy: Policy
    plan: Plan
    habits: Habits
    seed: int

    def filings(self, first: date, days: int, reports: int) -> list[Filing]:
        """When the reports come, oldest first: by month, and by day of the week."""
        calendar = [first + timedelta(days=n) for n in range(days)]
        weights = [
            sum(self.habits.seasons[day.month].values()) * self.habits.often.weekdays[day.weekday()] for day in calendar
        ]
        drawn = self._rng("filings").choices(calendar, weights, k=reports)
        return sorted(Filing(day, number) for number, day in enumerate(drawn))

    def rng(self, filing: Filing) -> Random:
        """What decides about one report, whatever else happens."""
        return self._rng(f"{filing.number}")

    def receipt(self, of: Seed, number: int) -> Receipt:
        """The receipt of the `number`-th report that this year's seed generates in a demo."""
        return Receipt.from_idempotency_key(of.key(number, f"generated/{self.seed}"))

    def report(self, rng: Random, filing: Filing) -> PlannedReport:
        """What is said: one of the demo's reports, with other numbers, and from somewhere else."""
        season = self.habits.seasons[filing.day.month]
        category = rng.choices([*season], [*season.values()])[0]
        chosen = rng.choice([one for one in self.plan.reports if one.category == category])
        often = self.habits.often
        role = rng.choices([*often.roles], [*often.roles.values()])[0]
        return replace(
            chosen,
            back=0,
            later=(),
            place=self._place(rng, chosen),
            answers={key: _varied(rng, key, value) for key, value in chosen.answers.items()},
            reporter_role=None if role == UNSAID else ReporterRole(role),
            source=self._source(filing),
            safety=rng.random() < often.safety,
            avoid_local_office=rng.random() < often.avoid_local_office,
        )

    def _source(self, filing: Filing) -> Source:
        """How it comes; drawn by itself, so that what else is drawn stays as it is."""
        sources = self.habits.often.sources
        return Source(self._rng(f"source {filing.number}").choices([*sources], [*sources.values()])[0])

    def _place(self, rng: Random, report: PlannedReport) -> ReportedPlace:
        """Some division with an office, and there a registered target if there is one that fits, else a name."""
        codes = self._divisions
        division_code = rng.choices([*codes], [*codes.values()])[0]
        if rng.random() < self.habits.often.registered_target:
            names = self._registered(division_code, report)
            if names:
                kind = "institution" if report.category == "tutoring" else "school"
                return ReportedPlace(division_code=division_code, **{kind: rng.choice(names)})
        old = report.place
        name = old.target_name or old.school or old.institution
        return ReportedPlace(division_code=division_code, target_name=name)

    @cached_property
    def _divisions(self) -> Mapping[str, int]:
        """Divisions that can be reported and have an office, and how many reports come from each."""
        codes = {office.division.code for office in self.plan.offices}
        reportable = sorted(code for code in codes if self.policy.divisions.reportable(code))
        return {code: self.habits.weight_of(code) for code in reportable}

    def _registered(self, division_code: str, report: PlannedReport) -> Sequence[str]:
        """Names of schools of the pupil's stage, or of institutions, in the division."""
        if report.category == "tutoring":
            rows = [row for row in self.plan.institutions if row.division_code == division_code]
            return [row.name for row in rows if row.name not in self._taken]
        stage = next(stage for last, stage in STAGES if report.answers["grade"] <= last)
        return [row.name for row in self.habits.schools if (row.division_code, row.stage) == (division_code, stage)]

    @cached_property
    def _taken(self) -> frozenset[str | None]:
        """What the demo's own reports are about: those cases have seen today, and nothing of the past may join them."""
        return frozenset(one.place.institution for one in self.plan.reports)

    def _rng(self, what: str) -> Random:
        return Random(f"{self.seed}/{what}")  # noqa: S311 - made-up reports, repeatable by the seed; no secret


def _varied(rng: Random, key: str, value: Any) -> Any:
    """An answer a little different: minutes by up to twenty, a fee by up to a fifth."""
    if key == "written_minutes":
        return [min(MOST_MINUTES, max(0, many + 5 * rng.randint(-4, 4))) for many in value]
    if key == "fee_amount":
        return round(value * rng.uniform(0.8, 1.2), -1)
    return value
