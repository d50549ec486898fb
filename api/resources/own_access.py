"""What logs somebody in beside the password: passkeys, recovery codes; and where they are logged in."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import anyone, session_token, staff
from api.outgoing import Answer
from api.resources.staff import LEFT, entered
from api.schemas.staff import (
    EnrolIn,
    FactorsOut,
    NewPasskeyOut,
    OwnSessionsOut,
    PasskeyIn,
    PasskeyLogInIn,
    PasskeyOptionsOut,
    RecoveryCodesOut,
    SessionOut,
)
from policy.audit import Act
from services.keyring import Actor
from services.people.own_sessions import list_sessions, log_out_everywhere
from services.people.passkey_sessions import log_in_by_passkey, offer_log_in
from services.people.passkeys import Factors, NewPasskey, add_passkey, list_factors, offer_passkey, remove_passkey
from services.people.recovery_codes import renew_codes
from services.work import Work

own_access = Namespace("own_access", path="/staff")


@own_access.route("/session/passkey")
class PasskeySession(Resource):
    """Sessions without a password."""

    @endpoint(
        allow=anyone,
        accepts=PasskeyLogInIn,
        returns=SessionOut,
        status=201,
        errors=(401,),
        audits=Act.SESSION_BEGIN,
    )
    def post(self, work: Work, body: dict[str, Any]) -> Answer:
        """Log in with a passkey whose authenticator has PRF, instead of name and password."""
        return entered(work, log_in_by_passkey(work, body["passkey"], body["prf"]), cookie=body["cookie"])


@own_access.route("/session/passkey/options")
class PasskeySessionOptions(Resource):
    """What to ask a passkey."""

    @endpoint(allow=anyone, returns=PasskeyOptionsOut, status=201)
    def post(self, work: Work) -> dict[str, Any]:
        """A challenge for any passkey of this service; good for five minutes, once."""
        return {"options": offer_log_in(work)}


@own_access.route("/me/factors")
class OwnFactors(Resource):
    """The own second factors."""

    @endpoint(allow=staff(enrolling=True), returns=FactorsOut)
    def get(self, work: Work, actor: Actor) -> Factors:
        """What the account has beside its password."""
        return list_factors(work, actor)


@own_access.route("/me/passkeys/options")
class PasskeyOptions(Resource):
    """How to make a passkey."""

    @endpoint(
        allow=staff(enrolling=True),
        returns=PasskeyOptionsOut,
        status=201,
        errors=(409,),
        audits=Act.PASSKEY_BEGIN,
    )
    def post(self, work: Work, actor: Actor) -> dict[str, Any]:
        """A challenge for a new passkey; good for five minutes, once."""
        return {"options": offer_passkey(work, actor)}


@own_access.route("/me/passkeys")
class OwnPasskeys(Resource):
    """The own passkeys."""

    @endpoint(
        allow=staff(enrolling=True),
        accepts=PasskeyIn,
        returns=NewPasskeyOut,
        status=201,
        errors=(409,),
        audits=Act.PASSKEY_ADD,
    )
    def post(self, work: Work, actor: Actor, body: dict[str, Any]) -> dict[str, str]:
        """Add a passkey: from now on log-ins ask for a second factor. Other sessions of the account end."""
        new = NewPasskey(body["name"], body["passkey"], body["prf"])
        return {"id": add_passkey(work, actor, body["password"], new, session_token(request).lookup)}


@own_access.route("/me/passkeys/<uuid:passkey_id>/removal")
class PasskeyRemoval(Resource):
    """The end of a passkey."""

    @endpoint(
        allow=staff(enrolling=True),
        accepts=EnrolIn,
        status=204,
        errors=(404, 409),
        audits=Act.PASSKEY_REMOVE,
    )
    def post(self, work: Work, actor: Actor, body: dict[str, Any], passkey_id: str) -> None:
        """Remove a passkey; what it opened is destroyed. Other sessions of the account end."""
        remove_passkey(work, actor, body["password"], passkey_id, session_token(request).lookup)


@own_access.route("/me/recovery-codes")
class RecoveryCodes(Resource):
    """Codes for when the second factor is lost."""

    @endpoint(
        allow=staff(),
        accepts=EnrolIn,
        returns=RecoveryCodesOut,
        status=201,
        audits=Act.RECOVERY_CODES_RENEW,
    )
    def post(self, work: Work, actor: Actor, body: dict[str, Any]) -> dict[str, list[str]]:
        """Ten new recovery codes, shown once; those from before are good for nothing."""
        return {"recovery_codes": renew_codes(work, actor, body["password"])}


@own_access.route("/me/sessions")
class OwnSessions(Resource):
    """Where the person is logged in."""

    @endpoint(allow=staff(enrolling=True), returns=OwnSessionsOut)
    def get(self, work: Work, actor: Actor) -> dict[str, Any]:
        """The own sessions, to the day."""
        return {"items": list_sessions(work, actor, session_token(request).lookup)}

    @endpoint(allow=staff(enrolling=True), status=204, audits=Act.SESSION_END_EVERYWHERE)
    def delete(self, work: Work, actor: Actor) -> Answer:
        """Log out everywhere, here too."""
        log_out_everywhere(work, actor)
        return LEFT
