"""The project's own processes, outside the demo."""

import os
import subprocess
import sys
from contextlib import contextmanager

from security.secrets_file import create_secret
from tests.support.served import ROOT

GUNICORN = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py"), "wsgi:app"]
RELAY = [sys.executable, "-m", "flask", "--app", "wsgi", "relay", "run"]


def environment(var, database_url, relay_public_key, **more):
    """What the web process of an installation that is no demo needs, and `more`."""
    secret = var / "secret.key"
    if not secret.exists():
        create_secret(secret)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    ours = {
        "DATABASE_URL": database_url,
        "JIANFU_VAR": str(var),
        "JIANFU_SECRET_FILE": str(secret),
        "JIANFU_RELAY_PUBLIC_KEY": relay_public_key.hex(),
        "PYTHONUTF8": "1",
        "JIANFU_RELEASE_HOURLY": "0",  # officers look at once
    }
    return kept | ours | more


def private_file(path, content):
    """A file that only its owner can read."""
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path


@contextmanager
def started(command, env, **options):
    """A process that is ended, by its own process id, when the block ends."""
    process = subprocess.Popen(command, cwd=ROOT, env=env, **options)
    try:
        yield process
    finally:
        process.terminate()  # gunicorn ends its workers
        process.wait(30)
