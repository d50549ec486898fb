"""The bare view as gunicorn starts it."""

from bench.bare import create_app
from settings import Settings

app = create_app(Settings.from_env().database_url)
