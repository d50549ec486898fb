"""The commands, a room each. Every one is a service call or two under `cli.unit_of_work`."""

from __future__ import annotations

from flask import Flask

from cli import Later
from commands import audit, backup, challenge, database, demo, hold, office, policy_data, schedule, secret, staff
from commands.generate import generate_command
from commands.serve import serve_command

GROUPS = (
    secret.group,
    database.group,
    office.group,
    staff.group,
    Later("relay", "commands.relay", help="The relay, which sends pushes."),  # alone loads Google's library
    schedule.group,
    backup.group,
    hold.group,
    audit.group,
    policy_data.group,
    challenge.group,
    demo.group,
)


def register(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
    demo.group.add_command(generate_command)
    for command in (*GROUPS, serve_command):
        app.cli.add_command(command)
