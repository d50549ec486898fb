"""What the queue is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from api.schemas.fields import Assignee, Choice, Id, In, QueryFlag, Reference, Text, Whole
from policy.vocabulary import Concern, Severity, Status


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
    def reference_alone(self, data: Mapping[str, Any], **_: Any) -> None:
        """A reference names one report: there is nothing to filter, and no second page."""
        if "reference" in data and data.keys() - {"reference", "limit"}:
            raise ValidationError("reference.alone", "reference")

    @validates_schema
    def target_alone(self, data: Mapping[str, Any], **_: Any) -> None:
        """What is open at one place is little: all of it, whatever it is about."""
        if "target_of" in data and data.keys() - {"target_of", "cursor", "limit"}:
            raise ValidationError("target_of.alone", "target_of")
