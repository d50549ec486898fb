"""A good request for every endpoint that takes a JSON body, and every field of it that can be spoilt."""

import re
import uuid
from copy import deepcopy

import sqlalchemy as sa
from marshmallow import fields

from api.openapi import contracts
from models import Case
from tests.support.installation import SCHOOL_ID
from tests.support.phone import homework
from tests.support.unproven import ACKNOWLEDGEMENT, USED_PASSKEY

TUTORING = {
    "category": "tutoring",
    "answers": {"grade": 5, "subject": "math", "mode": "offline", "problem": ["off_day"], "lesson_date": "2026-11-14"},
}
NOWHERE = "00000000-0000-4000-8000-000000000000"
REFUSED = {"/api/v1/staff/session": 401, "/api/v1/staff/session/passkey": 401}
"""What a good body is answered with where it cannot succeed on a case that is still open."""
REFUSED |= {f"/api/v1/reports/mine/{what}": 422 for what in ("rating", "appeal")}
REFUSED |= {f"/api/v1/cases/<uuid:case_id>/{what}": 422 for what in ("transfer", "joining", "reopening", "consent")}
REFUSED |= {f"/api/v1/cases/<uuid:case_id>/{what}": 422 for what in ("extension", "rechecks", "merge", "split", "undo")}
REFUSED |= {"/api/v1/reports/mine/consent": 422, "/api/v1/cases/<uuid:case_id>/tasks": 422}
REFUSED |= {"/api/v1/tasks/<uuid:task_id>/moves": 404}
REFUSED |= {"/api/v1/reports/mine/consent": 422, "/api/v1/cases/<uuid:case_id>/approval/decision": 422}
BY_A_SUPERVISOR = {f"/api/v1/cases/<uuid:case_id>/{what}" for what in ("recusal", "appeal", "reopening", "oversight")}
BY_A_SUPERVISOR.add("/api/v1/cases/<uuid:case_id>/urging")
"""Sent by somebody of an office above, who sees the case from above only."""
REFUSED |= {f"/api/v1/cases/<uuid:case_id>/{what}": 403 for what in ("recusal", "appeal")}
REFUSED["/api/v1/cases/<uuid:case_id>/registry_suggestion"] = 409  # its school was said just before
OVERTAKEN = {"/api/v1/cases/<uuid:case_id>/approval/decision"}
"""What is refused as stale where another example came between."""
REPORT = homework(subscription={"channel": "fcm_topic", "locale": "en"})
BODIES = {
    ("/api/v1/findings", "post"): REPORT,
    ("/api/v1/reports", "post"): REPORT,
    ("/api/v1/reports/taken", "post"): homework(source="phone"),
    ("/api/v1/acknowledgements/verification", "post"): {"acknowledgement": ACKNOWLEDGEMENT, "report": homework()},
    ("/api/v1/reports/mine/messages", "post"): {"text": "语文和数学。"},
    ("/api/v1/reports/mine/subscription", "put"): {"channel": "fcm", "locale": "en", "fid": "fid-1"},
    ("/api/v1/reports/mine/rating", "post"): {"solved": True, "score": 4},
    ("/api/v1/reports/mine/appeal", "post"): {"reason": "没有人来过。"},
    ("/api/v1/reports/mine/consent", "post"): {"agree": True},
    ("/api/v1/cases/<uuid:case_id>/recusal", "post"): {"reason": "是我的亲戚。"},
    ("/api/v1/cases/<uuid:case_id>/appeal", "post"): {"decision": "uphold", "public_reply": "结论不变。"},
    ("/api/v1/cases/<uuid:case_id>/reopening", "post"): {"reason": "请重新核实。"},
    ("/api/v1/cases/<uuid:case_id>/oversight", "post"): {"reason_code": "overdue", "reason": "逾期未答复。"},
    ("/api/v1/cases/<uuid:case_id>/extension", "post"): {"reason_code": "complicated", "reason": "案情复杂。"},
    ("/api/v1/cases/<uuid:case_id>/back_report", "post"): {"back_report": "on_site", "reason": "明天到校。"},
    ("/api/v1/cases/<uuid:case_id>/urging", "post"): {
        "event": "urge",
        "reason_code": "silent",
        "reason": "请抓紧办理。",
        "answer_by": None,
    },
    ("/api/v1/reminders/reading", "post"): {"reminder_id": None},
    ("/api/v1/cases/<uuid:case_id>/consent", "post"): {"to_office_id": SCHOOL_ID},
    ("/api/v1/staff/session", "post"): {
        "username": "nobody",
        "password": "7K3M-9QXD",
        "passkey": USED_PASSKEY,
        "cookie": False,
    },
    ("/api/v1/staff/me/views", "put"): {"items": [{"id": NOWHERE, "name": "x", "filters": {"open": True}}]},
    ("/api/v1/staff/me/second-factor", "post"): {"password": "7K3M-9QXD"},
    ("/api/v1/staff/me/second-factor", "put"): {"password": "7K3M-9QXD", "otp": "123456"},
    ("/api/v1/staff/session/passkey", "post"): {
        "passkey": USED_PASSKEY,
        "prf": "AAAA",
        "cookie": False,
    },
    ("/api/v1/staff/me/passkeys", "post"): {
        "password": "7K3M-9QXD",
        "name": "x",
        "passkey": dict.fromkeys(("credential_id", "client_data", "attestation"), "AAAA"),
    },
    ("/api/v1/staff/me/passkeys/<uuid:passkey_id>/removal", "post"): {"password": "7K3M-9QXD"},
    ("/api/v1/staff/me/recovery-codes", "post"): {"password": "7K3M-9QXD"},
    ("/api/v1/cases/<uuid:case_id>/moves", "post"): {"event": "hand_over", "reason": "已电话移交。"},
    ("/api/v1/cases/<uuid:case_id>/transfer", "post"): {
        "to_office_id": SCHOOL_ID,
        "reason_code": "wrong_place",
        "reason": "不在本区。",
    },
    ("/api/v1/cases/<uuid:case_id>/joining", "post"): {"into": SCHOOL_ID},
    ("/api/v1/cases/<uuid:case_id>/merge", "post"): {"case_ids": [SCHOOL_ID]},
    ("/api/v1/cases/<uuid:case_id>/split", "post"): {"report_ids": [SCHOOL_ID]},
    ("/api/v1/cases/<uuid:case_id>/undo", "post"): {"versions": [2]},
    ("/api/v1/cases/<uuid:case_id>/messages", "post"): {"text": "正在核实。", "ask": False},
    ("/api/v1/cases/<uuid:case_id>/school_notice", "post"): {"addition": "四年级。", "reason": "学校要求。"},
    ("/api/v1/cases/<uuid:case_id>/notes", "post"): {"text": "已致电学校。"},
    ("/api/v1/cases/<uuid:case_id>/registry_suggestion", "post"): {"target_kind": "school", "name": "某某小学"},
    ("/api/v1/cases/<uuid:case_id>/checks", "post"): {
        "kind": "homework_log",
        "checked_on": "2026-11-18",
        "classes_sampled": [{"name": f"{n}班", "minutes": 50} for n in range(3)],
        "text": "查看了作业公示。",
    },
    ("/api/v1/cases/<uuid:case_id>/statements", "post"): {
        "speaker": "school",
        "said_on": "2026-11-18",
        "text": "已调整作业。",
    },
    ("/api/v1/cases/<uuid:case_id>/rechecks", "post"): {
        "put_right": False,
        "checked_on": "2026-11-18",
        "text": "作业仍然过多。",
        "message": "已要求学校再改。",
        "recheck_on": "2026-12-02",
    },
    ("/api/v1/cases/<uuid:case_id>/approval", "post"): {
        "event": "decline",
        "ground": "outside_remit",
        "reason": "不归我局。",
        "public_reply": "请拨打 12345。",
    },
    ("/api/v1/cases/<uuid:case_id>/approval/decision", "post"): {"approved": False, "reason": "请先到校。"},
    ("/api/v1/cases/<uuid:case_id>/assignment", "post"): {"assignee": "me"},
    ("/api/v1/cases/<uuid:case_id>/tasks", "post"): {
        "office_id": SCHOOL_ID,
        "kind": "visit",
        "due_on": "2026-11-24",
        "request": "请核查。",
    },
    ("/api/v1/tasks/<uuid:task_id>/moves", "post"): {"event": "finish", "text": "已核查。"},
    ("/api/v1/cases/bulk", "post"): {
        "cases": [{"id": NOWHERE, "version": 1}],
        "all_that_match": False,
        "message": {"text": "正在核实。"},
    },
    ("/api/v1/cases/<uuid:case_id>/target", "post"): {"school_id": SCHOOL_ID, "institution_id": None},
}
BULK = "/api/v1/cases/bulk"
DEEDS = {name: BODIES[f"/api/v1/cases/<uuid:case_id>/{name}", "post"] for name in ("assignment", "transfer")}
DEEDS |= {"move": {"event": "accept"}}
"""What is done with many cases: one of these, or a message."""
BROWSER_KEYS = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
"""Those of RFC 8291, appendix A."""
SOMEWHERE = {"division_code": "140181", "name": "x", "office_id": NOWHERE}
ADMINISTRATION = {
    ("/api/v1/staff", "post"): {"username": "administrator", "role": "administrator", "office_id": None},
    ("/api/v1/offices", "post"): {"division_code": "411102", "department": "education", "name": "x"},
    ("/api/v1/offices/<uuid:office_id>", "put"): {"name": "x", "superior_id": NOWHERE},
    ("/api/v1/registry/schools", "post"): {**SOMEWHERE, "stage": "primary", "boarding": False},
    ("/api/v1/registry/schools/<uuid:school_id>", "put"): {"office_id": None},
    ("/api/v1/registry/institutions", "post"): {**SOMEWHERE, "approving_division_code": "140000"},
    ("/api/v1/registry/institutions/<uuid:institution_id>", "put"): {
        "office_id": None,
        "approving_division_code": None,
    },
    ("/api/v1/registry/suggestions/<uuid:suggestion_id>/acceptance", "post"): {
        "entry_id": None,
        "name": "x",
        "stage": "primary",
        "boarding": False,
    },
    ("/api/v1/holds", "post"): {"reference": "0000-0000", "reason_code": "court"},
}
"""What an administrator sends: good bodies about what is not there, or is there already, so that nothing changes."""
BODIES |= ADMINISTRATION
REFUSED |= {rule: 404 if method == "put" else 409 for rule, method in ADMINISTRATION}
REFUSED["/api/v1/holds"] = 404
REFUSED |= {rule: 422 for rule, method in ADMINISTRATION if rule.startswith("/api/v1/registry") and method == "post"}
REFUSED["/api/v1/registry/suggestions/<uuid:suggestion_id>/acceptance"] = 404


WITH_A_PASSWORD = {key for key in BODIES if key[0].startswith("/api/v1/staff/")} - {("/api/v1/staff/me/views", "put")}
"""Their examples are as they should be, but the password is nobody's: 401."""


def endpoints(house):
    """(rule, method, contract) of every endpoint that takes a JSON body."""
    return [found for found in contracts(house.app) if isinstance(found[2].accepts, type)]


def paths(house, contract):
    """Every field of a body as a path, answers to both forms included; True for those that take an object."""
    found = dict(_paths(contract.accepts(), ()))
    if ("answers",) in found:
        for form in house.app.extensions["jianfu"].world.policy.forms.values():
            found |= {("answers", question.id): False for question in form.questions}
        found |= {("answers", "written_minutes", 0, name): False for name in ("date", "minutes")}
    return found


def _paths(schema, above):
    for name, field in schema.fields.items():
        yield (*above, name), isinstance(field, fields.Nested | fields.Dict)
        if isinstance(field, fields.Nested):
            yield from _paths(field.schema, (*above, name))


def spoilt(body, path, value):
    """The body with another value at the path."""
    body = deepcopy(body)
    below = body
    for name in path[:-1]:
        below = below.setdefault(name, {}) if isinstance(below, dict) else below[name]
    below[path[-1]] = value
    return body


def good_body(rule, method, path=()):
    """A good body whose form has the question of the path."""
    body = deepcopy(BODIES[rule, method])
    if path[:1] == ("answers",) and path[1:2] and path[1] not in body["answers"]:
        body |= {name: deepcopy(TUTORING[name]) for name in ("category", "answers")}
    if rule == BULK and path[:1] and path[0] in DEEDS:
        del body["message"]
        body |= {path[0]: deepcopy(DEEDS[path[0]])}
    if "keys" in path:
        (body.get("subscription") or body)["keys"] = dict(BROWSER_KEYS)
    return body


def send(house, rule, method, contract, body, locale="en"):
    """Send a body with all the headers that make it a good request."""
    headers = {"Accept-Language": locale}
    if contract.allow.name == "receipt":
        headers |= house.receipt
    if (rule, method) in ADMINISTRATION:
        headers |= {**house.log_in("administrator").headers, "Accept-Language": locale}
    elif contract.allow.name.startswith("staff"):
        with house.engine.connect() as connection:
            version = connection.scalar(sa.select(Case.version).where(Case.id == house.case_id))
        sender = house.supervisor if rule in BY_A_SUPERVISOR else house.officer
        headers |= {**sender.headers, "If-Match": f'"{version}"', "Accept-Language": locale}
    if rule.startswith("/api/v1/reports") and "mine" not in rule:
        headers |= {"Idempotency-Key": str(uuid.uuid4())}
    if rule == "/api/v1/reports":
        body = {"challenge": house.phone.challenge(), **body} if isinstance(body, dict) else body
    url = re.sub("<uuid:[a-z_]+>", NOWHERE, rule.replace("<uuid:case_id>", house.case_id))
    return house.client.open(url, method=method.upper(), json=body, headers=headers)
