"""The whole OpenAPI document against the running service, as everybody: what it says is what happens, for good and bad.

Schemathesis makes the requests: examples and limits of every parameter, each one spoilt in turn, methods that are not
there, credentials left out; then random ones, the same each time. All its checks are on but those that need links
between operations, of which the document has none. Nobody tries every operation; the others those for their kind of
credential.
"""

import re
import threading
from contextlib import contextmanager

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from werkzeug.serving import WSGIRequestHandler, make_server

from api.openapi import contracts
from api.tus import OFFSET_STREAM
from policy.access import Permission, may
from policy.vocabulary import Role
from tests.support.application import forget_log_ins
from tests.support.house import opened
from tests.support.phone import homework
from tests.support.times import TIMES

pytestmark = pytest.mark.slow

EXAMPLES = 8 * TIMES
NO_LIMITS = {"phases": {"coverage": {"enabled": False}}}
"""For another who may do the same: all limits were tried by the first of them, and random requests are by each."""
FEW = {**NO_LIMITS, "generation": {"max-examples": 3}}
"""For who is refused whatever they send: they need not go through all limits of what they send, since others do."""
UPLOADS = "/reports/mine/evidence"
NO_OTHER_METHODS = {"unexpected-methods": []}
"""A method that is not there is answered before anybody asks who sent it: nobody tries them for all."""
PREFIX = "/api/v1"
SUCCESS = range(200, 300)
STAFF = {
    "officer": "officer-411102-education",
    "supervisor": "supervisor-410000",
    **{role: role for role in ("administrator", "analyst", "auditor")},
}
ANY_STAFF = "officer"
LOG_OUT = {"method": "DELETE", "path": [f"{PREFIX}/staff/session", f"{PREFIX}/staff/me/sessions"]}
"""After this, who asked is nobody any more: it is tried last."""
SUCCEEDS = {
    "nobody": {f"GET {PREFIX}/{name}" for name in ("categories", "divisions", "vocabulary")},
    "receipt": {
        f"GET {PREFIX}/reports/mine",
        *(f"POST {PREFIX}/reports/mine/{name}" for name in ("messages", "rating", "appeal", "withdrawal")),
        *(f"{method} {PREFIX}/reports/mine/subscription" for method in ("PUT", "DELETE")),
        f"POST {PREFIX}/reports/mine/evidence",
    },
    "officer": {
        *(f"GET {PREFIX}{path}" for path in ("/cases", "/cases/{case_id}", "/staff")),
        *(f"GET {PREFIX}/cases/{{case_id}}/{name}" for name in ("owners", "colleagues", "suggestions")),
        *(f"POST {PREFIX}/cases/{{case_id}}/{name}" for name in ("moves", "assignment", "messages", "notes", "reseal")),
    },
    **{role: {f"GET {PREFIX}/staff/me"} for role in ("analyst", "auditor")},
    "supervisor": {
        *(f"GET {PREFIX}{path}" for path in ("/cases", "/cases/{case_id}", "/staff", "/staff/me", "/offices/below")),
        f"POST {PREFIX}/cases/{{case_id}}/reopening",
    },
    "administrator": {
        *(f"GET {PREFIX}{path}" for path in ("/staff", "/staff/me", "/offices")),
        *(f"POST {PREFIX}{path}" for path in ("/staff", "/offices")),
    },
}
"""What must succeed at least once, so that not only refusals are tried."""

GOOD_BUT_REFUSED = ["2xx", "304", "401", "403", "404", "409"]
"""What data that fits the document may be answered with: nothing there, not for you, not as things are."""

OF_MEANING = {
    "/divisions": "no such division",
    "/schools": "no such division",
    "/institutions": "no such division",
    "/findings": "answers that the form does not take, a place that takes no reports",
    "/reports": "the same, and a proof of work that is none",
    "/reports/taken": "the same, without a proof of work",
    "/staff/session": "a proof of work that is none",
    "/acknowledgements/verification": "answers that the form does not take",
    "/reports/mine/subscription": "an address for a channel that has none, or none for one that has",
    "/reports/mine/rating": "not in this status",
    "/reports/mine/appeal": "not in this status, or appealed before",
    "/reports/mine/consent": "nobody asked for it",
    **dict.fromkeys(("/staff", "/offices", "/offices/below", "/audit"), "a cursor that nobody gave out"),
    "/cases": "a cursor that nobody gave out, a reference with a filter",
    **dict.fromkeys(("/tasks", "/coordination", "/coordination/tasks"), "a cursor that nobody gave out"),
    **dict.fromkeys(
        ("/registry/calendars", "/registry/prices", "/registry/indicators"),
        "a cursor that nobody gave out, no such division",
    ),
    "/reports/mine/evidence": "an empty file, one that is too large (413), the eleventh",
    "/cases/matching": "a filter that can match nothing, or more than may be done at once",
    "/cases/bulk": "the same, no cases or two ways to say which, nothing to do or two things",
    "/cases/{case_id}/moves": "not in this status, or something that the move needs is missing",
    "/cases/{case_id}/transfer": "not an office that could have it",
    "/cases/{case_id}/assignment": "not somebody of the office",
    "/cases/{case_id}/target": "both, none, or not of this division",
    "/cases/{case_id}/messages": "not in this status; a question without If-Match is 428",
    "/cases/{case_id}/joining": "no other case that it could be joined to",
    "/cases/{case_id}/merge": "no other case that could be joined to it",
    "/cases/{case_id}/split": "no such report in it, or none would stay",
    "/cases/{case_id}/undo": "nothing was joined or split in that step, or it cannot be undone",
    "/cases/{case_id}/tasks": "no such kind of task, an office that takes no part, or a day that does not fit",
    "/cases/{case_id}/checks": "a day that cannot be, too few classes, one given twice, or not in this status",
    "/cases/{case_id}/rechecks": "no day was promised, or one that cannot be",
    "/rechecks": "a cursor that nobody gave out",
    "/cases/{case_id}/statements": "a day to come, or not in this status",
    "/cases/{case_id}/approval": "not in this status, something is missing or does not fit, or nobody could decide",
    "/cases/{case_id}/approval/decision": "nothing is proposed, it is one's own, or a reason is missing",
    "/cases/{case_id}/appeal": "not an appeal, or what the decision needs is missing",
    "/cases/{case_id}/reopening": "not in this status",
    "/cases/{case_id}/extension": "no such kind of reason, not in this status, or no more time",
    "/cases/{case_id}/urging": "no such kind of reason, not from above, or no day to come",
    "/cases/{case_id}/back_report": "no such kind of answer, or nobody waits for one",
    **dict.fromkeys(("/reminders", "/offices/conduct"), "a cursor that nobody gave out, days in disorder"),
    "/offices/conduct/table": "days in disorder",
    "/cases/{case_id}/oversight": "no such kind of reason, not from above, or all of it withdrawn",
    **dict.fromkeys(("/statistics", "/statistics/table"), "a week that the year has not, or that is not over"),
    **dict.fromkeys(
        ("/programme", "/programme/table"), "a division that there is not, or a period of which nothing was told"
    ),
    **dict.fromkeys(("/figures/bulletin", "/figures/bulletin/page"), "no such half of a month, or not over"),
    "/holds": "what cannot be the reference of a report, however it is read",
    "/registry/imports": "no text, or not the columns of this list",
    "/registry/suggestions": "a cursor that nobody gave out",
    "/registry/table": "no such division",
    "/registry/schools": "no such division or office",
    "/registry/schools/{school_id}": "no such office",
    "/registry/institutions": "no such division or office",
    "/registry/institutions/{institution_id}": "no such division or office",
}
"""Where 422 can also come from what no JSON Schema says, and from what."""


BAD_FOR_TUS = ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422"]
"""About uploads, another version of the protocol is a failed precondition."""


@schemathesis.serializer(OFFSET_STREAM)
def as_it_is(_context, value):
    """The bytes of an upload."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture(scope="module")
def house(postgresql_databases, tmp_path_factory, now, relay_key, argon2_cost):
    """A service that no other file has: who knows which staff and offices it has afterwards.

    On PostgreSQL, the stricter of the two about what can be stored and compared.
    """
    with opened(postgresql_databases, tmp_path_factory.mktemp("house"), now, relay_key, argon2_cost) as house:
        yield house


class Quiet(WSGIRequestHandler):
    """Keeps connections, and writes no log."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_):
        pass


@contextmanager
def listening(app):
    """The application behind a socket; its base URL."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answered_report(house):
    """The receipt's header of a report that can be rated and appealed, and its case, which can be done again."""
    filed = house.phone.file(homework()).json
    case = house.case_of(filed)
    said = {"reason": "r", "public_reply": "p"}
    assert house.officer.end(case["id"], case["version"], "decline", **said).status_code == 200
    return f"Receipt {filed['receipt']}", house.case_of(filed)


def operations(house):
    """(path, method, the name of its guard) of the whole document."""
    return [
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule).removeprefix(PREFIX), method, contract.allow.name)
        for rule, method, contract in contracts(house.app)
    ]


def who_may(guard):
    """The roles of staff that the guard lets through; one role tries what is for all staff."""
    _, _, permission = guard.partition(":")
    if permission == "any":
        return [ANY_STAFF]
    return [role for role in STAFF if permission and may(Role(role), Permission(permission))]


def of_operation(house, role, path, method, guard):
    """A case, or a report, of its own for each operation, and what good data may be answered with."""
    enabled = role == "nobody" or guard.partition(":")[0] == ("receipt" if role == "receipt" else "staff")
    operation = {"include-name": f"{method.upper()} {PREFIX}{path}", "enabled": enabled}
    allowed = who_may(guard)
    if role in STAFF and allowed:
        operation |= {} if role == allowed[0] else NO_LIMITS if role in allowed else FEW
    if role == "nobody" and guard != "anyone":
        operation["generation"] = FEW["generation"]  # all limits nevertheless: among them are the methods there are not
    if role == "receipt" and enabled:
        still_open = house.phone.file(homework()).json["receipt"] if path.startswith(UPLOADS) else None
        operation["headers"] = {"Authorization": f"Receipt {still_open}" if still_open else answered_report(house)[0]}
    if role != "nobody" and "{case_id}" in path:
        again = path.endswith("/reopening")
        case = answered_report(house)[1] if again else house.case_of(house.phone.file(homework()).json)
        first = {"header.If-Match": f'"{case["version"]}"'} if again or path.endswith(("/moves", "/assignment")) else {}
        operation["parameters"] = {"path.case_id": case["id"], **first}
    if path in OF_MEANING:
        accepted = {"expected-statuses": [*GOOD_BUT_REFUSED, "413", "422", "428"]}
        operation["checks"] = {"positive_data_acceptance": accepted}
    if path == "/reports/mine/evidence/{evidence_id}":
        # 400: a checksum of another algorithm, as tus has it; the generator does not keep to the header's pattern
        operation["checks"] = {"positive_data_acceptance": {"expected-statuses": [*GOOD_BUT_REFUSED, "400"]}}
    if path.startswith(UPLOADS):
        of_tus = {
            name: {"expected-statuses": BAD_FOR_TUS} for name in ("negative_data_rejection", "missing_required_header")
        }
        operation["checks"] = {**operation.get("checks", {}), **of_tus}
    return operation


def configured(house, role):
    authorization = house.log_in(STAFF[role]).headers["Authorization"] if role in STAFF else None
    return SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": authorization} if authorization else {},
            "generation": {
                "max-examples": EXAMPLES,
                "deterministic": True,
                "no-shrink": True,
                "database": "none",
            },
            "phases": {"stateful": {"enabled": False}, "coverage": {} if role == "nobody" else NO_OTHER_METHODS},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": GOOD_BUT_REFUSED},
                "missing_required_header": {"expected-statuses": ["400", "401", "403", "404", "422", "428"]},
            },
            "operations": [of_operation(house, role, *one) for one in operations(house)],
        }
    )


def what_is_wrong(schema):
    """Each kind of failure with a request that shows it; and which operations succeeded at least once."""
    wrong, succeeded = {}, set()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            wrong[repr(event)] = repr(getattr(event, "value", None))
        if isinstance(event, events.ScenarioFinished):
            for case_id, seen in event.recorder.interactions.items():
                method = event.recorder.cases[case_id].value.method
                if seen.response is not None and seen.response.status_code in SUCCESS and method != "OPTIONS":
                    succeeded.add(event.recorder.label)
            for case_id, checks in event.recorder.checks.items():
                for check in checks:
                    if check.failure_info is not None:
                        failure, case = check.failure_info.failure, event.recorder.cases[case_id].value
                        shown = (
                            f"{failure.message}\n{getattr(failure, 'status_code', '')} {case.as_curl_command()[:600]}"
                        )
                        wrong.setdefault((check.name, failure.title, failure.operation), shown)
    return wrong, succeeded


@pytest.mark.parametrize("role", ["nobody", "receipt", *STAFF])
def test_the_service_answers_as_its_document_says(house, role):
    forget_log_ins(house.app)
    config = configured(house, role)
    with listening(house.app) as base_url:
        schema = schemathesis.openapi.from_url(f"{base_url}{PREFIX}/openapi.json", config=config)
        wrong, succeeded = what_is_wrong(schema.exclude(**LOG_OUT))
        if role in STAFF:
            wrong |= what_is_wrong(schema.include(**LOG_OUT))[0]
            house.officer.headers = house.log_in(STAFF["officer"]).headers
    assert not wrong, "\n\n".join(f"{kind}\n{shown}" for kind, shown in wrong.items())
    assert SUCCEEDS[role] <= succeeded
