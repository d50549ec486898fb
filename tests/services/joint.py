"""Reports that share a case: file them, and look at what the database holds of them."""

import uuid

import sqlalchemy as sa

from models import Case, Report, ReportKeyWrap, School
from models.engine import reading, writing
from tests.support.phone import homework


def at(target_id, **changes):
    """A report about a registered school."""
    return homework(place={"school_id": target_id}, **changes)


def file_at(phone, target_id, **changes):
    answer = phone.file(at(target_id, **changes))
    assert answer.status_code == 201, answer.json
    return answer.json


def case_id_of(engine, filed):
    with engine.connect() as connection:
        return connection.scalar(sa.select(Report.case_id).where(Report.reference == filed["reference"]))


def stored_case(engine, case_id):
    with reading(engine) as db:
        return db.get_one(Case, case_id)


def stored_report(engine, filed):
    with reading(engine) as db:
        return db.scalars(sa.select(Report).where(Report.reference == filed["reference"])).one()


def reports_without_a_wrap(engine):
    """Reports whose key the office of their case does not hold: always none."""
    held = sa.exists().where(ReportKeyWrap.report_id == Report.id, ReportKeyWrap.office_id == Case.office_id)
    with engine.connect() as connection:
        return connection.scalars(sa.select(Report.reference).join(Case).where(~held)).all()


def unanswered_in_answered_cases(engine):
    """Reports of an answered case that were not told the answer: always none."""
    answered = Case.status.in_(["resolved", "declined", "referred_out"])
    with engine.connect() as connection:
        wanted = sa.select(Report.reference).join(Case).where(answered, Report.sealed_reply.is_(None))
        return connection.scalars(wanted).all()


def without_ids(told):
    """What a reporter reads, but for what is random, and for what is made from that and signed."""
    random, signed = {"receipt", "reference"}, {"reference", "nonce", "digest", "signature"}
    told = {name: value for name, value in told.items() if name not in random}
    if "acknowledgement" in told:
        proof = {name: value for name, value in told["acknowledgement"].items() if name not in signed}
        told["acknowledgement"] = proof
    return told


def new_school(house, division_code="411102", **values):
    """A school that nothing was reported about."""
    named = {"name": f"小学{uuid.uuid4()}"} | values
    school = School(division_code=division_code, stage="primary", **named)
    with writing(house.engine) as db:
        db.add(school)
        db.commit()
    return school.id


def shown(lives, filed):
    """Status and events of the timeline, as this reporter reads them."""
    mine = lives.mine(filed)
    assert mine["timeline"][-1]["status"] == mine["status"]
    return mine["status"], [item["event"] for item in mine["timeline"]]
