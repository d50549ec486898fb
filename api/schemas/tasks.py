"""Tasks: what a lead asks of another office, what that office makes of it, and who may be asked."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.cases import OwnerOut
from api.schemas.common import MESSAGE_LONGEST, TEXT_LONGEST, OfficeOut, PageQuery
from api.schemas.fields import Choice, Day, Id, In, QueryFlag, Text, one_of
from policy.tasks import LONGEST, TaskEvent, TaskStatus


class TaskIn(In):
    """What is asked of whom: `request` is all of the case that the office reads."""

    office_id = Id(required=True)
    kind = Text(LONGEST, least=1, required=True)
    due_on = Day(required=True)
    request = Text(TEXT_LONGEST, least=1, required=True)


class TaskMoveIn(In):
    """What is done with a task; `text` says what was found, or why it is returned or cancelled."""

    event = Choice(TaskEvent, required=True)
    text = Text(MESSAGE_LONGEST, least=1, load_default=None, allow_none=True)


class TasksQuery(PageQuery):
    """Which tasks of the own office, and which part of them."""

    status = Choice(TaskStatus)
    open = QueryFlag()
    overdue = QueryFlag()


class SharedTasksQuery(TasksQuery):
    """The same of the departments of a place; `office_id` is the office that was asked."""

    office_id = Id()


class TaskStepOut(Schema):
    """What may be done with a task now; `needs_text`: what was found, or why, has to be said."""

    event = one_of(TaskEvent)
    needs_text = fields.Boolean(required=True)


class TaskItemOut(Schema):
    """A task in a list: nothing that needs a key. `lead` is the office that has the case."""

    id = fields.String(required=True, attribute="task.id")
    version = fields.Integer(required=True, attribute="task.version")
    kind = fields.String(required=True, attribute="task.kind")
    status = one_of(TaskStatus, attribute="task.status")
    matter = fields.String(required=True)
    division_code = fields.String(required=True)
    office = fields.Nested(OfficeOut, required=True)
    lead = fields.Nested(OfficeOut, required=True)
    asked_on = fields.Date(required=True, attribute="task.asked_on")
    status_since = fields.Date(required=True, attribute="task.status_since")
    due_on = fields.Date(required=True, attribute="task.due_on")
    is_overdue = fields.Boolean(required=True)


class TaskOut(TaskItemOut):
    """A task, opened; `case_id` is for the lead alone, and `is_sealed` says that the texts are not for this reader.

    `result` is what was found, or why the task was returned.
    """

    case_id = fields.String(required=True, allow_none=True)
    is_sealed = fields.Boolean(required=True)
    request = fields.String(required=True, allow_none=True)
    result = fields.String(required=True, allow_none=True)
    steps = fields.List(fields.Nested(TaskStepOut), required=True)


class TaskPageOut(Schema):
    """Part of a queue of tasks."""

    items = fields.List(fields.Nested(TaskItemOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class CaseTasksOut(Schema):
    """The tasks of a case; `first_office` took it on first and stays answerable for it, wherever it goes."""

    items = fields.List(fields.Nested(TaskOut), required=True)
    first_office = fields.Nested(OfficeOut, required=True, allow_none=True)
    may_add = fields.Boolean(required=True)


class TaskDaysOut(Schema):
    """On which days a new task may be due, and which is proposed."""

    earliest = fields.Date(required=True)
    proposed = fields.Date(required=True)
    latest = fields.Date(required=True)


class CoHandlersOut(Schema):
    """Who may be asked, by matter and region: the departments that take part, of each the nearest office first."""

    items = fields.List(fields.Nested(OwnerOut), required=True)
    days = fields.Nested(TaskDaysOut, required=True)


class ShareOut(Schema):
    """What an office has to do: `open` cases that it leads, and tasks that others gave it; of each, what is late."""

    office = fields.Nested(OwnerOut, required=True)
    open = fields.Integer(required=True)
    overdue = fields.Integer(required=True)
    tasks_open = fields.Integer(required=True)
    tasks_overdue = fields.Integer(required=True)


class SharesOut(Schema):
    """Part of them, by place and department."""

    items = fields.List(fields.Nested(ShareOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
