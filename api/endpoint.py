"""The contract of an endpoint: who may call, what comes in, what goes out, and one transaction in between.

    @endpoint(allow=staff(READ_CASES), query=CasesQuery, returns=CasePageOut)
    def get(self, work, actor, query): ...

Guard, load, begin, call, flush, dump, commit once, answer. The same declarations make the OpenAPI document. A method
gets `work`, the path's parameters, what its guard found (`receipt` or `actor`), and `body`, `query`, `headers` where it
declares them; it returns a value for `returns`, or an `Answer`.

Acts of staff are written to the audit log (`audits`): what changes something in the same transaction; what only reads
in one of its own, after the text was opened and before a byte of it leaves.

Where `accepts` is a `Stream`, `body` is an iterator: the method reads it before its first statement, so that no
transaction is open meanwhile. Where `returns` is one, the answer's value is an iterator that is read after the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

from flask import Response, after_this_request, request
from marshmallow import Schema
from sqlalchemy.exc import IntegrityError

from api.guards import SAFE_METHODS, Found, Guard, anyone
from api.incoming import load_body, load_headers, load_query
from api.outgoing import Answer, dumped, respond, streamed
from api.problems import BadRequest, of_bad_request, of_refusal
from api.schemas.fields import reader
from api.service import Service, service
from api.streams import Stream, load_stream
from models.engine import reading, writing
from policy.audit import Act
from services.audit.record import Done, record, record_refused
from services.people.sessions import prolong
from services.refusals import Refusal
from services.work import Work

CASE_IDS = frozenset({"case_id", "held_case_id"})
"""What a path calls the id of a case."""


@dataclass(frozen=True)
class Contract:
    """What an endpoint declares."""

    allow: Guard
    accepts: type[Schema] | Stream | None = None
    query: type[Schema] | None = None
    headers: type[Schema] | None = None
    returns: type[Schema] | Stream | None = None
    status: int = 200
    errors: tuple[int, ...] = ()
    conditional: bool = False
    versioned: bool = False
    audits: Act | None = None
    summary: str = ""

    @property
    def is_public(self) -> bool:
        """Whether it answers everybody alike: whoever asks is not known, and says nothing."""
        return self.conditional and self.allow is anyone and self.query is None and self.headers is None


def endpoint(
    *,
    allow: Guard,
    accepts: type[Schema] | Stream | None = None,
    query: type[Schema] | None = None,
    headers: type[Schema] | None = None,
    returns: type[Schema] | Stream | None = None,
    status: int = 200,
    errors: tuple[int, ...] = (),
    conditional: bool = False,
    versioned: bool = False,
    audits: Act | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Declare an endpoint; `errors` are statuses beyond those that guard, body and headers imply.

    `conditional`: the answer has an entity tag, and whoever has it already is told so (304).
    `versioned`: its entity tag is a version, for `If-Match` only.
    `audits`: what the audit log calls it.
    """
    form = (allow, accepts, query, headers, returns, status, errors, conditional, versioned, audits)
    return partial(_declared, Contract(*form))


def _declared(contract: Contract, method: Callable[..., Any]) -> Callable[..., Response]:
    contract = replace(contract, summary=method.__doc__ or "")

    @wraps(method)
    def answer(resource: object, **path: Any) -> Response:
        return _answered(contract, method, resource, {name: str(value) for name, value in path.items()})

    answer.contract = contract  # type: ignore[attr-defined]
    return answer


def _answered(contract: Contract, method: Callable[..., Any], resource: object, path: Mapping[str, str]) -> Response:
    running = service()
    speaking = running.reader(request)
    token = reader.set(speaking)
    try:
        with running.limits.guesses(request, contract.allow.name):
            return _transacted(running, contract, method, resource, path)
    except Refusal as refusal:
        return of_refusal(speaking.say, refusal)
    except BadRequest as bad:
        return of_bad_request(speaking.say, bad)
    finally:
        reader.reset(token)


def _transacted(
    running: Service, contract: Contract, method: Callable[..., Any], resource: object, path: Mapping[str, str]
) -> Response:
    now = running.now()
    found = _guarded(running, contract.allow, now)
    inputs = {**path, **found.inputs, **_loaded(contract)}
    if contract.audits is Act.SESSION_BEGIN:
        after_this_request(partial(_watch_log_in, running, inputs["body"].get("username", "")))
    begin = reading if request.method in SAFE_METHODS else writing
    with begin(running.world.engine) as db:
        result = method(resource, Work(running.world, db, now), **inputs)
        answer = result if isinstance(result, Answer) else Answer(result)
        done = _done(contract, found, path, answer)
        if begin is writing:
            for act in done:
                record(db, act, now)
        db.flush()
        body = b"" if isinstance(contract.returns, Stream) else dumped(contract.returns, answer.value)
        db.commit()
    if done and begin is reading:
        _write_opened(running, done, now)
    if answer.refusal is not None:
        raise answer.refusal
    if isinstance(contract.returns, Stream):
        return streamed(contract.returns, answer, contract.status)
    return respond(request, answer, body, contract.status, is_public=contract.is_public)


def _done(contract: Contract, found: Found, path: Mapping[str, str], answer: Answer) -> list[Done]:
    """What the audit log says of this request, and of each case that it was about."""
    actor = answer.actor or found.actor
    if contract.audits is None or actor is None or not answer.audited:
        return []
    object_id = answer.object_id or next((path[name] for name in path if name not in CASE_IDS), None)
    case_id = answer.case_id or next((path[name] for name in path if name in CASE_IDS), None)
    own = Done(contract.audits, actor.id, actor.username, actor.office_id, case_id, object_id)
    return [own, *(replace(own, act=act, case_id=one) for act, one in answer.each)]


def _write_opened(running: Service, done: list[Done], now: datetime) -> None:
    """In a transaction of its own: when it cannot be written, nothing is answered."""
    with writing(running.world.engine) as db:
        for act in done:
            record(db, act, now)
        db.commit()


def _watch_log_in(running: Service, name: str, response: Response) -> Response:
    """A log-in that fails is written down once its answer is sent: how long it takes tells whether the name is one.

    Gunicorn's connections go on after an answer, and the next one would tell it: hence aside.
    """
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        write = partial(_write_refused, running, running.now())
        goes_on = "gunicorn.socket" in request.environ
        response.call_on_close(partial(running.aside.soon, name, write) if goes_on else partial(write, name))
    return response


def _write_refused(running: Service, now: datetime, name: str) -> None:
    """With the moment of the try, whenever it is written down. Of two in the same moment one is enough."""
    with suppress(IntegrityError), writing(running.world.engine) as db:
        record_refused(db, Act.SESSION_REFUSE, name, now)
        db.commit()


def _guarded(running: Service, guard: Guard, now: Any) -> Found:
    found = guard.check(request, running.world, now)
    if found.prolong is not None:
        with writing(running.world.engine) as db:
            prolong(db, found.prolong, now)
            db.commit()
    return found


def _loaded(contract: Contract) -> dict[str, Any]:
    loaded: dict[str, Any] = {}
    if contract.headers is not None:
        loaded["headers"] = load_headers(contract.headers, request)
    if contract.query is not None:
        loaded["query"] = load_query(contract.query, request)
    if isinstance(contract.accepts, Stream):
        loaded["body"] = load_stream(contract.accepts, request)
    elif contract.accepts is not None:
        loaded["body"] = load_body(contract.accepts, request)
    return loaded
