"""K1: what everybody is answered on every route. A route that is added has to be declared here.

The scene of each route: report 1 is about a place whose office is avoided, so the office above has its case; report 2
is another reporter's, at another office. The request is a good one for whoever may make it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.evidence import BYTES, TUS
from tests.support.installation import SCHOOL_ID
from tests.support.phone import complaint, homework
from tests.support.unproven import ACKNOWLEDGEMENT, USED_PASSKEY

WHO = (
    *("nobody", "receipt_1", "receipt_2", "officer_1", "officer_2"),
    *("avoided", "supervisor", "analyst", "auditor", "administrator"),
)
"""Who asks. `supervisor` is of the office above that of report 1."""

PASSWORD = "7K3M-9QXD"
"""Nobody's."""
MADE_PASSKEY = {
    "password": PASSWORD,
    "name": "x",
    "passkey": dict.fromkeys(("credential_id", "client_data", "attestation"), "AAAA"),
    "prf": None,
}
"""What proves nothing."""
LOOKING = frozenset({"officer_1", "supervisor"})
"""Who may look at the case of report 1: what they are refused is no question of whether it is there."""


@dataclass(frozen=True)
class Route:
    """The answers in the order of `WHO`, and the request; `after` is what happened before (`Scene` knows each by name).

    `sends` are further headers; `files`: the path names a file that is kept, not one that is uploading.
    `alike`: whoever is refused is answered the same about an object that is there and one that never was, except those
    who may look at it (`sees`). `new_office`: the path names an office that was made for this, since it will not be the
    same afterwards.
    """

    answers: tuple[int, ...]
    body: object = None
    query: str = ""
    after: str = ""
    alike: bool = True
    sees: frozenset[str] = frozenset()
    new_office: bool = False
    sends: Mapping[str, str] = field(default_factory=dict)
    files: bool = False


def all_alike(status, *request, **more):
    """Everybody gets the same."""
    return Route((status,) * len(WHO), *request, **more)


def receipts(status, *request, **more):
    """Each receipt for its own report; staff have none."""
    return Route((401, status, status, *(401,) * 7), *request, **more)


def owner(status, *request, **more):
    """The receipt of report 1, which the path names something of; others are told that there is nothing."""
    return Route((401, status, 404, *(401,) * 7), *request, **more)


def staff(status, *request, **more):
    """Whoever is logged in, about themselves."""
    return Route((401,) * 3 + (status,) * 7, *request, **more)


def case(status, *request, supervisor=403, **more):
    """The office that has the case, which the one above may look at, and no more.

    For other offices there is no such case; other roles have no cases.
    """
    answers = (401, 401, 401, status, 404, 404, supervisor, 403, 403, 403)
    return Route(answers, *request, sees=LOOKING, **more)


def supervisors(status, *request, **more):
    """The office above only."""
    return Route((401,) * 3 + (403,) * 3 + (status,) + (403,) * 3, *request, sees=LOOKING, **more)


def administrator(status, *request, **more):
    """The administrator only."""
    return Route((401,) * 3 + (403,) * 6 + (status,), *request, **more)


def auditor(status, *request, **more):
    """The auditor only."""
    return Route((401,) * 3 + (403,) * 5 + (status, 403), *request, **more)


def keys(status, *request, **more):
    """Whoever reaches the keys of office 1: its officer, and the supervisor above it.

    Accounts and offices are no secret among staff: others are told that the keys are not theirs to give.
    """
    return Route((401, 401, 401, status, 403, 403, status, 403, 403, 403), *request, alike=False, **more)


CASE = "/api/v1/cases/<uuid:case_id>"
MINE = "/api/v1/reports/mine"
UPLOAD = f"{MINE}/evidence/<uuid:evidence_id>"
REASON = {"reason": "已电话核实。"}
OVERSIGHT = {"reason_code": "quality_check", **REASON}
REMOTE = "650102"
"""A place where nothing else happens."""
ENTRY = {"division_code": REMOTE, "name": "x", "office_id": None}
OFFLINE = {"approving_division_code": None}
LOG_IN = {"username": "nobody", "password": PASSWORD}

MATRIX = {
    # Pages and files.
    ("GET", "/"): all_alike(200),
    ("GET", "/console/"): all_alike(200),
    ("GET", "/api"): all_alike(200),
    ("GET", "/web/<path:path>"): all_alike(200),
    ("GET", "/notes"): all_alike(200),
    ("GET", "/divisions.json"): all_alike(200),
    ("POST", "/notes"): all_alike(204, sends={"Origin": "http://localhost"}),
    ("GET", "/service-worker.js"): all_alike(200),
    # Is it alive?
    ("GET", "/healthz"): all_alike(200),
    ("GET", "/readyz"): all_alike(200),
    ("GET", "/metrics"): all_alike(200),  # from this machine; from elsewhere there is no such page
    # What a client needs before anybody says anything.
    ("GET", "/api/v1"): all_alike(404),
    ("GET", "/api/v1/openapi.json"): all_alike(200),
    ("GET", "/api/v1/categories"): all_alike(200),
    ("GET", "/api/v1/vocabulary"): all_alike(200),
    ("GET", "/api/v1/notices"): all_alike(200),
    ("GET", "/api/v1/channels"): all_alike(200),
    ("GET", "/api/v1/demo/log-ins"): all_alike(200),
    ("GET", "/api/v1/divisions"): all_alike(200),
    ("GET", "/api/v1/schools"): all_alike(200, query="division_code=411102"),
    ("GET", "/api/v1/institutions"): all_alike(200, query="division_code=411102"),
    ("POST", "/api/v1/challenges"): all_alike(201),
    ("POST", "/api/v1/findings"): all_alike(200, complaint()),
    ("POST", "/api/v1/reports"): all_alike(201, homework()),
    ("GET", "/api/v1/acknowledgements/keys"): all_alike(200),
    ("POST", "/api/v1/acknowledgements/verification"): all_alike(
        200, {"acknowledgement": ACKNOWLEDGEMENT, "report": homework()}
    ),
    # A reporter's own report.
    ("GET", MINE): receipts(200),
    ("POST", f"{MINE}/messages"): receipts(201, {"text": "语文。"}),
    ("PUT", f"{MINE}/subscription"): receipts(204, {"channel": "fcm_topic", "locale": "en"}),
    ("DELETE", f"{MINE}/subscription"): receipts(204),
    ("POST", f"{MINE}/rating"): receipts(204, {"solved": True, "score": 5}, after="answered"),
    ("POST", f"{MINE}/appeal"): receipts(204, REASON, after="answered"),
    ("POST", f"{MINE}/withdrawal"): receipts(204),
    ("POST", f"{MINE}/consent"): Route(
        (401, 204, 422, *(401,) * 7), {"agree": False}, after="asked_for_consent"
    ),  # of the second reporter nobody asked it
    # Files of it. What OPTIONS tells is no secret; HEAD has tests of its own.
    ("POST", f"{MINE}/evidence"): receipts(201, sends={**TUS, "Upload-Length": "5"}),
    ("PATCH", UPLOAD): owner(204, sends={**TUS, **BYTES, "Upload-Offset": "0"}),
    ("DELETE", UPLOAD): owner(204, sends=TUS),
    # Oneself, as staff. Passwords are nobody's: who logs in, and a second factor, have tests of their own.
    ("POST", "/api/v1/staff/session"): all_alike(401, LOG_IN),
    ("DELETE", "/api/v1/staff/session"): staff(204),
    ("GET", "/api/v1/staff/me"): staff(200),
    ("POST", "/api/v1/staff/me/second-factor"): staff(401, {"password": PASSWORD}),
    ("PUT", "/api/v1/staff/me/second-factor"): staff(401, {"password": PASSWORD, "otp": "123456"}),
    ("POST", "/api/v1/staff/session/passkey"): all_alike(401, {"passkey": USED_PASSKEY, "prf": "AAAA"}),
    ("POST", "/api/v1/staff/session/passkey/options"): all_alike(201),
    ("GET", "/api/v1/staff/me/factors"): staff(200),
    ("POST", "/api/v1/staff/me/passkeys/options"): staff(201),
    ("POST", "/api/v1/staff/me/passkeys"): staff(401, MADE_PASSKEY),
    ("POST", "/api/v1/staff/me/passkeys/<uuid:passkey_id>/removal"): staff(401, {"password": PASSWORD}),
    ("POST", "/api/v1/staff/me/recovery-codes"): staff(401, {"password": PASSWORD}),
    ("GET", "/api/v1/staff/me/sessions"): staff(200),
    ("DELETE", "/api/v1/staff/me/sessions"): staff(204),
    # Cases.
    ("GET", "/api/v1/cases"): Route((401, 401, 401, 200, 200, 200, 200, 403, 403, 403)),
    ("GET", CASE): case(200, supervisor=200),
    ("POST", f"{CASE}/moves"): case(200, {"event": "accept"}),
    ("POST", f"{CASE}/assignment"): case(200, {"assignee": "me"}),
    ("POST", f"{CASE}/messages"): case(201, {"text": "哪几门?", "ask": False}),
    ("POST", f"{CASE}/notes"): case(204, {"text": "已致电。"}),
    ("POST", f"{CASE}/target"): case(200, {"school_id": SCHOOL_ID}),
    ("POST", f"{CASE}/transfer"): case(200, {"to_office_id": "superior", "reason_code": "wrong_place", **REASON}),
    ("GET", f"{CASE}/owners"): case(200),
    ("GET", f"{CASE}/colleagues"): case(200),
    ("GET", f"{CASE}/school_notice"): case(200),
    ("POST", f"{CASE}/school_notice"): case(200, {"addition": "四年级。", **REASON}),
    ("GET", f"{CASE}/suggestions"): case(200),
    ("POST", f"{CASE}/joining"): case(200, {"into": "other"}, after="passed_on_with_another"),
    ("POST", f"{CASE}/checks"): case(201, {"kind": "visit", "checked_on": "2026-11-18", "text": "已到校。"}),
    ("POST", f"{CASE}/statements"): case(201, {"speaker": "school", "said_on": "2026-11-18", "text": "已调整。"}),
    ("POST", f"{CASE}/approval"): case(
        201, {"event": "decline", "ground": "outside_remit", "public_reply": "请拨打 12345。", **REASON}
    ),
    ("POST", f"{CASE}/approval/decision"): Route(
        (401, 401, 401, 422, 404, 404, 200, 403, 403, 403), {"approved": True}, after="proposed", sees=LOOKING
    ),
    ("POST", f"{CASE}/recusal"): case(204, REASON),
    ("POST", f"{CASE}/reseal"): case(200),
    ("POST", f"{CASE}/consent"): case(200, {"to_office_id": "avoided"}),
    ("POST", f"{CASE}/appeal"): supervisors(
        204, {"decision": "uphold", "public_reply": "结论不变。"}, after="appealed"
    ),
    ("GET", f"{CASE}/evidence/<uuid:evidence_id>"): case(200, supervisor=404, files=True),
    ("POST", f"{CASE}/reopening"): supervisors(204, REASON, after="answered"),
    ("POST", f"{CASE}/oversight"): supervisors(204, OVERSIGHT),
    # The offices below.
    ("GET", "/api/v1/offices/below"): supervisors(200),
    # Other people's accounts.
    ("GET", "/api/v1/staff"): Route((401, 401, 401, 200, 200, 200, 200, 403, 403, 200)),
    ("POST", "/api/v1/staff"): administrator(201, {"username": "matrix", "role": "analyst", "office_id": None}),
    ("DELETE", "/api/v1/staff/<uuid:staff_id>"): administrator(204),
    ("POST", "/api/v1/staff/<uuid:staff_id>/password"): administrator(201),
    ("POST", "/api/v1/staff/<uuid:staff_id>/grants"): keys(204),
    ("POST", "/api/v1/offices/<uuid:office_id>/rotation"): keys(200),
    # Offices, and who is reported.
    ("GET", "/api/v1/offices"): administrator(200),
    ("POST", "/api/v1/offices"): administrator(201, {"division_code": REMOTE, "department": "sport", "name": None}),
    ("PUT", "/api/v1/offices/<uuid:office_id>"): administrator(
        200, {"name": "x", "superior_id": "superior"}, new_office=True
    ),
    ("DELETE", "/api/v1/offices/<uuid:office_id>"): administrator(204, new_office=True),
    ("POST", "/api/v1/offices/<uuid:office_id>/keys"): administrator(204, new_office=True),
    # What staff did.
    ("GET", "/api/v1/audit"): auditor(200),
    ("GET", "/api/v1/audit/table"): auditor(200),
    ("GET", "/api/v1/audit/acts"): auditor(200),
    # What is kept longer.
    ("GET", "/api/v1/holds"): administrator(200),
    ("POST", "/api/v1/holds"): administrator(201, {"reference": "own", "reason_code": "court"}),
    ("DELETE", "/api/v1/holds/<uuid:held_case_id>"): administrator(204, after="held"),
    ("POST", "/api/v1/registry/schools"): administrator(201, {**ENTRY, "stage": "primary", "boarding": False}),
    ("PUT", "/api/v1/registry/schools/<uuid:school_id>"): administrator(200, {"office_id": None}),
    ("POST", "/api/v1/registry/institutions"): administrator(201, {**ENTRY, **OFFLINE}),
    ("PUT", "/api/v1/registry/institutions/<uuid:institution_id>"): administrator(200, {"office_id": None, **OFFLINE}),
}
