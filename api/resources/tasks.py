"""Joint handling: tasks of a case, and the tasks that an office was asked to do."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff
from api.outgoing import Answer
from api.schemas.common import PageQuery
from api.schemas.headers import IfMatch
from api.schemas.tasks import (
    CaseTasksOut,
    CoHandlersOut,
    SharedTasksQuery,
    SharesOut,
    TaskIn,
    TaskItemOut,
    TaskMoveIn,
    TaskOut,
    TaskPageOut,
    TasksQuery,
)
from policy.access import Permission
from policy.audit import Act
from policy.tasks import TaskEvent, TaskStatus
from services.joint.coordination import coordinated_tasks, coordination
from services.joint.giving import Wish, co_handlers, give_task
from services.joint.moving import move_task
from services.joint.queue import TaskFilters, list_tasks
from services.joint.views import summary_of, tasks_of, view_task
from services.keyring import Actor
from services.paging import Asked
from services.work import Work

tasks = Namespace("tasks", path="/")
CHANGES = (404, 409)


def asked_for(query: dict[str, Any]) -> tuple[TaskFilters, Asked]:
    """Which tasks, and which part of them."""
    asked = Asked(query.pop("cursor", None), query.pop("limit"))
    if "status" in query:
        query["status"] = TaskStatus(query["status"])
    return TaskFilters(**query), asked


@tasks.route("/cases/<uuid:case_id>/tasks")
class TasksOfCase(Resource):
    """Who else works on a case."""

    @endpoint(allow=staff(Permission.READ_CASES), returns=CaseTasksOut, errors=CHANGES, audits=Act.CASE_TASKS)
    def get(self, work: Work, actor: Actor, case_id: str) -> Answer:
        """The tasks of a case with what was asked and found, from above without what is sealed."""
        found = tasks_of(work, actor, case_id)
        return Answer(found, audited=any(not one.is_sealed for one in found.items))

    @endpoint(
        allow=staff(Permission.MOVE_CASES),
        accepts=TaskIn,
        headers=IfMatch,
        returns=TaskItemOut,
        status=201,
        errors=CHANGES,
        audits=Act.TASK_GIVE,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Ask another office for its share; it reads what is written here, and nothing else of the case."""
        given = give_task(work, actor, case_id, headers["if_match"], Wish(**body))
        return Answer(summary_of(work, actor, given), etag=str(given.task.version), object_id=given.task.id)


@tasks.route("/cases/<uuid:case_id>/co_handlers")
class CoHandlers(Resource):
    """Who may be asked."""

    @endpoint(allow=staff(Permission.MOVE_CASES), returns=CoHandlersOut, errors=(404,))
    def get(self, work: Work, actor: Actor, case_id: str) -> Any:
        """Offices that take part in the matter here, and until when a task may be due."""
        return co_handlers(work, actor, case_id)


@tasks.route("/tasks")
class Tasks(Resource):
    """The queue of tasks."""

    @endpoint(allow=staff(Permission.READ_CASES), query=TasksQuery, returns=TaskPageOut, conditional=True)
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> Answer:
        """What the own office was asked to do, what is due first before all else."""
        return Answer(list_tasks(work, actor, *asked_for(query)), etag=True)


@tasks.route("/tasks/<uuid:task_id>")
class OneTask(Resource):
    """A task."""

    @endpoint(allow=staff(Permission.READ_CASES), returns=TaskOut, errors=CHANGES, versioned=True, audits=Act.TASK_OPEN)
    def get(self, work: Work, actor: Actor, task_id: str) -> Answer:
        """What is asked and what came of it, for the office that was asked and the one that leads the case."""
        view = view_task(work, actor, task_id)
        return Answer(view, etag=str(view.task.version), audited=not view.is_sealed, case_id=view.case_id)


@tasks.route("/tasks/<uuid:task_id>/moves")
class TaskMoves(Resource):
    """What is done with a task."""

    @endpoint(
        allow=staff(Permission.MOVE_CASES),
        accepts=TaskMoveIn,
        headers=IfMatch,
        returns=TaskItemOut,
        errors=CHANGES,
        audits=Act.TASK_MOVE,
    )
    def post(self, work: Work, actor: Actor, task_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Take it on, finish it with what was found, or return it with why; the lead cancels it."""
        event = TaskEvent(body["event"])
        moved = move_task(work, actor, task_id, headers["if_match"], event, text=body["text"])
        view = summary_of(work, actor, moved)
        return Answer(view, etag=str(view.task.version), case_id=view.case_id)


@tasks.route("/coordination")
class Coordination(Resource):
    """How the departments share the work."""

    @endpoint(allow=staff(Permission.READ_OFFICES_BELOW), query=PageQuery, returns=SharesOut)
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> Any:
        """For an education office, every department of its place and within it: numbers of cases and tasks, no more."""
        return coordination(work, actor, Asked(**query))


@tasks.route("/coordination/tasks")
class CoordinatedTasks(Resource):
    """The tasks of these departments."""

    @endpoint(allow=staff(Permission.READ_OFFICES_BELOW), query=SharedTasksQuery, returns=TaskPageOut)
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> Any:
        """Who was asked by whom, for what and until when; nothing that needs a key."""
        return coordinated_tasks(work, actor, *asked_for(query))
