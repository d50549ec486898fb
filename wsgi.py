"""The WSGI application, and the commands on it (`flask --app wsgi …`).

Without settings to run a service with, there is only an application that refuses to answer, on which the commands that
make keys, and the relay, which has settings of its own, still work.
"""

import os

import administration
import cli
import demonstration
from api import create_app
from api.app import refusing_app
from settings import BadSettings, Settings

os.umask(0o077)  # whatever this process writes is nobody else's to read

try:
    app = create_app(Settings.from_env())
except BadSettings as bad:
    app = refusing_app(f"{bad}")
cli.register(app)
administration.register(app)
demonstration.register()
