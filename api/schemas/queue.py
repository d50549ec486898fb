"""What the queue is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from api.schemas.fields import Assignee, Choice, Id, In, QueryFlag, Reference, Text, Whole
from policy.vocabulary import Concern, Severity, Status

ALONE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "reference": ("reference.alone", ("limit",)),  # of one report there is no second page
    "target_of": ("target_of.alone", ("cursor", "limit")),
}
"""By the parameter that is asked by itself: what is said where it is not, and what may go with it."""


class FiltersIn(In):
    """Filters of the queue, but for those that are true or false."""

    office_id = Id()
    status = Choice(Status)
    category = Text(40)
    matter = Text(40)
    severity = Choice([severity.word for severity in Severity])
    assignee = Assignee()
    concern = Choice(Concern)


class FiltersQuery(FiltersIn):
    """Filters of the queue."""

    open = QueryFlag()
    overdue = QueryFlag()


class CasesQuery(FiltersQuery):
    """Filters of the queue, and which page; or the one case that a report is in, by its reference.

    Or, beside another case, those that are open on the same school or institution.
    """

    cursor = Text(1000)
    limit = Whole(1, 100, load_default=25)
    reference = Reference()
    target_of = Id()

    @validates_schema
    def asked_alone(self, data: Mapping[str, Any], **_: Any) -> None:
        """What names one report, or what is open at one place, goes with no filter."""
        faults = {name: [code] for name, (code, may) in ALONE.items() if name in data and data.keys() - {name, *may}}
        if faults:
            raise ValidationError(faults)
