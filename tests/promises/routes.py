"""K1: who is answered what on a route, in words for the ways that many routes have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field

WHO = (
    *("nobody", "receipt_1", "receipt_2", "officer_1", "officer_2"),
    *("avoided", "supervisor", "analyst", "auditor", "administrator"),
)
"""Who asks. `supervisor` is of the office above that of report 1."""

LOOKING = frozenset({"officer_1", "supervisor"})
"""Who may look at the case of report 1: what they are refused is no question of whether it is there."""


@dataclass(frozen=True)
class Route:
    """The answers in the order of `WHO`, and the request; `after` is what happened before (`Scene` knows each by name).

    `sends` are further headers; `files`: the path names a file that is kept, not one that is uploading.
    `content` is a body that is no JSON.
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
    content: bytes | None = None


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


def task(status, *request, **more):
    """The office that leads the case, the one above, and the one that was asked; for all others there is none."""
    answers = (401, 401, 401, status, status, 404, status, 403, 403, 403)
    return Route(answers, *request, **more)
