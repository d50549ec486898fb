"""The WSGI application, and the commands on it (`flask --app wsgi …`)."""

from api import create_app
from cli import register
from settings import Settings

settings = Settings.from_env()
app = create_app(settings)
register(app, settings)
