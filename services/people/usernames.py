"""How user names are spelled: one way each, so that no two can be taken for one another.

RFC 8265 (UsernameCaseMapped) with fewer letters: full-width forms are mapped to ordinary ones and capitals to small
ones; what is left has to be `a` to `z`, digits, dots, dashes and underscores, and begin and end with a letter or digit.
Names that were given before this was so keep working as they are.
"""

from __future__ import annotations

import re
from typing import TypeVarTuple

import sqlalchemy as sa

from models import Staff
from services.refusals import BadUsername

Ts = TypeVarTuple("Ts")
USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._\-]{0,38}[a-z0-9])?")
WIDE = {0xFF01 + number: 0x21 + number for number in range(0x5E)}
"""The full-width forms of ASCII (U+FF01 to U+FF5E), which a Chinese keyboard types easily."""


def new_name(username: str) -> str:
    """A name as it is stored; BadUsername for one that cannot be."""
    wanted = username.translate(WIDE)
    if not wanted.isascii() or not USERNAME.fullmatch(wanted.lower()):
        raise BadUsername
    return wanted.lower()


def by_name(query: sa.Select[*Ts], username: str) -> sa.Select[*Ts]:
    """The account in use that somebody means: the very name, else the way it is spelled today."""
    plain = username.translate(WIDE).strip()
    meant = plain.lower() if plain.isascii() else username
    named = (Staff.username.in_({username, meant}), Staff.removed_on.is_(None))
    return query.where(*named).order_by((Staff.username == username).desc()).limit(1)
