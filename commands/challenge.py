"""Proof of work, for clients without a browser."""

from __future__ import annotations

import json
import sys

import click

from cli import Commands
from security.proof_of_work import ChallengeRefused, solve

group = Commands("challenge", help="Proof of work, for clients without a browser.")


@group.command("solve")
def solve_challenge() -> None:
    """Read a challenge (JSON) from standard input, print the payload for `challenge`."""
    try:
        click.echo(solve(json.load(sys.stdin)))
    except (ValueError, ChallengeRefused):
        raise click.ClickException("This is not a challenge that can be solved.") from None
