"""A second person of an office, for as long as it takes: whoever looks at the installation finds it as it was."""

import uuid
from contextlib import contextmanager

import sqlalchemy as sa

from models import Staff
from models.engine import writing
from policy.vocabulary import Role
from security.sessions import parse_session_token
from services.administration.staff_accounts import add_staff, disable_staff
from services.people.key_reach import holder_of
from services.people.sessions import authenticate
from services.work import Work


@contextmanager
def colleague_of(console, role=Role.OFFICER, holder=None):
    """The name and the password of somebody who can open what this one can, and afterwards nothing."""
    service = console.client.application.extensions["jianfu"]
    token = parse_session_token(console.headers["Authorization"].removeprefix("Bearer "))
    with writing(service.world.engine) as db:
        work = Work(service.world, db, service.now())
        actor, _ = authenticate(db, token, work.now)
        new = add_staff(work, f"colleague-{uuid.uuid4().hex[:12]}", role, actor.office_id, holder or holder_of(actor))
        staff_id, username = new.staff.id, new.staff.username
        db.commit()
    try:
        yield username, new.password
    finally:
        with writing(service.world.engine) as db:
            disable_staff(Work(service.world, db, service.now()), staff_id)
            db.execute(sa.update(Staff).where(Staff.id == staff_id).values(removed_on=service.now().date()))
            db.commit()
