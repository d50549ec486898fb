"""The server's one secret: 32 bytes in a file, from which a key for each use is derived."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from security.derivation import hkdf

SECRET_BYTES: Final = 32


class WeakSecret(ValueError):
    """The secret file cannot be trusted; the text says why and never what is in it."""


def new_secret() -> bytes:
    """A fresh secret."""
    return secrets.token_bytes(SECRET_BYTES)


def derive(secret: bytes, use: str) -> bytes:
    """The 32-byte key for one named use."""
    return hkdf(secret, f"jianfu/secret/v1|{use}")


def read_secret(file: Path, credentials: Path | None = None) -> bytes:
    """The secret in `file`; WeakSecret unless it is 32 varied bytes that others cannot read.

    `credentials`: the folder in which systemd hands over credentials (`CREDENTIALS_DIRECTORY`, systemd.exec(5)).
    """
    is_handed_over = credentials is not None and file.absolute().parent == credentials.absolute()
    if _may_be_read_by_others(file.stat(), is_handed_over=is_handed_over):
        raise WeakSecret(f"{file.name}: readable by others; chmod 600")
    secret = file.read_bytes()
    if len(secret) != SECRET_BYTES or len(set(secret)) < SECRET_BYTES // 4:
        raise WeakSecret(f"{file.name}: 32 random bytes are expected")
    return secret


def _may_be_read_by_others(found: os.stat_result, *, is_handed_over: bool) -> bool:
    """Credentials are root's, mode 0400, with a line for the unit's user in their ACL, whose mask shows as 0440."""
    is_mask = is_handed_over and found.st_uid in {0, os.geteuid()}
    return bool(found.st_mode & (stat.S_IRWXG | stat.S_IRWXO) & ~(stat.S_IRGRP if is_mask else 0))


def create_secret(file: Path, secret: bytes | None = None) -> bytes:
    """A fresh secret (or the one given), kept in `file` with mode 0600; FileExistsError when there already is one."""
    secret = secret or new_secret()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(secret)
    return secret
