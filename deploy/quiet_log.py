"""gunicorn's log: no line for a request, and of what goes wrong its own words without what was sent."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from logs import Lines


class QuietLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Writes as every process of ours does, to where they do."""

    def setup(self, cfg: Any) -> None:
        """Gunicorn's own handlers, with our format: theirs writes what was sent."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Lines())

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """A visit is not written down, whatever is configured."""
