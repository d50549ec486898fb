"""Accounts of others: who there is, who gets keys, who leaves; and what an office wraps again afterwards."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff, unnamed
from api.outgoing import Answer
from api.schemas.administration import AccountIn, AccountsOut, InvitationOut, PasswordOut, RotationOut
from api.schemas.common import PageQuery
from policy.access import Permission, may
from policy.audit import Act
from policy.vocabulary import Role
from services.administration.grants import grant_keys
from services.administration.rewrap import rewrap
from services.administration.staff_accounts import add_staff, page_of_staff, remove_staff, reset_staff
from services.keyring import Actor
from services.paging import Asked
from services.people.key_reach import holder_of
from services.refusals import NotPermitted
from services.work import Work

administration = Namespace("administration", path="/")
ADMINISTRATOR = unnamed(staff(Permission.ADMINISTER))


@administration.route("/staff")
class Accounts(Resource):
    """Accounts."""

    @endpoint(
        allow=ADMINISTRATOR, accepts=AccountIn, returns=InvitationOut, status=201, errors=(409,), audits=Act.STAFF_ADD
    )
    def post(self, work: Work, body: dict[str, Any]) -> Any:
        """Invite somebody: the password is shown once. The account is pending until somebody grants its keys."""
        new = add_staff(work, body["username"], Role(body["role"]), body["office_id"])
        return Answer(new, object_id=new.staff.id)

    @endpoint(allow=staff(), query=PageQuery, returns=AccountsOut)
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> Any:
        """All accounts for an administrator; for who can grant keys, those of the own office and right below."""
        if may(actor.role, Permission.ADMINISTER):
            return page_of_staff(work, Asked(**query))
        if actor.is_pending or not may(actor.role, Permission.GRANT_KEYS):
            raise NotPermitted
        return page_of_staff(work, Asked(**query), actor)


@administration.route("/staff/<uuid:staff_id>")
class Account(Resource):
    """One account."""

    @endpoint(allow=ADMINISTRATOR, status=204, errors=(404, 409), audits=Act.STAFF_REMOVE)
    def delete(self, work: Work, staff_id: str) -> None:
        """Somebody leaves: nothing of the account opens anything any more, and the office gets new keys."""
        remove_staff(work, staff_id)


@administration.route("/staff/<uuid:staff_id>/password")
class Password(Resource):
    """The password of an account."""

    @endpoint(allow=ADMINISTRATOR, returns=PasswordOut, status=201, errors=(404,), audits=Act.STAFF_RESET)
    def post(self, work: Work, staff_id: str) -> dict[str, str]:
        """A new one for somebody who forgot theirs, shown once; the account is pending and without second factor."""
        return {"password": reset_staff(work, staff_id)}


@administration.route("/staff/<uuid:staff_id>/grants")
class Grants(Resource):
    """The keys of an account."""

    @endpoint(allow=staff(Permission.GRANT_KEYS), status=204, errors=(404, 409), audits=Act.STAFF_GRANT)
    def post(self, work: Work, actor: Actor, staff_id: str) -> None:
        """Give an account the keys of its office; only who holds them, or oversight above them, can."""
        grant_keys(work, holder_of(actor), staff_id)


@administration.route("/offices/<uuid:office_id>/rotation")
class Rotation(Resource):
    """The change of an office's keys."""

    @endpoint(allow=staff(Permission.GRANT_KEYS), returns=RotationOut, errors=(404,), audits=Act.OFFICE_REWRAP)
    def post(self, work: Work, actor: Actor, office_id: str) -> dict[str, Any]:
        """Wrap a batch to the new keys; again until nothing is left."""
        return {"left": rewrap(work, holder_of(actor), office_id)}
