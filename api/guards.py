"""Who may call: every endpoint names one guard. A guard gives the endpoint what it found out about the caller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Request

from api.problems import BadRequest
from models.engine import reading
from policy.access import Permission, may
from policy.vocabulary import FieldError, Reason
from security.receipts import MalformedReceipt, Receipt, parse_receipt
from security.sessions import MalformedToken, SessionToken, parse_session_token
from services.keyring import Actor
from services.people.sessions import authenticate
from services.refusals import EnrolFirst, NotAuthenticated, NotPermitted
from services.work import World

COOKIE = "__Host-session"
SAFE_METHODS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Found:
    """What a guard found out: inputs for the endpoint, a session to prolong, and who of staff it is."""

    inputs: dict[str, Any] = field(default_factory=dict)
    prolong: SessionToken | None = None
    actor: Actor | None = None


@dataclass(frozen=True)
class Guard:
    """`name` says in the API's document who may call; `check` gives inputs for the endpoint or raises."""

    name: str
    check: Callable[[Request, World, Any], Found]


def _anyone(request: Request, world: World, now: Any) -> Found:  # noqa: ARG001 - all guards are called alike
    return Found()


def _receipt(request: Request, world: World, now: Any) -> Found:  # noqa: ARG001 - all guards are called alike
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "receipt" or not text.strip():
        raise NotAuthenticated(scheme="Receipt")
    return Found({"receipt": read_receipt(text)})


def read_receipt(text: str) -> Receipt:
    """A receipt as typed; 422 without a look-up when a character is wrong."""
    try:
        return parse_receipt(text)
    except MalformedReceipt:
        error = FieldError("authorization", Reason("field.malformed_receipt"))
        raise BadRequest(422, "malformed_receipt", [error]) from None


anyone = Guard("anyone", _anyone)
receipt_holder = Guard("receipt", _receipt)


def staff(permission: Permission | None = None, *, enrolling: bool = False) -> Guard:
    """A logged-in member of staff whose role has the permission (or any, with none).

    Where a second factor is needed, somebody without one gets as far as `enrolling` goes.
    """

    def check(request: Request, world: World, now: Any) -> Found:
        token = session_token(request)
        with reading(world.engine) as db:
            actor, is_due = authenticate(db, token, now)
        if world.second_factor and not actor.has_second_factor and not enrolling:
            raise EnrolFirst
        if permission is not None and not may(actor.role, permission):
            raise NotPermitted
        return Found({"actor": actor}, prolong=token if is_due else None, actor=actor)

    return Guard(f"staff:{permission or 'any'}", check)


def unnamed(guard: Guard) -> Guard:
    """The same, for an endpoint to which it is all one who calls."""

    def check(request: Request, world: World, now: Any) -> Found:
        return replace(guard.check(request, world, now), inputs={})

    return Guard(guard.name, check)


def session_token(request: Request) -> SessionToken:
    """The caller's session token; NotAuthenticated when there is none."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        text = _cookie_token(request)
    try:
        return parse_session_token(text.strip())
    except MalformedToken:
        raise NotAuthenticated from None


def _cookie_token(request: Request) -> str:
    """The console's cookie; it changes something only for a page of our own origin."""
    if request.method not in SAFE_METHODS and request.headers.get("Origin") != request.host_url.rstrip("/"):
        raise NotAuthenticated
    return request.cookies.get(COOKIE, "")
