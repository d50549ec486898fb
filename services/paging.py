"""Lists in parts: as many rows as were asked for, and a cursor to go on from the last of them.

A cursor is the place of the last row, signed and bound to the question: it can be neither guessed nor used elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from security.signing import mac, mac_matches
from services.refusals import InvalidFields
from services.work import Work

T = TypeVar("T")
TAG_BYTES = 32


@dataclass(frozen=True)
class Part(Generic[T]):
    """Part of a list; `next_cursor` is None on the last."""

    items: tuple[T, ...]
    next_cursor: str | None


@dataclass(frozen=True)
class Asked:
    """Which part somebody wants: after a cursor, or the first."""

    cursor: str | None = None
    limit: int = 100


@dataclass(frozen=True)
class Order(Generic[T]):
    """How a list is ordered: by columns (text, ids, days) that no two rows share, and how to read them off an item."""

    columns: tuple[Any, ...]
    place_of: Callable[[T], Sequence[str | date]]


def part_of(
    work: Work,
    query: sa.Select[*tuple[Any, ...]],
    asked: Asked,
    order: Order[T],
    *,
    bound: bytes,
    item: Callable[..., T],
) -> Part[T]:
    """The part of a list that is asked for; `item` makes one of a row. InvalidFields for a cursor of another list."""
    if asked.cursor is not None:
        after = read_cursor(work, bound, asked.cursor)
        place = (_literal(value, column.type) for value, column in zip(after, order.columns, strict=True))
        query = query.where(sa.tuple_(*order.columns) > sa.tuple_(*place))
    rows = work.db.execute(query.order_by(*order.columns).limit(asked.limit + 1)).all()
    items = tuple(item(*row) for row in rows[: asked.limit])
    is_last = len(rows) <= asked.limit
    return Part(items, None if is_last else make_cursor(work, bound, order.place_of(items[-1])))


def _literal(value: Any, kind: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
    """What a cursor holds, as its column has it: JSON knows no days."""
    return sa.literal(date.fromisoformat(value) if isinstance(kind, sa.Date) else value, kind)


def make_cursor(work: Work, bound: bytes, place: Sequence[object]) -> str:
    """The cursor of a place in the answer to the question `bound`."""
    position = json.dumps(list(place), default=date.isoformat).encode()
    return base64.urlsafe_b64encode(mac(work.world.cursor_key, bound + position) + position).decode()


def read_cursor(work: Work, bound: bytes, cursor: str) -> list[Any]:
    """The place; InvalidFields for a cursor that was not made for this question."""
    try:
        raw = base64.b64decode(cursor, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    tag, position = raw[:TAG_BYTES], raw[TAG_BYTES:]
    if not mac_matches(work.world.cursor_key, bound + position, tag):
        raise InvalidFields.one("cursor", "cursor_invalid")
    place: list[Any] = json.loads(position)
    return place
