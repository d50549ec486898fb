"""A8: what a reporter causes is stored by day, and no column of any table tells in which order rows came."""

import pytest
import sqlalchemy as sa

from models import Base
from models.base import Moment
from policy.conduct import OF_THE_LOG
from policy.figures import COUNTED

MOMENTS = {
    ("staff_session", "idle_until"): "a member of staff was there",
    ("staff_session", "expires_at"): "a member of staff logged in",
    ("outbox", "due_at"): "an office acted, up to half an hour before (N7)",
    ("outbox", "lease_until"): "the relay works on it",
    ("outbox", "dead_at"): "the relay gave up",
    ("installation", "released_hour"): "the scheduler, at a full hour",
    ("office", "rotating_since"): "somebody left the office",
    ("audit", "at"): "a member of staff did something, or tried to log in",
    ("audit_checkpoint", "at"): "the scheduler signed what staff had done",
    ("audit_pruning", "at"): "the scheduler deleted acts of staff whose time was up",
}
"""Every column finer than a day, and who causes it: never a reporter."""

COUNTERS = {
    ("case", "version"): "within the case, of acts that are dated",
    ("case_event", "version"): "the same",
    ("transfer", "version"): "the same",
    ("oversight", "version"): "the same",
    ("extension", "version"): "the same",
    ("urging", "version"): "the same",
    ("urging", "answered_version"): "the same",
    ("reminder", "since_version"): "the same",
    ("appeal", "from_version"): "the same",
    ("joining", "version"): "the same",
    ("joining", "into_version"): "the same",
    ("joining", "undone_version"): "the same",
    ("joining", "into_undone_version"): "the same",
    ("splitting", "version"): "the same",
    ("report", "joined_version"): "the same; between which acts it came, not before or after which report",
    ("stay", "after_version"): "the same",
    ("stay", "until_version"): "the same",
    ("stay", "position"): "within the report, of the cases it was in",
    ("message", "position"): "within the report, of messages that are dated",
    ("note", "position"): "within the case",
    ("evidence", "position"): "within the report",
    ("case", "severity"): "a class, 0 to 2",
    ("office", "key_version"): "how often the keys were changed",
    ("key_grant", "key_version"): "the same",
    ("key_grant", "holder_key_version"): "the same",
    ("report_key_wrap", "key_version"): "the same",
    ("case_key_wrap", "key_version"): "the same",
    ("task", "version"): "within the task, of acts that are dated",
    ("task_key_wrap", "key_version"): "how often the keys were changed",
    ("outbox", "attempts"): "tries of the relay",
    ("staff", "last_otp_step"): "when a member of staff logged in",
    ("staff", "wrong_codes"): "how often a code was wrong when somebody logged in as a member of staff",
    ("audit_leaf", "position"): "of acts of staff that are dated",
    ("audit_checkpoint", "size"): "how many acts of staff there are",
    ("audit_pruning", "size"): "how many acts of staff there were",
    ("conduct_count", "count"): "answers of an office in a month",
    ("figure", "count"): "of a day that is over; what was filed on which day stands clear beside it",
    **{("figure_sum", measure.value): "the same, of several offices" for measure in COUNTED},
    **{("conduct_day", habit.value): "acts of an office on a day that is over" for habit in OF_THE_LOG},
    ("public_figure", "rounded"): "of a week that is over, rounded; everybody may read it",
    ("reply", "version"): "within the case, of acts that are dated",
    ("price_line", "minutes"): "of a lesson",
    ("price_line", "smallest"): "pupils of a class",
    ("price_line", "largest"): "the same",
    ("price_line", "yuan"): "a price",
    **{
        ("registry_import", name): "lines of a list that an administrator brought"
        for name in ("to_add", "to_change", "same", "refused", "to_confirm")
    },
    ("programme_figure", "amount"): "of the programme, as a division published it",
    ("import_line", "line"): "where a line stands in such a list",
    ("passkey", "sign_count"): "how often a member of staff used it, where its maker counts",
}
"""Every whole number: none counts reports or cases, unless of a day that is over."""


def columns_of(*kinds):
    return {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, kinds)
    }


@pytest.mark.promise("A8", "in part")
def test_no_column_that_a_reporter_causes_is_finer_than_a_day():
    assert columns_of(Moment, sa.DateTime, sa.Time, sa.Interval) == MOMENTS.keys()


@pytest.mark.promise("A8", "in part")
def test_no_number_counts_reports_or_cases():
    assert columns_of(sa.Integer, sa.Numeric) == COUNTERS.keys()


@pytest.mark.promise("A8", "in part")
def test_the_database_keeps_no_order_of_its_own(engine):
    """No rowid, no serial, no identity, no sequence, no default that is a moment: in the real schema."""
    inspector = sa.inspect(engine)
    for table in Base.metadata.sorted_tables:
        for column in inspector.get_columns(table.name):
            assert not column.get("identity"), table.name
            assert column.get("autoincrement") in {None, False, "auto"}, (table.name, column["name"])
            default = str(column.get("default") or "").lower()
            assert not any(word in default for word in ("nextval", "now", "current", "datetime")), table.name
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            assert inspector.get_sequence_names() == []
        else:
            for table in Base.metadata.sorted_tables:
                with pytest.raises(sa.exc.OperationalError, match="no such column"):
                    connection.execute(sa.text(f'SELECT rowid FROM "{table.name}"'))  # noqa: S608 - our own names


@pytest.mark.promise("A8", "in part")
def test_keys_of_rows_are_random():
    """Each primary key is a random id, a digest, or made of those."""
    numbers = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.primary_key.columns
        if isinstance(column.type, sa.Integer)
    }
    acts = ("transfer", "oversight", "extension", "urging", "joining", "splitting", "reply")
    of_acts = {(table, "version") for table in acts}
    assert numbers == of_acts | {("stay", "position"), ("import_line", "line")}
