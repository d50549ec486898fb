"""The commands. Each is one service call under `unit_of_work`, which commits once at its end."""

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
from typing import TypeVar

import click
from flask import Flask
from flask.cli import AppGroup

from api.app import utc_now
from api.service import Service
from demo.load import DemoRefused, load_demo
from demo.story import play
from models.engine import create_engine, writing
from models.schema import migrate
from notifications.channels.configured import configured_channels
from notifications.relay import Relay
from policy.words import EN
from processes import port_is_free, serve
from security.proof_of_work import ChallengeRefused, solve
from security.secrets_file import create_secret, new_secret
from security.wraps import public_of
from services.housekeeping import forget_spent_challenges
from services.offices import initialise, new_root
from services.refusals import Refusal
from services.work import Work
from settings import BadSettings, RelaySettings, Settings

T = TypeVar("T")
EVERY_S = 15.0


def register(app: Flask, settings: Settings) -> None:
    """Add the commands to `flask --app wsgi`."""
    service: Service = app.extensions["jianfu"]
    groups = (_database(service), _office(service), _relay(), _schedule(service, settings), _challenge())
    for command in (*groups, _demo(service, settings), _serve(service, settings)):
        app.cli.add_command(command)


@contextmanager
def unit_of_work(service: Service, now: datetime | None = None) -> Iterator[Work]:
    """One transaction of a command; commits at its end, unless something was raised. A refusal is said, not traced."""
    with writing(service.world.engine) as db:
        try:
            yield Work(service.world, db, now or service.now())
        except Refusal as refusal:
            raise click.ClickException(
                service.world.policy.words.say(f"problem.{refusal.code}.detail", {}, EN)
            ) from None
        db.commit()


def _database(service: Service) -> AppGroup:
    group = AppGroup("database", help="The database.")

    @group.command("migrate")
    def migrate_() -> None:
        """Bring the database to the newest schema."""
        migrate(service.world.engine)

    return group


def _office(service: Service) -> AppGroup:
    group = AppGroup("office", help="Offices.")

    @group.command("init")
    @click.option("--recovery-key", required=True, type=click.Path(path_type=Path), help="File to write; keep offline.")
    def init(recovery_key: Path) -> None:
        """Make the root office, and the offline key from which everything can be recovered."""
        private_key = new_secret()
        with unit_of_work(service) as work:
            initialise(work, new_root(work), public_of(private_key), is_demo=False)
            _keep(recovery_key, private_key)
        click.echo(f"The recovery key is in {recovery_key}. Move it to a place that is never online.")

    return group


def _relay() -> AppGroup:
    group = AppGroup("relay", help="The relay, which sends pushes.")

    @group.command("key")
    @click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write.")
    def key(out: Path) -> None:
        """Make the relay's key; print what JIANFU_RELAY_PUBLIC_KEY must be."""
        private_key = new_secret()
        _keep(out, private_key)
        click.echo(public_of(private_key).hex())

    @group.command("run")
    @click.option("--once", is_flag=True, help="Send what is due and end.")
    def run(*, once: bool) -> None:
        """Send what is due."""
        settings = _relay_settings()
        log = settings.var / "push.jsonl"
        channels = configured_channels(fcm_credentials=settings.fcm_credentials, fcm_url=settings.fcm_url, log=log)
        relay = Relay(settings, engine=create_engine(settings.database_url), channels=channels, now=utc_now)
        if once:
            relay.run_once()
        else:
            relay.run(_stop_on_signal(), (settings.var / "relay.alive").touch)

    return group


def _schedule(service: Service, settings: Settings) -> AppGroup:
    group = AppGroup("schedule", help="What happens by the clock.")

    @group.command("run")
    @click.option("--once", is_flag=True, help="Do what is due and end.")
    @click.option(
        "--now", "moment", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help="Pretend it is then (demo only)."
    )
    def run(*, once: bool, moment: datetime | None) -> None:
        """Do what is due, again and again; doing it twice changes nothing."""
        if moment is not None and not settings.demo:
            raise click.UsageError("--now is for the demo only")
        stop = _stop_on_signal()
        while not stop.is_set():
            with unit_of_work(service, moment) as work:
                forget_spent_challenges(work)
            (settings.var / "scheduler.alive").touch()
            if once:
                return
            stop.wait(EVERY_S)

    return group


def _challenge() -> AppGroup:
    group = AppGroup("challenge", help="Proof of work, for clients without a browser.")

    @group.command("solve")
    def solve_() -> None:
        """Read a challenge (JSON) from standard input, print the payload for `challenge`."""
        try:
            click.echo(solve(json.load(sys.stdin)))
        except (ValueError, ChallengeRefused):
            raise click.ClickException("This is not a challenge that can be solved.") from None

    return group


def _demo(service: Service, settings: Settings) -> AppGroup:
    group = AppGroup("demo", help="Made-up data, and the story played over HTTP.")

    @group.command("load")
    def load() -> None:
        """Fill a database of its own with the demo; safe to repeat, and to repeat after an interruption."""
        migrate(service.world.engine)
        fill(service, settings)

    @group.command("story")
    @click.option("--base", required=True, help="Where the service is, such as http://127.0.0.1:8000.")
    @click.option("--json", "as_json", is_flag=True, help="Print [{step, ok, detail}].")
    def story(*, base: str, as_json: bool) -> None:
        """Play the story as a phone and a console would; end with 1 at the first wrong step."""
        steps = []
        for step in play(base, _log_ins(settings.var)):
            steps.append(step)
            if not as_json:
                click.echo(f"{'ok ' if step.ok else 'NO '} {step.step}: {step.detail}")
        if as_json:
            click.echo(json.dumps([asdict(step) for step in steps], ensure_ascii=False))
        sys.exit(0 if all(step.ok for step in steps) else 1)

    return group


def fill(service: Service, settings: Settings) -> None:
    """Load the demo, showing how far it is."""
    if not settings.demo:
        raise click.ClickException("The demo is loaded with JIANFU_DEMO=1 only.")
    try:
        load_demo(service.world, service.now(), settings.var, partial(unit_of_work, service), _progress)
    except DemoRefused as refused:
        raise click.ClickException(f"{refused}") from None


def _progress(items: Sequence[T], label: str, /) -> AbstractContextManager[Iterable[T]]:
    return click.progressbar(items, label=label, file=sys.stderr)


def _log_ins(var: Path) -> list[dict[str, str]]:
    try:
        log_ins: list[dict[str, str]] = json.loads((var / "demo-logins.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise click.ClickException(f"{var} has no demo-logins.json; load the demo first.") from None
    return log_ins


def _serve(service: Service, settings: Settings) -> click.Command:
    @click.command("serve")
    def run() -> None:
        """Migrate, load the demo if this is one, run web, relay and scheduler until one stops or a signal comes."""
        if not port_is_free(settings.host, settings.port):
            click.echo(f"Port {settings.port} on {settings.host} is in use; set PORT to another one.", err=True)
            sys.exit(2)
        migrate(service.world.engine)
        if settings.demo:
            fill(service, settings)
        service.world.engine.dispose()
        click.echo(f"Jianfu 减负: http://{settings.host}:{settings.port}")
        sys.exit(serve(settings))

    return run


def _relay_settings() -> RelaySettings:
    try:
        return RelaySettings.from_env()
    except BadSettings as bad:
        raise click.ClickException(f"{bad}") from None


def _keep(file: Path, key: bytes) -> None:
    try:
        create_secret(file, key)
    except FileExistsError:
        raise click.ClickException(f"{file} exists; a key is never overwritten.") from None


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
