"""Secrets of an installation that is no demo."""

import os

from security.wraps import public_of


def installation(var):
    """What an installation that is no demo needs: a secret, and a relay with its key."""
    keys = {name: var / f"{name}.key" for name in ("web", "relay")}
    for file in keys.values():
        file.write_bytes(os.urandom(32))
        file.chmod(0o600)
    public = public_of(keys["relay"].read_bytes()).hex()
    return {
        "JIANFU_SECRET_FILE": str(keys["web"]),
        "JIANFU_RELAY_KEY_FILE": str(keys["relay"]),
        "JIANFU_RELAY_PUBLIC_KEY": public,
    }
