"""Steps of a report's life over HTTP, and who can open what: for the tests of keys that move."""

import sqlalchemy as sa

from models import CaseKeyWrap, Report, ReportKeyWrap, Staff
from models.engine import reading
from policy.vocabulary import Role
from security.envelope import open_sealed
from security.passwords import check_password
from services.desk.case_view import view_case
from services.keyring import Actor, case_keys
from services.people.staff import password_record
from services.refusals import NotFound, ResealPending

OFFICER, NEIGHBOUR = "officer-411102-education", "officer-411103-education"
CITY, PROVINCE, ROOT = "officer-411100-education", "officer-410000-education", "officer-000000-education"
MARKET = "officer-411100-market_regulation"
REASON = {"reason_code": "wrong_place", "reason": "学校在相邻的区。"}
REPLY = {"outcome": "unsubstantiated", "public_reply": "没有发现。"}


class Lives:
    """What phone and consoles do in a house."""

    def __init__(self, house):
        self.house, self.installed, self.phone, self.clock = house, house.installed, house.phone, house.clock

    def office(self, division_code, department="education"):
        return self.installed.offices[division_code, department].id

    def console(self, username):
        return self.house.log_in(username)

    def mine(self, filed):
        return self.phone.mine(filed["receipt"]).json

    def act(self, filed, what, body=None):
        """What the holder of the receipt does."""
        headers = self.phone.with_receipt(filed["receipt"])
        options = {} if body is None else {"json": body}
        return self.house.client.post(f"/api/v1/reports/mine/{what}", headers=headers, **options)

    def answer(self, filed, username=OFFICER, event="decline"):
        """The office says no; the console and the case."""
        officer = self.console(username)
        case = self.house.case_of(filed)
        given = {"reason": "不属实。", "public_reply": REPLY["public_reply"]}
        assert officer.end(case["id"], case["version"], event, **given).status_code == 200
        return officer, case["id"]

    def send(self, filed, username, to, **changes):
        """Pass the case on."""
        officer = self.console(username)
        case = self.house.case_of(filed)
        body = {"to_office_id": to, **REASON, **changes}
        return officer.post(f"/cases/{case['id']}/transfer", body, case["version"])

    def actor(self, db, username):
        staff = db.scalars(sa.select(Staff).where(Staff.username == username)).one()
        kek = check_password(password_record(staff), self.installed.passwords[username])
        private = open_sealed(
            kek, staff.sealed_private_key, table="staff", column="sealed_private_key", row_id=staff.id
        )
        return Actor(staff.id, staff.username, Role(staff.role), staff.office_id, private)

    def openers(self, filed, usernames):
        """Those of them who find the report's case and can open the report in it."""
        with reading(self.house.engine) as db:
            report = db.scalars(sa.select(Report).where(Report.reference == filed["reference"])).one()
            return {name for name in usernames if self._opens(db, name, report)}

    def _opens(self, db, username, report):
        actor = self.actor(db, username)
        try:
            holds = report.id in case_keys(db, actor, report.case_id, [report.id]).report_keys
            opened = view_case(self.house.work(db), actor, report.case_id).reports
        except (NotFound, ResealPending):
            return False
        return holds and [one.id for one in opened] == [report.id]

    def holders(self, filed):
        """The offices that hold a wrap of the case's key, and of the report's."""
        with reading(self.house.engine) as db:
            report = db.scalars(sa.select(Report).where(Report.reference == filed["reference"])).one()
            return (
                set(db.scalars(sa.select(CaseKeyWrap.office_id).where(CaseKeyWrap.case_id == report.case_id))),
                set(db.scalars(sa.select(ReportKeyWrap.office_id).where(ReportKeyWrap.report_id == report.id))),
            )
