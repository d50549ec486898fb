"""K1: what everybody is answered on every route. A route that is added has to be declared here.

The scene of each route: report 1 is about a place whose office is avoided, so the office above has its case; report 2
is another reporter's, at another office. The request is a good one for whoever may make it.
"""

from tests.promises.routes import (
    LOOKING,
    Route,
    administrator,
    all_alike,
    auditor,
    case,
    keys,
    owner,
    receipts,
    staff,
    supervisors,
    task,
)
from tests.support.evidence import BYTES, TUS
from tests.support.installation import SCHOOL_ID
from tests.support.phone import complaint, homework
from tests.support.unproven import ACKNOWLEDGEMENT, USED_PASSKEY

PASSWORD = "7K3M-9QXD"
"""Nobody's."""
MADE_PASSKEY = {
    "password": PASSWORD,
    "name": "x",
    "passkey": dict.fromkeys(("credential_id", "client_data", "attestation"), "AAAA"),
    "prf": None,
}
"""What proves nothing."""
CASE = "/api/v1/cases/<uuid:case_id>"
MINE = "/api/v1/reports/mine"
UPLOAD = f"{MINE}/evidence/<uuid:evidence_id>"
REASON = {"reason": "已电话核实。"}
OVERSIGHT = {"reason_code": "quality_check", **REASON}
TASK = {"office_id": "superior", "kind": "visit", "due_on": "2026-11-24", "request": "请核查。"}
URGING = {"event": "supervise", "reason_code": "silent", "answer_by": None, **REASON}
RECHECK = {
    "put_right": False,
    "recheck_on": "2026-12-02",
    "checked_on": "2026-11-18",
    "text": "已到校。",
    "message": "已改正。",
}
EXTENSION = {"reason_code": "complicated", **REASON}
REMOTE = "650102"
"""A place where nothing else happens."""
ENTRY = {"division_code": REMOTE, "name": "x", "office_id": None}
IMPORT = "/api/v1/registry/imports/<uuid:import_id>"
SUGGESTION = "/api/v1/registry/suggestions/<uuid:suggestion_id>"
SAVED_VIEW = {"id": SCHOOL_ID, "name": "x", "filters": {"open": True}}
LIST = f"division_code,name,stage\n{REMOTE},y,primary\n"
OFFLINE = {"approving_division_code": None}
LOG_IN = {"username": "nobody", "password": PASSWORD}

FIGURES = Route((401, 401, 401, 200, 200, 200, 200, 200, 403, 403))
"""Of all offices for the analyst, of the own one for officers, of those below as well for supervisors."""

MATRIX = {
    # Pages and files.
    ("GET", "/"): all_alike(200),
    ("GET", "/console/"): all_alike(200),
    ("GET", "/progress"): all_alike(200),
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
    ("POST", "/api/v1/reports/taken"): Route(
        (401, 401, 401, 201, 201, 201, 403, 403, 403, 403), homework(source="phone")
    ),  # any officer, wherever it goes
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
    ("PUT", "/api/v1/staff/me/views"): Route(
        (401, 401, 401, 200, 200, 200, 200, 403, 403, 403), {"items": [SAVED_VIEW]}
    ),
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
    ("GET", "/api/v1/cases/matching"): Route((401, 401, 401, 200, 200, 200, 200, 403, 403, 403)),
    ("GET", "/api/v1/cases/colleagues"): Route((401, 401, 401, 200, 200, 200, 200, 403, 403, 403)),
    ("POST", "/api/v1/cases/bulk"): Route(
        (401, 401, 401, 200, 200, 200, 200, 403, 403, 403),
        {"cases": [{"id": SCHOOL_ID, "version": 1}], "assignment": {"assignee": None}},
    ),  # each case has an answer of its own: tests/services/test_bulk.py
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
    ("POST", f"{CASE}/merge"): case(200, {"case_ids": ["other"]}, after="passed_on_with_another"),
    ("POST", f"{CASE}/split"): case(201, {"report_ids": ["of_other"]}, after="joined_with_another"),
    ("POST", f"{CASE}/undo"): case(200, {"versions": ["last"]}, after="joined_with_another"),
    ("POST", f"{CASE}/checks"): case(201, {"kind": "visit", "checked_on": "2026-11-18", "text": "已到校。"}),
    ("POST", f"{CASE}/statements"): case(201, {"speaker": "school", "said_on": "2026-11-18", "text": "已调整。"}),
    ("POST", f"{CASE}/rechecks"): case(201, RECHECK, supervisor=201, after="to_recheck"),
    ("GET", "/api/v1/rechecks"): Route((401, 401, 401, 200, 200, 200, 200, 403, 403, 403)),
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
    # Tasks: what office 1 asks of office 2 about a case of its own. The one above looks at the case, not at its tasks.
    ("GET", f"{CASE}/tasks"): case(200, supervisor=200),
    ("POST", f"{CASE}/tasks"): case(201, TASK, after="taken_on"),
    ("GET", f"{CASE}/co_handlers"): case(200),
    ("GET", "/api/v1/tasks"): Route((401, 401, 401, 200, 200, 200, 200, 403, 403, 403)),
    ("GET", "/api/v1/tasks/<uuid:task_id>"): task(200, after="shared"),
    ("POST", "/api/v1/tasks/<uuid:task_id>/moves"): Route(
        (401, 401, 401, 422, 200, 404, 403, 403, 403, 403),
        {"event": "accept"},
        after="shared",
        sees=LOOKING,
        sends={"If-Match": '"1"'},
    ),  # the lead sees it, and does not take on what it has asked for
    ("GET", "/api/v1/coordination"): supervisors(200),
    ("GET", "/api/v1/coordination/tasks"): supervisors(200),
    ("POST", f"{CASE}/extension"): case(200, EXTENSION, after="tutored"),
    ("POST", f"{CASE}/urging"): supervisors(204, URGING),
    ("POST", f"{CASE}/back_report"): case(200, {"back_report": "on_site", **REASON}, after="urged"),
    # What offices are reminded of, and how those below work.
    ("GET", "/api/v1/reminders"): Route((401, 401, 401, 200, 200, 200, 200, 403, 403, 403)),
    ("POST", "/api/v1/reminders/reading"): Route(
        (401, 401, 401, 204, 204, 204, 204, 403, 403, 403), {"reminder_id": None}
    ),
    ("GET", "/api/v1/offices/conduct"): supervisors(200),
    ("GET", "/api/v1/offices/conduct/table"): supervisors(200),
    # The offices below.
    ("GET", "/api/v1/offices/below"): supervisors(200),
    # Figures, rounded ones for everybody.
    ("GET", "/api/v1/figures"): FIGURES,
    ("GET", "/api/v1/figures/table"): FIGURES,
    ("GET", "/api/v1/figures/bulletin"): FIGURES,
    ("GET", "/api/v1/figures/bulletin/page"): FIGURES,
    ("GET", "/api/v1/statistics"): all_alike(200),
    ("GET", "/api/v1/statistics/table"): all_alike(200),
    ("GET", "/api/v1/programme"): all_alike(200),
    ("GET", "/api/v1/programme/table"): all_alike(200),
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
    ("POST", f"{CASE}/registry_suggestion"): case(204, {"target_kind": "school", "name": "x"}),
    ("GET", "/api/v1/registry/suggestions"): administrator(200),
    ("DELETE", f"{SUGGESTION}"): administrator(204),
    ("POST", f"{SUGGESTION}/acceptance"): administrator(200, {"name": "z", "stage": "primary"}),
    ("GET", "/api/v1/registry/calendars"): administrator(200),
    ("DELETE", "/api/v1/registry/calendars/<uuid:period_id>"): administrator(204),
    ("GET", "/api/v1/registry/prices"): administrator(200),
    ("DELETE", "/api/v1/registry/prices/<uuid:price_line_id>"): administrator(204),
    ("GET", "/api/v1/registry/indicators"): administrator(200),
    ("DELETE", "/api/v1/registry/indicators/<uuid:programme_figure_id>"): administrator(204),
    ("GET", "/api/v1/registry/lists"): administrator(200),
    ("GET", "/api/v1/registry/table"): administrator(200, query="list_kind=schools"),
    ("GET", "/api/v1/registry/imports"): administrator(200),
    ("POST", "/api/v1/registry/imports"): administrator(
        201, query="list_kind=schools", sends={"Content-Type": "text/csv"}, content=LIST.encode()
    ),
    ("GET", f"{IMPORT}"): administrator(200),
    ("GET", f"{IMPORT}/lines"): administrator(200),
    ("POST", f"{IMPORT}/application"): administrator(200),
    ("POST", f"{IMPORT}/undo"): administrator(200, after="applied"),
    ("GET", "/api/v1/registry/schools"): administrator(200),
    ("GET", "/api/v1/registry/institutions"): administrator(200),
    ("POST", "/api/v1/registry/schools"): administrator(201, {**ENTRY, "stage": "primary", "boarding": False}),
    ("PUT", "/api/v1/registry/schools/<uuid:school_id>"): administrator(200, {"office_id": None}),
    ("POST", "/api/v1/registry/institutions"): administrator(201, {**ENTRY, **OFFLINE}),
    ("PUT", "/api/v1/registry/institutions/<uuid:institution_id>"): administrator(200, {"office_id": None, **OFFLINE}),
}
