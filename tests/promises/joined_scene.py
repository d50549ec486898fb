"""Cases that are alike, and joined: a part of the scene that every route is asked in."""

import uuid

import sqlalchemy as sa

from models import Stay
from tests.support.phone import homework


class OfJoinedCases:
    """Two cases of office 1, instead of that of report 1."""

    def passed_on_with_another(self):
        """Instead of report 1, two that are alike, which the avoided office passed on to office 1."""
        place = {"division_code": "411102", "target_name": uuid.uuid4().hex}
        up = {"to_office_id": self.office_id("411100"), "reason_code": "wrong_place", "reason": "r"}
        pair = [self.house.case_of(self.house.phone.file(homework(place=place)).json)["id"] for _ in range(2)]
        for case_id in pair:
            self.act("avoided", case_id, "transfer", up)
        self.cases[0], self.other = pair

    def joined_with_another(self):
        """The same two, and the other joined to the one."""
        self.passed_on_with_another()
        self.act("officer_1", self.cases[0], "merge", {"case_ids": [self.other]}, version=2)

    def came_with_the_other(self):
        with self.house.engine.connect() as connection:
            return connection.scalars(sa.select(Stay.report_id).where(Stay.case_id == self.other)).all()
