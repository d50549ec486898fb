"""Proof of filing, for anyone: the keys that sign, and whether an acknowledgement is genuine."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import anyone
from api.resources.reporters import statement_of
from api.schemas.acknowledgements import PublicKeysOut, VerificationIn, VerificationOut
from security.acknowledgements import Signed
from services.filing.acknowledgements import is_genuine, public_keys
from services.work import Work

acknowledgements = Namespace("acknowledgements", path="/acknowledgements")


@acknowledgements.route("/keys")
class Keys(Resource):
    """The keys."""

    @endpoint(allow=anyone, returns=PublicKeysOut)
    def get(self, work: Work) -> dict[str, Any]:
        """The public keys that acknowledgements are signed with, now and before."""
        return {"items": public_keys(work)}


@acknowledgements.route("/verification")
class Verification(Resource):
    """Checking one."""

    @endpoint(allow=anyone, accepts=VerificationIn, returns=VerificationOut)
    def post(self, work: Work, body: dict[str, Any]) -> dict[str, bool]:
        """Whether just this report was filed here on that day; nothing is stored, and nothing looked up."""
        told = body["acknowledgement"]
        said = Signed(told["reference"], told["category"], told["filed_on"], told["digest"])
        genuine = is_genuine(work, said, told["nonce"], told["signature"], statement_of(body["report"]))
        return {"is_genuine": genuine}
