"""What a process of ours may log: JSON lines of a few known fields, and nothing that anybody sent (A5).

Our own lines say what their templates name. Of what libraries say, the template is kept where it comes from the web
server's parent, else only whose it is; texts of exceptions and traces never: a driver's text quotes values, a trace
what was being read.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import structlog

from security.core_dumps import leave_no_core

FIELDS: Final = frozenset({"hour", "request", "route", "at", "error", "alarm", "count", "job"})
"""What a line may say besides when, how bad, whose and what."""
_OURS: Final = ("jianfu.", "notifications.")
_SERVER: Final = "gunicorn."
_EVENT: Final = re.compile(r"[A-Za-z': ]*[A-Za-z](?![A-Za-z=(])")
_log: Final = logging.getLogger("jianfu.process")


def keep_quiet(log: Path | None = None) -> None:
    """From now on this process writes JSON lines, to `log` or to standard error, and leaves no core dump."""
    leave_no_core()
    handler: logging.Handler = logging.StreamHandler() if log is None else WatchedFileHandler(log, encoding="utf-8")
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # what cannot be logged would be printed, arguments and all
    sys.excepthook = _tell_kind
    threading.excepthook = lambda args: _tell_kind(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _tell_kind(args.exc_type, args.exc_value, args.exc_traceback)


class Lines(logging.Formatter):
    """One JSON object for a record, whoever made it."""

    _render = structlog.processors.JSONRenderer(ensure_ascii=False)

    def format(self, record: logging.LogRecord) -> str:
        """The line; the record's own text is made only where all of it is ours."""
        hour = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H")
        line = {"hour": hour, "level": record.levelname.lower(), "logger": record.name, "event": _event_of(record)}
        return str(self._render(None, "", {**line, **_kind_of(record), **_fields_of(record)}))


def _event_of(record: logging.LogRecord) -> str:
    """What happened: of our templates the words before the first value, of the web server's the template."""
    if isinstance(record.msg, str) and record.name.startswith(_OURS):
        found = _EVENT.match(record.msg)
        return found[0] if found else ""
    return record.msg if isinstance(record.msg, str) and record.name.startswith(_SERVER) else "a library says something"


def _fields_of(record: logging.LogRecord) -> Mapping[str, Any]:
    if not record.name.startswith(_OURS) or not isinstance(record.args, Mapping):
        return {}
    return {name: value for name, value in record.args.items() if name in FIELDS}


def _kind_of(record: logging.LogRecord) -> Mapping[str, str]:
    kind = record.exc_info[0] if record.exc_info else None
    return {} if kind is None else {"error": kind.__name__}


def _tell_kind(kind: type[BaseException], _value: BaseException | None, trace: TracebackType | None) -> None:
    """In the place of a trace with its text: the kind, and where in our code."""
    if not issubclass(kind, KeyboardInterrupt):
        _log.error("died error=%(error)s at=%(at)s", {"error": kind.__name__, "at": place_of(trace)})


def place_of(trace: TracebackType | None) -> str:
    """The innermost file and line: no value of it, no path of this machine."""
    if trace is None:
        return "?"
    while trace.tb_next is not None:
        trace = trace.tb_next
    file = Path(trace.tb_frame.f_code.co_filename)
    return f"{file.parent.name}/{file.name}:{trace.tb_lineno}"
