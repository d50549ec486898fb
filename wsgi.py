"""The WSGI application, and the commands on it (`flask --app wsgi …`)."""

import sys

from api import create_app
from cli import register
from settings import BadSettings, Settings

try:
    settings = Settings.from_env()
except BadSettings as bad:
    sys.exit(f"{bad}")
app = create_app(settings)
register(app, settings)
