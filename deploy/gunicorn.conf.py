"""The web server: threads, no access log, and no start with the relay's secrets in its environment."""

from typing import Any

from logs import keep_quiet
from models.away import give_up_early
from settings import Settings, refuse_relay_variables

settings = Settings.from_env()
refuse_relay_variables(demo=settings.demo)
keep_quiet(settings.log)

bind = f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}"
worker_class = "deploy.quiet_worker.QuietWorker"
workers = 1 if settings.database_url.startswith("sqlite") else 2
threads = 8
worker_connections = 500  # with databases and files below the 1024 that a process may have open by default
umask = 0o077
accesslog = None
errorlog = "-" if settings.log is None else str(settings.log)
logger_class = "deploy.quiet_log.QuietLog"
loglevel = "warning"
control_socket_disable = True
graceful_timeout = 3
limit_request_line = 4094
limit_request_fields = 50
limit_request_field_size = 8190


def post_worker_init(worker: Any) -> None:
    """Whoever waits for an answer gets one in time: the commands on the same application wait longer."""
    service = worker.wsgi.extensions.get("jianfu")
    if service is not None:
        give_up_early(service.world.engine)
