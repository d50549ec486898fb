"""Log in, log out, who am I, second factor."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import COOKIE, anyone, session_token, staff, unnamed
from api.outgoing import Answer
from api.schemas.staff import (
    ConfirmIn,
    EnrolIn,
    LogInIn,
    MeOut,
    SavedViewsIn,
    SavedViewsOut,
    SecondFactorOut,
    SessionOut,
)
from api.service import service
from models import Office, Staff
from policy.access import Permission, permissions
from policy.audit import Act
from policy.views import filters_for, views_for
from services.keyring import Actor
from services.people.factors import Given
from services.people.saved_views import keep_views, saved_views
from services.people.second_factor import confirm, enrol
from services.people.sessions import LoggedIn, log_in, log_out
from services.people.wrong_codes import WrongCode, note_wrong_code, wrong_codes_of
from services.work import Work

sessions = Namespace("staff", path="/staff")
COOKIE_FLAGS = "; Path=/; Secure; HttpOnly; SameSite=Strict"
LEFT = Answer(headers={"Set-Cookie": f"{COOKIE}={COOKIE_FLAGS}; Max-Age=0", "Clear-Site-Data": '"cookies"'})
"""The answer to who has logged out."""


def me(work: Work, actor: Actor) -> dict[str, Any]:
    """Who is logged in."""
    office = work.db.get(Office, actor.office_id) if actor.office_id else None
    granted = sorted(permission.value for permission in permissions(actor.role))
    must_enrol = work.world.second_factor and not actor.has_second_factor
    staff = work.db.get_one(Staff, actor.id)
    told = {**vars(wrong_codes_of(work, staff)), "saved_views": saved_views(actor, staff)}
    said = {**vars(actor), "office": office, "permissions": granted, "must_enrol": must_enrol}
    return {**said, **looks_at(actor), **told}


def looks_at(actor: Actor) -> dict[str, Any]:
    """What the queue of somebody's role is looked at by."""
    return {"views": views_for(actor.role), "filters": filters_for(actor.role)}


def entered(work: Work, session: LoggedIn, *, cookie: bool) -> Answer:
    """A new session; its token is in the body or in a cookie."""
    said = {**me(work, session.actor), "expires_at": session.expires_at, "token": session.token.text}
    if cookie:
        kept = f"{COOKIE}={session.token.text}{COOKIE_FLAGS}"
        return Answer(said | {"token": None}, headers={"Set-Cookie": kept}, actor=session.actor)
    return Answer(said, actor=session.actor)


def tried(work: Work, body: dict[str, Any]) -> LoggedIn:
    """A session for name, password and second factor, where this try is not held up."""
    running, username, challenge = service(), body["username"], body["challenge"]
    with (
        running.limits.log_in(request, username, is_paid=challenge is not None),
        running.log_ins.trying(work, username, challenge) as effort,
    ):
        given = Given(body["otp"], body["recovery_code"], body["passkey"], effort)
        return log_in(work, username, body["password"], given)


@sessions.route("/session")
class Session(Resource):
    """Sessions."""

    @endpoint(
        allow=anyone,
        accepts=LogInIn,
        returns=SessionOut,
        status=201,
        errors=(401, 429),
        audits=Act.SESSION_BEGIN,
    )
    def post(self, work: Work, body: dict[str, Any]) -> Answer:
        """Log in; with `cookie: true` the token goes into a cookie that only pages of this origin can use."""
        try:
            return entered(work, tried(work, body), cookie=body["cookie"])
        except WrongCode as wrong:
            note_wrong_code(work, wrong.staff_id)
            return Answer(refusal=wrong)

    @endpoint(allow=unnamed(staff(enrolling=True)), status=204, audits=Act.SESSION_END)
    def delete(self, work: Work) -> Answer:
        """Log out: the session and its key are gone."""
        log_out(work, session_token(request))
        return LEFT


@sessions.route("/me")
class Me(Resource):
    """The person logged in."""

    @endpoint(allow=staff(enrolling=True), returns=MeOut)
    def get(self, work: Work, actor: Actor) -> dict[str, Any]:
        """Who is logged in, and what the role may do."""
        return me(work, actor)


@sessions.route("/me/views")
class SavedViews(Resource):
    """The views that the person logged in saved."""

    @endpoint(allow=staff(Permission.READ_CASES), accepts=SavedViewsIn, returns=SavedViewsOut, audits=Act.VIEWS_KEEP)
    def put(self, work: Work, actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
        """Keep these views of the queue, in whatever browser one logs in, and forget all others."""
        return {"items": keep_views(work, actor, body["items"])}


@sessions.route("/me/second-factor")
class SecondFactor(Resource):
    """The second factor of the person logged in."""

    @endpoint(
        allow=staff(enrolling=True),
        accepts=EnrolIn,
        returns=SecondFactorOut,
        status=201,
        errors=(409,),
        audits=Act.SECOND_FACTOR_BEGIN,
    )
    def post(self, work: Work, actor: Actor, body: dict[str, Any]) -> dict[str, str]:
        """A new seed for an authenticator app, shown once; it counts after its first code."""
        return {"otpauth_uri": enrol(work, actor, body["password"])}

    @endpoint(allow=staff(enrolling=True), accepts=ConfirmIn, status=204, audits=Act.SECOND_FACTOR_CONFIRM)
    def put(self, work: Work, actor: Actor, body: dict[str, Any]) -> None:
        """Give the first code: from now on every log-in asks for one. Other sessions of the account end."""
        confirm(work, actor, body["password"], body["otp"], session_token(request).lookup)
