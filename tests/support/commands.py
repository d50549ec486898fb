"""Commands as an administrator types them."""

import click
from flask.cli import ScriptInfo

from commands import GROUPS
from commands.serve import serve_command

TYPED = click.Group("flask", commands={one.name: one for one in (*GROUPS, serve_command)})


def run_command(app, *arguments, code=0, text=None):
    """Run a command, and see that it ends with `code` and without a trace; the output of both streams."""
    typed = [str(argument) for argument in arguments]
    done = app.test_cli_runner().invoke(TYPED, typed, obj=ScriptInfo(create_app=lambda: app), input=text)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == code, done.output
    return done.output
