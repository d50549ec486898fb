"""Made-up histories of cases, written as the services write them, and what figures they should give: counted by hand.

What is expected is noted down as things happen, and at the end of each day by looking at everybody; the log is never
read for it.
"""

import uuid
from collections import Counter
from datetime import date

from models import Case, CaseEvent, Joining, Office, Reply, Report, Splitting, Stay, Transfer
from services.figures.lives import first_answer_on
from tests.services.booked import DAY, MATTER, Books, Matter, Told

FIRST = date(2025, 3, 3)
PLACE, DEPARTMENT = "411102", "education"
APPROVED = {"decline", "refer_out"}
SOURCES = ("online", "phone", "online", "hotline_12345", "walk_in")
OPEN = {"submitted", "accepted", "investigating", "awaiting_reporter"}


class History(Books):
    """A few offices, their cases, and what is counted."""

    def __init__(self, db, policy, offices=3):
        self.db, self.policy, self.today = db, policy, FIRST
        self.expected, self.matters, self.told = {}, [], []
        self.offices = [self._office(number) for number in range(offices)]
        self.above = self._office(offices)
        db.flush()
        self._now = Counter()

    def _office(self, number):
        code = f"{uuid.uuid4().int % 10**12:012}"
        keys = {"work_public_key": bytes(32), "oversight_public_key": bytes(32)}
        office = Office(
            id=str(uuid.uuid4()), division_code=code, department=DEPARTMENT, name=f"office {number}", **keys
        )
        self.db.add(office)
        return office

    # What the services do.

    def new_case(self, office):
        days = dict.fromkeys(("accept_on", "first_answer_on", "finish_on", "next_due_on"), self.today)
        row = Case(
            id=str(uuid.uuid4()),
            version=1,
            category="homework",
            matter=MATTER,
            division_code=PLACE,
            office_id=office.id,
            status="submitted",
            status_since=self.today,
            severity=2,
            safety=False,
            submitted_on=self.today,
            due_is_provisional=False,
            **days,
        )
        self.db.add(row)
        self.db.flush()
        self.matters.append(Matter(row, []))
        return self.matters[-1]

    def event(self, matter, event, status=None):
        case = matter.row
        case.status = status or case.status
        self.db.add(
            CaseEvent(
                id=str(uuid.uuid4()),
                case_id=case.id,
                version=case.version,
                happened_on=self.today,
                event=event,
                status=case.status,
            )
        )
        self.db.flush()

    def go_on(self, matter, event, status=None):
        matter.row.version += 1
        self.event(matter, event, status)

    def file(self, office, days, into=None):
        matter = into or self.new_case(office)
        if into is None:
            self.event(matter, "file")
        some = {"receipt_lookup": uuid.uuid4().bytes * 2, "body_mac": bytes(32), "sealed_key": b""}
        row = Report(
            id=str(uuid.uuid4()),
            case_id=matter.row.id,
            joined_version=matter.row.version,
            reference=uuid.uuid4().hex[:12],
            filed_on=self.today,
            due_on=self.today + days * DAY,
            due_is_provisional=False,
            routing_reason={},
            finding_codes=[],
            category="homework",
            source=SOURCES[len(self.told) % len(SOURCES)],
            sealed_content=b"",
            **some,
        )
        self.db.add(row)
        self.db.flush()
        told = Told(row, matter, self.today, self.today, self._respond_by())
        matter.reports.append(told)
        self.told.append(told)

    def _respond_by(self):
        return first_answer_on(self.policy, MATTER, DEPARTMENT, PLACE, self.today)

    def write(self, matter):
        self.go_on(matter, "message")
        self._responded(matter)

    def ask(self, matter):
        question = (self.today, matter.row.id, len(matter.asked))
        for one in (matter, *matter.reports):
            one.asked.append(question)
        matter.used = True
        self.go_on(matter, "ask", "awaiting_reporter")
        self._responded(matter)

    def resume(self, matter):
        self.go_on(matter, "resume", "investigating")

    def propose(self, matter, verdict):
        """An answer that a second person agrees to, or sends back: of no weight for any figure."""
        self.go_on(matter, "propose")
        self.go_on(matter, verdict)

    def answer(self, matter, event, status):
        if event in APPROVED:
            self.propose(matter, "approve")
        self._keep_due(matter)
        self.go_on(matter, event, status)
        self._responded(matter)
        for told in matter.reports:
            kind = {"resolve": "verified", "decline": "declined", "refer_out": "referred_out"}.get(event)
            self._end(told, kind, counts=kind in {None, "verified"})
            if told.appealed_from is not None:
                self._overturn(told, stands=event == "uphold")

    def _keep_due(self, matter):
        for told in matter.reports:
            version = matter.row.version + 1
            self.db.add(Reply(report_id=told.row.id, case_id=matter.row.id, version=version, due_on=told.row.due_on))

    def transfer(self, matter, office):
        came_from, matter.row.office_id = matter.row.office_id, office.id
        self.go_on(matter, "transfer", "submitted")
        self._passed(matter, came_from, office.id)

    def _passed(self, matter, came_from, office_id):
        ends = {"from_office_id": came_from, "to_office_id": office_id}
        version = {"case_id": matter.row.id, "version": matter.row.version}
        self.db.add(Transfer(**version, **ends, reason_code="wrong_place", settles=False))
        self.db.flush()

    def join(self, matter, into):
        for told in matter.reports:
            self.stay(told, matter, into, into.row.version + 1)
            into.reports.append(told)
        if not into.asked:
            into.had_one = into.had_one or matter.used
        matter.reports, into.used = [], into.used or matter.used
        self.go_on(matter, "join", "closed")
        self.go_on(into, "take_in")
        ends = {"case_id": matter.row.id, "version": matter.row.version}
        there = {"into_case_id": into.row.id, "into_version": into.row.version}
        self.db.add(Joining(**ends, **there, pause_used=matter.used))
        self.db.flush()

    def stay(self, told, left, into, joined_version):
        position = 1 + sum(stay.report_id == told.row.id for stay in self.db.query(Stay).all())
        spent = {"after_version": told.row.joined_version, "until_version": left.row.version}
        self.db.add(Stay(report_id=told.row.id, position=position, case_id=left.row.id, **spent))
        told.row.case_id, told.row.joined_version, told.case = into.row.id, joined_version, into
        self.db.flush()

    def part(self, matter, new):
        parted = {"case_id": matter.row.id, "version": matter.row.version, "new_case_id": new.row.id}
        self.db.add(Splitting(**parted, pause_used=matter.used))
        new.used = new.had_one = matter.used

    def appeal(self, told, days):
        left = told.case
        new = self.new_case(self.above)
        new.of_an_appeal = True
        self.event(new, "appeal")
        self.stay(told, left, new, 0)
        told.row.due_on = self.today + days * DAY
        left.reports.remove(told)
        new.reports.append(told)
        self.go_on(left, "appeal")
        self._book(told, told.answered_at, "appealed")
        told.left = left.row.office_id
        told.appealed, told.appealed_from = True, (told.answered_at, told.if_it_falls)
        self._begin(told)

    def send_back(self, matter, days):
        [told] = matter.reports
        below = told.appealed_from[0]
        self._keep_due(matter)
        came_from, matter.row.office_id = matter.row.office_id, below
        self.go_on(matter, "send_back", "submitted")
        self._passed(matter, came_from, below)
        self._responded(matter, at=came_from)
        self._end(told, None, counts=True, at=came_from)
        self._overturn(told, stands=False)
        told.row.due_on = self.today + days * DAY
        matter.of_an_appeal = False
        matter.asked, matter.used, matter.had_one = [], False, False
        self._begin(told)

    def reopen(self, matter, days):
        self.go_on(matter, "reopen", "submitted")
        matter.asked, matter.used, matter.had_one = [], False, False
        for told in matter.reports:
            told.row.due_on = self.today + days * DAY
            told.left = told.left or matter.row.office_id
            told.appealed_from = (told.answered_at, told.if_it_falls)
            self._overturn(told, stands=False)
            self._begin(told)
