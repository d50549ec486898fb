"""Commands as an administrator types them."""

import os
import runpy
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

import click
from flask.cli import ScriptInfo

from commands import GROUPS
from commands.serve import serve_command
from tests.support.served import ROOT

TYPED = click.Group("flask", commands={one.name: one for one in (*GROUPS, serve_command)})


def run_command(app, *arguments, code=0, text=None):
    """Run a command, and see that it ends with `code` and without a trace; the output of both streams."""
    typed = [str(argument) for argument in arguments]
    done = app.test_cli_runner().invoke(TYPED, typed, obj=ScriptInfo(create_app=lambda: app), input=text)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == code, done.output
    return done.output


def run_process(*arguments, env, text=None):
    """Run a command in a process of its own, with this environment and no other: what came of it."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, input=text, capture_output=True, text=True, check=False)


def run_here(*arguments, env, argon2_cost, text=None):
    """The same in this process, which costs a tenth: `wsgi.py` from its first line on, and passwords that cost little.

    No command that catches signals. What a process would trace is raised.
    """
    with _started_anew(env, argon2_cost) as app:
        done = app.test_cli_runner().invoke(args=arguments, input=text)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


@contextmanager
def _started_anew(env, argon2_cost):
    umask = os.umask(0o077)
    os.umask(umask)
    try:
        with patch.dict(os.environ, env, clear=True):
            app = runpy.run_path(str(ROOT / "wsgi.py"))["app"]
            service = app.extensions.get("jianfu")
            if service is not None:
                world = replace(service.world, argon2_cost=argon2_cost)
                app.extensions["jianfu"] = replace(service, world=world)
            yield app
            if service is not None:
                service.world.engine.dispose()
    finally:
        os.umask(umask)
