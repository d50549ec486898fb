"""The running service: what `create_app` puts together once and every request uses."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from flask import Request, current_app

from api.aside import Aside
from api.limits import Limits
from api.log_in_limits import LogInLimits
from api.schemas.fields import Reader
from policy.checking import unsaid
from policy.vocabulary import Reason
from policy.words import match
from services.work import World
from settings import Settings

log = logging.getLogger("jianfu.service")


@dataclass(frozen=True)
class Service:
    """The settings, the world, the clock, what is remembered of log-ins that went wrong, and what is done aside."""

    settings: Settings
    world: World
    now: Callable[[], datetime]
    limits: Limits
    log_ins: LogInLimits = field(default_factory=LogInLimits)
    aside: Aside = field(default_factory=Aside)

    def forget(self) -> None:
        """Drop what is old of what is remembered of senders and of accounts; called every second (A6)."""
        self.limits.lately.forget()
        self.log_ins.lately.forget()

    def unsaid(self) -> tuple[Reason, ...]:
        """What this deployment has not said and must; a demo has nobody to name."""
        return () if self.settings.demo else unsaid(self.world.policy)

    def reader(self, request: Request) -> Reader:
        """The reader of the answer to this request, by `Accept-Language`."""
        locale = match(request.headers.get("Accept-Language"))
        return Reader(locale, partial(self._say, locale))

    def _say(self, locale: str, code: str, params: object) -> str:
        return self.world.policy.words.say(code, params, locale)  # type: ignore[arg-type]

    def log_crash(self, error: Exception, request: Request) -> str:
        """One line for the operator: hour, a random id (returned), route template, kind of error.

        Nothing of the request, no text of the error (a driver's quotes values), no trace.
        """
        said = {
            "hour": self.now().strftime("%Y-%m-%dT%H"),
            "request": uuid.uuid4().hex,
            "route": str(request.url_rule),
            "error": type(error).__name__,
        }
        log.error("crash hour=%(hour)s request=%(request)s route=%(route)s error=%(error)s", said)
        return said["request"]


def service() -> Service:
    """The service of the current application."""
    found: Service = current_app.extensions["jianfu"]
    return found
