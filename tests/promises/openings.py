"""Every sealed value that is stored, with the key and the address that open it: what the owners of all keys could read.

`OPENERS` names each sealed column. The addresses are written down here once more, apart from the services: a value that
was sealed for another place than its own does not open.
"""

import hmac
from contextlib import suppress
from dataclasses import dataclass, replace

import sqlalchemy as sa

from models import Base
from models.columns import SEALED
from notifications.addresses import open_address
from security.derivation import hkdf
from security.envelope import open_sealed
from security.passwords import check_password
from security.receipts import Receipt
from security.sessions import parse_session_token
from security.wraps import WrapFor, unwrap
from services.keyring import OVERSIGHT, RECOVERY, WORK
from services.people.staff import password_record

SEALED_COLUMNS = {
    (table.name, column.name)
    for table in Base.metadata.tables.values()
    for column in table.columns
    if column.name.startswith(SEALED)
}


@dataclass(frozen=True)
class Opening:
    """One stored value; `kind` is a key of `KINDS`, `address` the parts of what it is bound to."""

    table: str
    column: str
    row: tuple
    kind: str
    sealed: bytes
    key: bytes
    address: tuple

    def opened(self, **other):
        """What is in it, or CannotOpen; `other` replaces sealed, key or address."""
        this = replace(self, **other)
        return KINDS[this.kind](this)


def _envelope(this):
    table, column, row_id = this.address
    return open_sealed(this.key, this.sealed, table=table, column=column, row_id=row_id)


def _wrap(this):
    return unwrap(this.key, this.sealed, WrapFor(*this.address))


def _address(this):
    return open_address(this.key, *this.address, this.sealed)


KINDS = {"envelope": _envelope, "wrap": _wrap, "address": _address}


class Keys:
    """All keys there are, from what their owners hold: passwords, receipts, the relay's and the recovery key."""

    def __init__(self, engine, installed, journey, relay_key):
        with engine.connect() as connection:
            tables = Base.metadata.tables.items()
            self.rows = {name: connection.execute(sa.select(table)).all() for name, table in tables}
        self.installed, self.relay_private = installed, relay_key.private
        receipts = [Receipt.from_idempotency_key(filed.key) for filed in journey.filed.values()]
        self.receipts = {receipt.lookup: receipt for receipt in receipts}
        tokens = [parse_session_token(console.me["token"]) for console in journey.consoles.values()]
        self.authenticators = {each.credential_id: each for each in journey.authenticators.values()}
        self.tokens = {token.lookup: token for token in tokens}

    def the(self, table, **values):
        """The first row of a table with these values."""
        return next(
            row for row in self.rows[table] if all(getattr(row, name) == value for name, value in values.items())
        )

    def kek(self, staff):
        return check_password(password_record(staff), self.installed.passwords[staff.username])

    def staff(self, staff_id):
        return self._open("staff", "sealed_private_key", self.the("staff", id=staff_id))

    def office(self, office_id, purpose):
        """By the office above, up to the recovery key."""
        grant = self.the("key_grant", office_id=office_id, purpose=purpose, staff_id=None)
        return self._open("key_grant", "wrapped_key", grant)

    def holder(self, grant):
        """Who a grant is for, and their key."""
        if grant.staff_id:
            return grant.staff_id, self.staff(grant.staff_id)
        if grant.holder_office_id:
            return grant.holder_office_id, self.office(grant.holder_office_id, OVERSIGHT)
        return RECOVERY, self.installed.recovery.private

    def report(self, report_id):
        return self._open("report", "sealed_key", self.the("report", id=report_id))

    def case(self, case_id):
        return self._open("case_key_wrap", "wrapped_key", self.the("case_key_wrap", case_id=case_id))

    def task(self, task_id):
        return self._open("task", "sealed_key", self.the("task", id=task_id))

    def openings(self):
        """Every sealed value that is stored."""
        return [
            self.opening(table, column, row)
            for table, column in sorted(SEALED_COLUMNS)
            for row in self.rows[table]
            if getattr(row, column)  # of an account that was removed, nothing is left
        ]

    def openable(self):
        """Whatever opens by some key; of a case that was taken back there is none any more."""
        for table, column in sorted(SEALED_COLUMNS):
            for row in self.rows[table]:
                if getattr(row, column):
                    with suppress(StopIteration):
                        yield self.opening(table, column, row)

    def opening(self, table, column, row):
        kind, key, address = OPENERS[table, column](self, row)
        return Opening(table, column, row, kind, getattr(row, column), key, address)

    def _open(self, table, column, row):
        return self.opening(table, column, row).opened()


def _of_row(table, column, key):
    """An envelope bound to its own table, column and row."""
    return lambda keys, row: ("envelope", key(keys, row), (table, column, row.id))


def _session(keys, row):
    return "envelope", keys.tokens[row.lookup].key, ("staff_session", "sealed_private_key", row.staff_id)


def _grant(keys, row):
    holder_id, key = keys.holder(row)
    return "wrap", key, (f"office_{row.purpose}_key", row.office_id, holder_id, row.key_version)


def _wrap_of(what, owner):
    def opener(keys, row):
        return "wrap", keys.office(row.office_id, WORK), (what, getattr(row, owner), row.office_id, row.key_version)

    return opener


def _passkey(keys, row):
    """Under what PRF gives for the service's one input, and the passkey's own id."""
    given = hmac.digest(keys.authenticators[row.credential_id].prf_secret, b"jianfu/passkey/v1", "sha256")
    kek = hkdf(given, f"jianfu/passkey/v1|kek|{row.id}")
    return "envelope", kek, ("passkey", "sealed_private_key", row.id)


def _waiting(keys, row):
    return "address", keys.relay_private, (keys.the("subscription", sealed_address=row.sealed_address).id,)


OPENERS = {
    ("staff", "sealed_private_key"): _of_row("staff", "sealed_private_key", Keys.kek),
    ("staff", "sealed_totp_seed"): _of_row("staff", "sealed_totp_seed", Keys.kek),
    ("staff", "sealed_views"): _of_row(
        "staff", "sealed_views", lambda keys, row: hkdf(keys.staff(row.id), "jianfu/saved_views/v1")
    ),
    ("staff_session", "sealed_private_key"): _session,
    ("key_grant", "wrapped_key"): _grant,
    ("passkey", "sealed_private_key"): _passkey,
    ("passkey", "sealed_name"): _of_row(
        "passkey", "sealed_name", lambda keys, row: hkdf(keys.staff(row.staff_id), "jianfu/passkey/v1|name")
    ),
    ("report", "sealed_key"): _of_row(
        "report", "sealed_key", lambda keys, row: keys.receipts[row.receipt_lookup].unwrap_key
    ),
    ("report", "sealed_content"): _of_row("report", "sealed_content", lambda keys, row: keys.report(row.id)),
    ("report", "sealed_reply"): _of_row("report", "sealed_reply", lambda keys, row: keys.report(row.id)),
    ("report_key_wrap", "wrapped_key"): _wrap_of("report", "report_id"),
    ("case_key_wrap", "wrapped_key"): _wrap_of("case", "case_id"),
    ("rating", "sealed_rating"): lambda keys, row: (
        "envelope",
        keys.report(row.report_id),
        ("rating", "sealed_rating", row.report_id),
    ),
    ("message", "sealed_text"): _of_row("message", "sealed_text", lambda keys, row: keys.report(row.report_id)),
    ("case_event", "sealed_detail"): _of_row("case_event", "sealed_detail", lambda keys, row: keys.case(row.case_id)),
    ("note", "sealed_text"): _of_row("note", "sealed_text", lambda keys, row: keys.case(row.case_id)),
    ("task", "sealed_key"): _of_row("task", "sealed_key", lambda keys, row: keys.case(row.case_id)),
    ("task", "sealed_request"): _of_row("task", "sealed_request", lambda keys, row: keys.task(row.id)),
    ("task", "sealed_result"): _of_row("task", "sealed_result", lambda keys, row: keys.task(row.id)),
    ("task_key_wrap", "wrapped_key"): _wrap_of("task", "task_id"),
    ("evidence", "sealed_key"): _of_row("evidence", "sealed_key", lambda keys, row: keys.report(row.report_id)),
    ("evidence", "sealed_details"): _of_row("evidence", "sealed_details", lambda keys, row: keys.report(row.report_id)),
    ("subscription", "sealed_address"): lambda keys, row: ("address", keys.relay_private, (row.id,)),
    ("outbox", "sealed_address"): _waiting,
}
