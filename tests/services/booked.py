"""What is counted of a made-up history, by hand: who had what on each evening, and what is booked of it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from models import Case, Office, Report

DAY = timedelta(days=1)
MATTER = "homework"


@dataclass
class Told:
    """One report: its present promise, and where it was at the end of each day."""

    row: Report
    case: "Matter"
    filed_on: date
    begun_on: date
    respond_by: date
    responded: bool = False
    waits: bool = True
    if_it_falls: str | None = None
    answered_at: Office | None = None
    appealed_from: tuple | None = None
    appealed: bool = False
    left: str | None = None
    asked: list = field(default_factory=list)
    seat: dict = field(default_factory=dict)


@dataclass
class Matter:
    """One case: its questions, whether it has had the one that stops its clock, and whether it came with that."""

    row: Case
    reports: list
    asked: list = field(default_factory=list)
    used: bool = False
    had_one: bool = False
    of_an_appeal: bool = False


class Books:
    """Keeps count of the reports in `told`; `expected` has the counts of each day that is over."""

    def _book(self, told, office_id, measure):
        self._now[office_id, MATTER, told.row.source, measure] += 1

    def _begin(self, told):
        told.begun_on, told.respond_by = self.today, self._respond_by()
        told.responded, told.waits, told.asked = False, True, []

    def _responded(self, matter, at=None):
        for told in matter.reports:
            if told.waits and not told.responded:
                told.responded = True
                in_time = self.today <= told.respond_by
                office = (at or matter.row.office_id) if in_time else self._unresponsive(told)
                self._book(told, office, "responded")
                if in_time:
                    self._book(told, office, "responded_on_time")

    def _unresponsive(self, told):
        return self._answers_for(told, "late_first_answer", told.respond_by)

    def _answers_for(self, told, limit, due_on):
        """Where it was when that many working days were left, or when the wait began."""
        day, left = due_on, self.policy.limits[limit].days
        while left:
            day -= DAY
            left -= self.policy.calendar.is_working_day(day)
        return told.seat.get(max(day, told.begun_on), told.case.row.office_id)

    def _end(self, told, kind, *, counts, at=None):
        office = at or told.case.row.office_id
        in_time = self.today <= told.row.due_on
        if kind:
            self._book(told, office, kind)
        if not in_time:
            self._book(told, self._answers_for(told, "late_answer", told.row.due_on), "late")
        elif counts:
            self._book(told, office, "on_time")
        told.waits, told.answered_at = False, office
        told.if_it_falls = None if not in_time else "no_longer_on_time" if counts else "late"

    def _overturn(self, told, *, stands):
        office, booked = told.appealed_from
        told.appealed_from = None
        if not stands:
            self._book(told, office, "overturned")
            if booked is not None:
                self._book(told, office, booked)

    def end_day(self):
        for told in self.told:
            told.seat[self.today] = told.case.row.office_id
            if told.filed_on == self.today:
                self._book(told, told.left or told.case.row.office_id, "received")
            if told.waits:
                self._stand(told)
        self.expected[self.today], self._now = self._now, Counter()
        self.today += DAY

    def _stand(self, told):
        self._book(told, told.case.row.office_id, "open")
        due_on = told.row.due_on
        if due_on < self.today and not self._is_paused(told):
            self._book(told, self._answers_for(told, "late_answer", due_on), "overdue")
        if not told.responded and told.respond_by < self.today:
            self._book(told, self._unresponsive(told), "unresponded")

    def _is_paused(self, told):
        """Waited for, by the only question of its case, which is the only one that was put to this reporter."""
        case = told.case
        if case.row.status != "awaiting_reporter" or case.had_one or len(case.asked) != 1:
            return False
        return told.asked == case.asked and case.asked[0][0] <= told.row.due_on
