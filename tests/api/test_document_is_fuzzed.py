"""The whole OpenAPI document against the running service, as everybody: what it says is what happens, for good and bad.

Schemathesis makes the requests: examples and limits of every parameter, each one spoilt in turn, methods that are not
there, credentials left out; then random ones, the same each time. All its checks are on but those that need links
between operations, of which the document has none. Nobody tries every operation; the others those that look at who
they are.
"""

import threading
from contextlib import contextmanager

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.support.phone import homework

pytestmark = pytest.mark.slow
ON_POSTGRESQL = pytest.mark.parametrize("house", ["postgresql"], indirect=True)
"""It is the stricter of the two about what can be stored and compared."""

EXAMPLES = 8
PREFIX = "/api/v1"
STAFF = {
    "officer": "officer-411102-education",
    "supervisor": "supervisor-410000",
    "administrator": "administrator",
}
ENDINGS = [("DELETE", "/staff/session"), ("POST", "/reports/mine/withdrawal")]
"""After these, who asked is nobody any more: they are tried last."""

GOOD_BUT_REFUSED = ["2xx", "304", "401", "403", "404", "409"]
"""What data that fits the document may be answered with: nothing there, not for you, not as things are."""

OF_MEANING = {
    "/divisions": "no such division",
    "/schools": "no such division",
    "/institutions": "no such division",
    "/findings": "answers that the form does not take, a place that takes no reports",
    "/reports": "the same, and a proof of work that is none",
    "/reports/mine/subscription": "an address for a channel that has none, or none for one that has",
    "/reports/mine/rating": "not in this status",
    "/reports/mine/appeal": "not in this status, or appealed before",
    "/cases": "a cursor that nobody gave out",
    "/cases/{case_id}/moves": "not in this status, or something that the move needs is missing",
    "/cases/{case_id}/transfer": "not an office that could have it",
    "/cases/{case_id}/assignment": "not somebody of the office",
    "/cases/{case_id}/target": "both, none, or not of this division",
    "/cases/{case_id}/messages": "not in this status; a question without If-Match is 428",
}
"""Where 422 can also come from what no JSON Schema says, and from what."""


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
    """The receipt's header of a report that can be rated and appealed."""
    filed = house.phone.file(homework()).json
    case = house.case_of(filed)
    said = {"reason": "r", "public_reply": "p"}
    assert house.officer.move(case["id"], case["version"], "decline", **said).status_code == 200
    return f"Receipt {filed['receipt']}"


def credential(house, role):
    if role == "receipt":
        return answered_report(house)
    return house.log_in(STAFF[role]).headers["Authorization"] if role in STAFF else None


def operations(house):
    """(path, method, whether it looks at who asks) of the whole document."""
    document = house.client.get(f"{PREFIX}/openapi.json").json
    return [
        (path.removeprefix(PREFIX), method, "security" in operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def of_operation(house, path, method, *, enabled):
    """A case of its own for each operation, and what good data may be answered with."""
    operation = {"include-path": f"{PREFIX}{path}", "include-method": method.upper(), "enabled": enabled}
    if enabled and "{case_id}" in path:
        case = house.case_of(house.phone.file(homework()).json)
        operation["parameters"] = {"path.case_id": case["id"]}
    if path in OF_MEANING:
        accepted = {"expected-statuses": [*GOOD_BUT_REFUSED, "422", "428"]}
        operation["checks"] = {"positive_data_acceptance": accepted}
    return operation


def configured(house, role):
    authorization = credential(house, role)
    return SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": authorization} if authorization else {},
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "no-shrink": True, "database": "none"},
            "phases": {"stateful": {"enabled": False}},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": GOOD_BUT_REFUSED},
                "missing_required_header": {"expected-statuses": ["400", "401", "403", "404", "422", "428"]},
            },
            "operations": [
                of_operation(house, path, method, enabled=role == "nobody" or guarded)
                for path, method, guarded in operations(house)
            ],
        }
    )


def what_is_wrong(schema):
    """One line for each kind of failure, with a request that shows it; and how often which check was made."""
    wrong, checked = {}, set()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            wrong[repr(event)] = repr(getattr(event, "value", None))
        if isinstance(event, events.ScenarioFinished):
            for case_id, checks in event.recorder.checks.items():
                for check in checks:
                    checked.add(check.name)
                    if check.failure_info is not None:
                        failure, case = check.failure_info.failure, event.recorder.cases[case_id].value
                        shown = f"{failure.message}\n{case.as_curl_command()[:600]}"
                        wrong.setdefault((check.name, failure.title, failure.operation), shown)
    return wrong, checked


@ON_POSTGRESQL
@pytest.mark.parametrize("role", ["nobody", "receipt", *STAFF])
def test_the_service_answers_as_its_document_says(house, role):
    config = configured(house, role)
    with listening(house.app) as base_url:
        schema = schemathesis.openapi.from_url(f"{base_url}{PREFIX}/openapi.json", config=config)
        lives = schema
        for method, path in ENDINGS:
            lives = lives.exclude(method=method, path=f"{PREFIX}{path}")
        wrong, checked = what_is_wrong(lives)
        for method, path in ENDINGS:
            wrong |= what_is_wrong(schema.include(method=method, path=f"{PREFIX}{path}"))[0]
    assert {"ignored_auth", "unsupported_method", "negative_data_rejection", "response_schema_conformance"} <= checked
    assert not wrong, "\n\n".join(f"{kind}\n{shown}" for kind, shown in wrong.items())
