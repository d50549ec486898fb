"""HTTP: the composition root of the web process."""

from api.app import create_app

__all__ = ["create_app"]
