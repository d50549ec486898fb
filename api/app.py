"""Put the web process together: world, endpoints, pages, one shape for every error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, NoReturn

import sqlalchemy as sa
from flask import Flask, Response, current_app, request
from flask_restx import Api
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

import policy
from api.health import health
from api.limits import Limits
from api.metrics import metrics
from api.openapi import openapi
from api.pages import PAGE_HEADERS, pages
from api.problems import problem
from api.progress_page import progress
from api.resources.acknowledgements import acknowledgements
from api.resources.administration import administration
from api.resources.afterwards import afterwards
from api.resources.audit import audit
from api.resources.bulk import bulk
from api.resources.cases import cases
from api.resources.dated import dated
from api.resources.deciding import deciding
from api.resources.demo import demo
from api.resources.evidence import case_files, uploads
from api.resources.figures import office_figures
from api.resources.holds import holds
from api.resources.imports import imports
from api.resources.joining import joining
from api.resources.notices import notices
from api.resources.offices import offices
from api.resources.own_access import own_access
from api.resources.places import places
from api.resources.programme import of_programme
from api.resources.rechecks import rechecks
from api.resources.registry import registry
from api.resources.reporters import reporters
from api.resources.staff import sessions
from api.resources.suggestions import suggestions
from api.resources.supervision import supervision
from api.resources.taking import taking
from api.resources.tasks import tasks
from api.resources.transfers import transfers
from api.resources.watching import watching
from api.service import Service, service
from api.tus import mark_version, with_method_override
from models.away import is_away, is_full
from models.engine import create_engine
from security.acknowledgements import Signer
from security.checkpoints import HeadSigner
from security.endpoints import Endpoints, SystemResolver
from security.evidence.storage import Storage
from security.evidence.turns import Turns
from security.passkeys import Passkeys, RelyingParty
from security.passwords import DEMO_COST, REAL_COST, Argon2Cost
from security.proof_of_work import ProofOfWork
from security.secrets_file import derive
from services.work import WebPush, World
from settings import BadSettings, Settings

WHY_NOT = "WHY_NOT"
REQUEST_ID = "X-Request-Id"
"""Of a crash only: by it the operator finds the line about it, should somebody tell."""
API_HEADERS = PAGE_HEADERS | {"Cache-Control": "no-store", "Vary": "Accept-Language, Authorization, Cookie"}
HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_media_type"}


def create_app(
    settings: Settings,
    *,
    engine: sa.Engine | None = None,
    now: Callable[[], datetime] | None = None,
    argon2_cost: Argon2Cost | None = None,
) -> Flask:
    """The application on its database; `engine`, `now` and `argon2_cost` are for tests and demo."""
    app = Flask("jianfu", static_folder=None)
    app.url_map.strict_slashes = app.url_map.merge_slashes = False  # an address is right or unknown: no redirects
    cost = argon2_cost or (DEMO_COST if settings.demo else REAL_COST)
    world = build_world(settings, engine=engine, argon2_cost=cost)
    app.extensions["jianfu"] = Service(
        settings, world, now or utc_now, Limits(world.policy.counts, sees_senders=settings.trusted_proxies > 0)
    )
    for blueprint in (pages, progress, health, metrics, openapi):
        app.register_blueprint(blueprint)
    _add_resources(app)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(SQLAlchemyError, _answer_database_error)
    app.register_error_handler(OSError, _answer_disk_error)
    app.register_error_handler(Exception, _answer_crash)
    app.after_request(_harden)
    app.wsgi_app = with_method_override(app.wsgi_app)  # type: ignore[method-assign, assignment]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def refusing_app(why_not: str) -> Flask:
    """An application without settings: it has commands, and answers no request."""
    app = Flask("jianfu", static_folder=None)
    app.config[WHY_NOT] = why_not
    app.before_request(_refuse)
    return app


def _refuse() -> NoReturn:
    raise BadSettings(current_app.config[WHY_NOT])


def build_world(settings: Settings, *, engine: sa.Engine | None = None, argon2_cost: Argon2Cost = REAL_COST) -> World:
    """What services run in; the policy is read here, once."""
    loaded = policy.load(overlay=settings.policy_overlay)
    uploads = Turns(loaded.evidence.uploads_at_once, loaded.evidence.uploads_of_one_report)
    return World(
        engine=engine if engine is not None else create_engine(settings.database_url),
        policy=loaded,
        proof_of_work=ProofOfWork(settings.secret),
        cursor_key=derive(settings.secret, "cursor"),
        figures_key=derive(settings.secret, "figures"),
        relay_public_key=settings.relay_public_key,
        argon2_cost=argon2_cost,
        second_factor=not settings.demo,
        push_jitter_s=settings.push_jitter_s,
        released_hourly=settings.released_hourly,
        web_push=_web_push(settings),
        evidence=Storage(settings.var / "evidence", settings.clamd, uploads),
        signer=Signer(settings.secret, settings.former_acknowledgement_keys),
        head_signer=HeadSigner(settings.secret, settings.former_audit_keys),
        passkeys=Passkeys(settings.secret, RelyingParty.at(settings.origin)),
    )


def _web_push(settings: Settings) -> WebPush | None:
    if settings.vapid_public_key is None:
        return None
    return WebPush(settings.vapid_public_key, Endpoints(SystemResolver(), settings.web_push_stand_in))


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


class _Routes(Api):  # type: ignore[misc]  # flask-restx has no types
    """flask-restx for Resource, Namespace and routing only: its documents and its error pages stay away."""

    def handle_error(self, e: Exception) -> Response:
        """Leave errors to the application: there is one shape for all of them."""
        raise e

    def _register_apidoc(self, app: Flask) -> None:
        """No Swagger page."""


NAMESPACES: Final = (
    reporters,
    acknowledgements,
    afterwards,
    uploads,
    places,
    demo,
    sessions,
    own_access,
    administration,
    offices,
    registry,
    imports,
    dated,
    holds,
    audit,
    cases,
    bulk,
    notices,
    case_files,
    transfers,
    joining,
    suggestions,
    deciding,
    rechecks,
    supervision,
    tasks,
    taking,
    office_figures,
    of_programme,
    watching,
)
"""All that the API has, in the order of its document."""


def _add_resources(app: Flask) -> None:
    api = _Routes(doc=False, prefix="/api/v1")
    for namespace in NAMESPACES:
        api.add_namespace(namespace)
    api.init_app(app, add_specs=False)
    for namespace in api.namespaces:
        namespace.apis.remove(api)  # or it would keep each application that was ever made


def _answer_http_error(error: HTTPException) -> Response:
    """Unknown URLs, wrong methods and the like."""
    status = error.code or 500
    code = HTTP_CODES.get(status, "malformed_request")
    response = problem(service().reader(request).say, status, code)
    methods = getattr(error, "valid_methods", None)
    if methods:
        response.headers["Allow"] = ", ".join(sorted(methods))
    return response


def _answer_database_error(error: SQLAlchemyError) -> Response:
    """Where the database is away or busy trying again is right: nothing was stored, or the same is answered again."""
    return _answer_unavailable(error) if is_away(error) else _answer_crash(error)


def _answer_disk_error(error: OSError) -> Response:
    """The same where the disk is full; any other trouble with files is a mistake of ours."""
    return _answer_unavailable(error) if is_full(error) else _answer_crash(error)


def _answer_unavailable(error: Exception) -> Response:
    response = problem(service().reader(request).say, 503, "unavailable")
    response.headers["Retry-After"] = "5"
    response.headers[REQUEST_ID] = service().log_crash(error, request)
    return response


def _answer_crash(error: Exception) -> Response:
    """A mistake of ours: a line for the operator without anything of the request, and a problem document."""
    response = problem(service().reader(request).say, 500, "internal")
    response.headers[REQUEST_ID] = service().log_crash(error, request)
    return response


def _harden(response: Response) -> Response:
    """Security headers on every answer; answers of the API are never stored."""
    headers = PAGE_HEADERS
    if request.path.startswith("/api/v1/"):
        headers = API_HEADERS
        mark_version(request, response)
        response.headers["Vary"] = headers["Vary"] + (", Accept-Encoding" if "Accept-Encoding" in response.vary else "")
    there = {name.lower() for name, _ in response.headers}
    response.headers.extend([(name, value) for name, value in headers.items() if name.lower() not in there])
    return response
