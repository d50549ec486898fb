"""The commands. Each is one service call under `unit_of_work`, which commits once at its end.

`flask --app wsgi COMMAND` runs them with the application at hand; those that make keys, and the relay, which has
settings of its own, do without it.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

import policy
from api.app import WHY_NOT, utc_now
from api.service import Service
from demo.load import DemoRefused, load_demo, refuse_other_databases
from demo.story import play
from models.engine import create_engine, empty_log, writing
from models.schema import migrate
from notifications.channels.configured import configured_channels
from notifications.relay import Relay
from policy.checking import check
from policy.comparing import diff
from policy.vocabulary import Reason
from policy.words import EN
from processes import port_is_free, serve
from security.proof_of_work import ChallengeRefused, solve
from security.secrets_file import create_secret, new_secret
from security.wraps import public_of
from services.offices import initialise, new_root
from services.refusals import Refusal
from services.schedule import JOBS
from services.work import SHANGHAI, Work
from settings import BadSettings, RelaySettings

T = TypeVar("T")
EVERY_S = 15.0
OUT = click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write, mode 600.")

secret_group = AppGroup("secret", help="The server's secret.")
database_group = AppGroup("database", help="The database.")
office_group = AppGroup("office", help="Offices.")
relay_group = AppGroup("relay", help="The relay, which sends pushes.")
schedule_group = AppGroup("schedule", help="What happens by the clock.")
policy_group = AppGroup("policy", help="The policy data, and the overlay of this deployment.")
challenge_group = AppGroup("challenge", help="Proof of work, for clients without a browser.")
demo_group = AppGroup("demo", help="Made-up data, and the story played over HTTP.")


def register(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
    groups = (
        secret_group,
        database_group,
        office_group,
        relay_group,
        schedule_group,
        policy_group,
        challenge_group,
        demo_group,
    )
    for command in (*groups, serve_command):
        app.cli.add_command(command)


def here() -> Service:
    """The service of the application; where there is none, the command ends and names the setting."""
    if "jianfu" not in current_app.extensions:
        raise click.ClickException(current_app.config[WHY_NOT])
    service: Service = current_app.extensions["jianfu"]
    return service


@contextmanager
def unit_of_work(service: Service, now: datetime | None = None) -> Iterator[Work]:
    """One transaction of a command; commits at its end, unless something was raised. A refusal is said, not traced."""
    with writing(service.world.engine) as db:
        try:
            yield Work(service.world, db, now or service.now())
        except Refusal as refusal:
            words = service.world.policy.words
            raise click.ClickException(words.say(f"problem.{refusal.code}.detail", {}, EN)) from None
        db.commit()


@secret_group.command("create")
@OUT
def create_server_secret(out: Path) -> None:
    """Make what JIANFU_SECRET_FILE must name."""
    keep(out, new_secret())


@database_group.command("migrate")
def migrate_database() -> None:
    """Bring the database to the newest schema."""
    migrate(here().world.engine)


@office_group.command("init")
@click.option("--recovery-key", required=True, type=click.Path(path_type=Path), help="File to write; keep offline.")
def make_root_office(recovery_key: Path) -> None:
    """Make the root office, and the offline key from which everything can be recovered."""
    private_key = new_secret()
    with unit_of_work(here()) as work:
        initialise(work, new_root(work), public_of(private_key), is_demo=False)
        keep(recovery_key, private_key)
    click.echo(f"The recovery key is in {recovery_key}. Move it to a place that is never online.")


@relay_group.command("key")
@OUT
def make_relay_key(out: Path) -> None:
    """Make the relay's key; print what JIANFU_RELAY_PUBLIC_KEY must be."""
    private_key = new_secret()
    keep(out, private_key)
    click.echo(public_of(private_key).hex())


@relay_group.command("run")
@click.option("--once", is_flag=True, help="Send what is due and end.")
def run_relay(*, once: bool) -> None:
    """Send what is due."""
    try:
        settings = RelaySettings.from_env()
    except BadSettings as bad:
        raise click.ClickException(f"{bad}") from None
    log = settings.var / "push.jsonl"
    channels = configured_channels(fcm_credentials=settings.fcm_credentials, fcm_url=settings.fcm_url, log=log)
    relay = Relay(settings, engine=create_engine(settings.database_url), channels=channels, now=utc_now)
    if once:
        relay.run_once()
    else:
        relay.run(stop_on_signal(), (settings.var / "relay.alive").touch)


@schedule_group.command("run")
@click.option("--once", is_flag=True, help="Do what is due and end.")
@click.option("--now", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help="Pretend it is then (demo only).")
def run_schedule(*, once: bool, now: datetime | None) -> None:
    """Do what is due, again and again; doing it twice changes nothing."""
    service = here()
    if now is not None and not service.settings.demo:
        raise click.UsageError("--now is for the demo only")
    stop = stop_on_signal()
    while not stop.is_set():
        try:
            do_what_is_due(service, now)
        except OperationalError as error:  # the database is away or busy: no heartbeat, and try again
            click.echo(f"the scheduler cannot reach the database: {type(error.orig).__name__}", err=True)
        else:
            (service.settings.var / "scheduler.alive").touch()
        if once:
            return
        stop.wait(EVERY_S)


def do_what_is_due(service: Service, now: datetime | None) -> None:
    """Every job of the scheduler, each in transactions of its own, until none is left to do."""
    for job in JOBS:
        done = 1
        while done:
            with unit_of_work(service, now) as work:
                done = job(work)
    empty_log(service.world.engine)


@policy_group.command("check")
def check_policy() -> None:
    """Read the data and say what will soon need care; end with 1 if anything does."""
    service = here()
    warnings = check(service.world.policy, service.now().astimezone(SHANGHAI).date())
    say_all(service, warnings, "Nothing needs care.")
    sys.exit(1 if warnings else 0)


@policy_group.command("diff")
@click.option("--overlay", type=click.Path(exists=True, file_okay=False, path_type=Path), help="What to compare with.")
def compare_policy(overlay: Path | None) -> None:
    """Say what would change with another overlay (or with none)."""
    service = here()
    changes = diff(service.world.policy, policy.load(overlay=overlay))
    say_all(service, changes, "Nothing would change.")


def say_all(service: Service, reasons: Sequence[Reason], otherwise: str) -> None:
    """One line for each reason."""
    lines = [service.world.policy.words.say(reason.code, reason.params, EN) for reason in reasons]
    click.echo("\n".join(lines) or otherwise)


@challenge_group.command("solve")
def solve_challenge() -> None:
    """Read a challenge (JSON) from standard input, print the payload for `challenge`."""
    try:
        click.echo(solve(json.load(sys.stdin)))
    except (ValueError, ChallengeRefused):
        raise click.ClickException("This is not a challenge that can be solved.") from None


@demo_group.command("load")
def fill_with_demo() -> None:
    """Fill a database of its own with the demo; safe to repeat, and to repeat after an interruption."""
    service = here()
    refuse_what_is_no_demo(service)
    migrate(service.world.engine)
    fill(service)


@demo_group.command("story")
@click.option("--base", required=True, help="Where the service is, such as http://127.0.0.1:8000.")
@click.option("--json", "as_json", is_flag=True, help="Print [{step, ok, detail}].")
def play_story(*, base: str, as_json: bool) -> None:
    """Play the story as a phone and a console would; end with 1 at the first wrong step."""
    steps = []
    for step in play(base, log_ins(here().settings.var)):
        steps.append(step)
        if not as_json:
            click.echo(f"{'ok ' if step.ok else 'NO '} {step.step}: {step.detail}")
    if as_json:
        click.echo(json.dumps([asdict(step) for step in steps], ensure_ascii=False))
    sys.exit(0 if all(step.ok for step in steps) else 1)


@click.command("serve")
def serve_command() -> None:
    """Migrate, load the demo if this is one, run web, relay and scheduler until one stops or a signal comes."""
    service = here()
    host, port = service.settings.host, service.settings.port
    if not port_is_free(host, port):
        click.echo(f"Port {port} on {host} is in use; set PORT to another one.", err=True)
        sys.exit(2)
    if service.settings.demo:
        refuse_what_is_no_demo(service)
    migrate(service.world.engine)
    if service.settings.demo:
        fill(service)
    service.world.engine.dispose()
    click.echo(f"Jianfu 减负: http://{host}:{port}")
    sys.exit(serve(service.settings))


def refuse_what_is_no_demo(service: Service) -> None:
    """Before anything is changed: is this database empty, or a demo's?"""
    try:
        refuse_other_databases(service.world)
    except DemoRefused as refused:
        raise click.ClickException(f"{refused}") from None


def fill(service: Service) -> None:
    """Load the demo, showing how far it is."""
    if not service.settings.demo:
        raise click.ClickException("The demo is loaded with JIANFU_DEMO=1 only.")
    try:
        load_demo(service.world, service.now(), service.settings.var, partial(unit_of_work, service), progress)
    except DemoRefused as refused:
        raise click.ClickException(f"{refused}") from None


def progress(items: Sequence[T], label: str, /) -> AbstractContextManager[Iterable[T]]:
    """A progress bar on the error stream."""
    return click.progressbar(items, label=label, file=sys.stderr)


def log_ins(var: Path) -> list[dict[str, Any]]:
    """The demo's accounts."""
    try:
        accounts: list[dict[str, Any]] = json.loads((var / "demo-logins.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise click.ClickException(f"{var} has no demo-logins.json that can be read; load the demo first.") from None
    return accounts


def keep(file: Path, key: bytes) -> None:
    """Write a key that is nowhere else yet; never over another one."""
    try:
        create_secret(file, key)
    except FileExistsError:
        raise click.ClickException(f"{file} exists; a key is never overwritten.") from None


def stop_on_signal() -> threading.Event:
    """Set when this process is told to end."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
