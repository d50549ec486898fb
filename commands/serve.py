"""The service."""

from __future__ import annotations

import sys

import click

from api.service import Service
from cli import here, in_a_sentence, say_all
from commands.demo import fill, refuse_what_is_no_demo
from models.schema import migrate
from processes import having, port_is_free, serve


@click.command("serve")
def serve_command() -> None:
    """Migrate, load the demo if this is one, run web, relay and scheduler until one stops or a signal comes."""
    service = here()
    host, port = service.settings.host, service.settings.port
    if not port_is_free(host, port):
        click.echo(f"Port {port} on {host} is in use; set PORT to another one.", err=True)
        sys.exit(2)
    with having(service.settings.var, alone=False) as has_it:
        if not has_it:
            click.echo(f"`flask demo generate` is at work in {service.settings.var}; start when it is done.", err=True)
            sys.exit(2)
        with in_a_sentence():
            _prepare(service)
        click.echo(f"Jianfu 减负: http://{host}:{port}")
        if missing := service.unsaid():
            say_all(service, missing, "")
        sys.exit(serve(service.settings))


def _prepare(service: Service) -> None:
    if service.settings.demo:
        refuse_what_is_no_demo(service)
    migrate(service.world.engine)
    if service.settings.demo:
        fill(service)
    service.world.engine.dispose()
