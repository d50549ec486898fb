"""Settings, read once from the environment. Nonsense and missing or weak secrets are refused by name.

`Settings` is what the web process and the command line need, `RelaySettings` what the relay alone may have.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from security.acknowledgements import KEY_BYTES
from security.evidence.scanning import is_address
from security.secrets_file import WeakSecret, create_secret, new_secret, read_secret
from security.web_push import new_vapid_key, read_point, vapid_public_of
from security.wraps import public_of

LONGEST_PUSH_JITTER_S = 1800
GOOGLE = "https://fcm.googleapis.com"
DEMO_SUBJECT = "mailto:demo@example.org"
RELAY_ONLY = (
    *("JIANFU_RELAY_KEY_FILE", "JIANFU_FCM_CREDENTIALS", "JIANFU_FCM_URL"),
    *("JIANFU_VAPID_KEY_FILE", "JIANFU_VAPID_SUBJECT"),
)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class BadSettings(Exception):
    """A setting that the service cannot run with; the text names it and says what is expected."""


@dataclass(frozen=True)
class Settings:
    """What the web process, the scheduler and the command line run with."""

    host: str
    port: int
    database_url: str = field(repr=False)
    var: Path
    demo: bool
    trusted_proxies: int
    relay_public_key: bytes
    secret: bytes = field(repr=False)
    policy_overlay: Path | None = None
    push_jitter_s: int = 0
    released_hourly: bool = False
    vapid_public_key: bytes | None = None
    web_push_stand_in: str | None = None
    clamd: str | None = None
    former_acknowledgement_keys: tuple[bytes, ...] = ()
    former_audit_keys: tuple[bytes, ...] = ()
    log: Path | None = None
    origin: str = "http://localhost:8000"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """The settings of an environment; BadSettings names what is wrong."""
        demo, var = _flag(env, "JIANFU_DEMO"), _var(env)
        host = env.get("HOST", "127.0.0.1")
        if demo and host not in LOOPBACK:
            raise BadSettings("HOST: the demo listens on this machine only (127.0.0.1)")
        return cls(
            host=host,
            port=_whole(env, "PORT", 8000, 1, 65535),
            database_url=database_url(env, var),
            var=var,
            demo=demo,
            trusted_proxies=_whole(env, "JIANFU_TRUSTED_PROXIES", 0, 0, 10),
            policy_overlay=_folder(env, "JIANFU_POLICY_OVERLAY"),
            push_jitter_s=_push_jitter_s(env, demo=demo),
            released_hourly=_flag(env, "JIANFU_RELEASE_HOURLY", "0" if demo else "1"),
            clamd=_clamd(env),
            former_acknowledgement_keys=_former_keys(env, "JIANFU_FORMER_ACKNOWLEDGEMENT_KEYS"),
            former_audit_keys=_former_keys(env, "JIANFU_FORMER_AUDIT_KEYS"),
            log=_log(env),
            origin=_origin(env),
            relay_public_key=_relay_public_key(env, var, demo=demo),
            secret=_secret(env, _secret_file(env, var), "JIANFU_SECRET_FILE", create=demo),
            vapid_public_key=_vapid_public_key(env, var, demo=demo),
            web_push_stand_in=_web_push_stand_in(env, demo=demo),
        )


@dataclass(frozen=True)
class RelaySettings:
    """What the relay runs with: the only process that can open a push address."""

    database_url: str = field(repr=False)
    var: Path
    relay_private_key: bytes = field(repr=False)
    fcm_credentials: Path | None
    fcm_url: str
    vapid_private_key: bytes | None = field(repr=False)
    vapid_subject: str
    web_push_stand_in: str | None
    log: Path | None

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> RelaySettings:
        """The settings of an environment; BadSettings names what is wrong."""
        demo, var = _flag(env, "JIANFU_DEMO"), _var(env)
        credentials = env.get("JIANFU_FCM_CREDENTIALS")
        if credentials and not Path(credentials).is_file():
            raise BadSettings("JIANFU_FCM_CREDENTIALS: no such file")
        return cls(
            database_url=database_url(env, var),
            var=var,
            relay_private_key=_relay_private_key(env, var, demo=demo),
            fcm_credentials=Path(credentials) if credentials else None,
            fcm_url=env.get("JIANFU_FCM_URL", GOOGLE).rstrip("/"),
            vapid_private_key=_vapid_private_key(env, var, demo=demo),
            vapid_subject=_vapid_subject(env, demo=demo),
            web_push_stand_in=_web_push_stand_in(env, demo=demo),
            log=_log(env),
        )


def refuse_relay_variables(*, demo: bool, env: Mapping[str, str] = os.environ) -> None:
    """Outside the demo, a web server that could open push addresses does not start."""
    found = [name for name in RELAY_ONLY if name in env]
    if found and not demo:
        raise BadSettings(f"{found[0]}: only the relay may have it, not the web server")


def database_url(env: Mapping[str, str], var: Path) -> str:
    """`DATABASE_URL`, by default a SQLite file in `JIANFU_VAR`."""
    url = env.get("DATABASE_URL") or f"sqlite:///{var / 'jianfu.sqlite'}"
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSettings("DATABASE_URL: sqlite:///… or postgresql+psycopg://… is expected")
    return url


def database_url_alone(env: Mapping[str, str] = os.environ) -> str:
    """The same for who has no other setting; a folder is only made for the file of SQLite."""
    return database_url(env, Path() if env.get("DATABASE_URL") else _var(env))


def _var(env: Mapping[str, str]) -> Path:
    var = Path(env.get("JIANFU_VAR") or "var").absolute()
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise BadSettings("JIANFU_VAR: the folder cannot be made") from None
    return var


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    value = env.get(name)
    if value and not Path(value).is_dir():
        raise BadSettings(f"{name}: no such folder")
    return Path(value) if value else None


def _log(env: Mapping[str, str]) -> Path | None:
    """The file for lines of log; without one they go to standard error."""
    log = Path(env["JIANFU_LOG"]) if env.get("JIANFU_LOG") else None
    if log is not None and not log.parent.is_dir():
        raise BadSettings("JIANFU_LOG: a file in a folder that is there is expected")
    return log


def _flag(env: Mapping[str, str], name: str, default: str = "0") -> bool:
    value = env.get(name, default)
    if value not in ("0", "1"):
        raise BadSettings(f"{name}: 0 or 1 is expected")
    return value == "1"


def _whole(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    try:
        number = int(env.get(name) or default)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise BadSettings(f"{name}: a whole number from {least} to {most} is expected")
    return number


def _origin(env: Mapping[str, str]) -> str:
    """Where browsers find the console; passkeys are made for its host. By default this machine, by name."""
    origin = env.get("JIANFU_ORIGIN") or f"http://localhost:{_whole(env, 'PORT', 8000, 1, 65535)}"
    parts = urlsplit(origin)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")
    if not is_safe or not parts.hostname or origin != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc:
        raise BadSettings("JIANFU_ORIGIN: https://host, with nothing behind it, is expected")
    return origin


def _clamd(env: Mapping[str, str]) -> str | None:
    """Where the virus scanner listens; without one, files are not scanned, and say so."""
    address = env.get("JIANFU_CLAMD") or None
    if address is not None and not is_address(address):
        raise BadSettings("JIANFU_CLAMD: unix:/path of a socket, or host:port, is expected")
    return address


def _former_keys(env: Mapping[str, str], name: str) -> tuple[bytes, ...]:
    """The public keys of secrets that were in use before, the latest first: what they signed is still checked."""
    try:
        keys = tuple(bytes.fromhex(text) for text in env.get(name, "").split(",") if text.strip())
    except ValueError:
        keys = (b"",)
    if any(len(key) != KEY_BYTES for key in keys):
        raise BadSettings(f"{name}: keys of 64 hexadecimal digits, with commas between them, are expected")
    return keys


def _push_jitter_s(env: Mapping[str, str], *, demo: bool) -> int:
    """A push waits up to so many seconds after what it tells of; in the demo nobody wants to wait."""
    usual = 0 if demo else LONGEST_PUSH_JITTER_S
    return _whole(env, "JIANFU_PUSH_JITTER_S", usual, 0, LONGEST_PUSH_JITTER_S)


def _secret_file(env: Mapping[str, str], var: Path) -> Path:
    return Path(env.get("JIANFU_SECRET_FILE") or var / "secret.key")


def _relay_key_file(env: Mapping[str, str], var: Path) -> Path:
    return Path(env.get("JIANFU_RELAY_KEY_FILE") or var / "relay.key")


def _relay_private_key(env: Mapping[str, str], var: Path, *, demo: bool) -> bytes:
    if not demo and not env.get("JIANFU_RELAY_KEY_FILE"):
        # No default: JIANFU_VAR is the web process's folder, and it must not find the relay's key there.
        raise BadSettings("JIANFU_RELAY_KEY_FILE: the file of the relay's key is expected (flask relay key)")
    return _secret(env, _relay_key_file(env, var), "JIANFU_RELAY_KEY_FILE", create=demo)


def _relay_public_key(env: Mapping[str, str], var: Path, *, demo: bool) -> bytes:
    """Push addresses are sealed to this key; the demo derives it from its own relay key."""
    text = env.get("JIANFU_RELAY_PUBLIC_KEY")
    if text is None and demo:
        return public_of(_secret(env, _relay_key_file(env, var), "JIANFU_RELAY_KEY_FILE", create=True))
    try:
        key = bytes.fromhex(text or "")
    except ValueError:
        key = b""
    if len(key) != 32:  # noqa: PLR2004 - an X25519 public key (RFC 7748)
        raise BadSettings("JIANFU_RELAY_PUBLIC_KEY: 64 hexadecimal digits are expected (flask relay key)")
    return key


def _vapid_private_key(env: Mapping[str, str], var: Path, *, demo: bool) -> bytes | None:
    """The key by which push services know us; the demo makes one, and elsewhere there is no Web Push without it."""
    given = env.get("JIANFU_VAPID_KEY_FILE")
    if given is None and not demo:
        return None
    file = Path(given or var / "vapid.key")
    key = _secret(env, file, "JIANFU_VAPID_KEY_FILE", create=demo, make=new_vapid_key)
    try:
        vapid_public_of(key)
    except ValueError:
        raise BadSettings("JIANFU_VAPID_KEY_FILE: not a key that `flask secret vapid` has made") from None
    return key


def _vapid_public_key(env: Mapping[str, str], var: Path, *, demo: bool) -> bytes | None:
    """What browsers subscribe for; none, and no Web Push, where it is not set. The demo derives it from its own key."""
    text = env.get("JIANFU_VAPID_PUBLIC_KEY")
    if text is None:
        private = _vapid_private_key(env, var, demo=True) if demo else None
        return vapid_public_of(private) if private is not None else None
    try:
        return read_point(text)
    except ValueError:
        raise BadSettings("JIANFU_VAPID_PUBLIC_KEY: what `flask secret vapid` printed is expected") from None


def _vapid_subject(env: Mapping[str, str], *, demo: bool) -> str:
    """Where the operator of a push service finds us (RFC 8292, 2.1)."""
    subject = env.get("JIANFU_VAPID_SUBJECT", DEMO_SUBJECT if demo else "")
    if not subject.startswith(("mailto:", "https://")) and (subject or env.get("JIANFU_VAPID_KEY_FILE")):
        raise BadSettings("JIANFU_VAPID_SUBJECT: mailto:… or https://… is expected, where push services can reach you")
    return subject


def _web_push_stand_in(env: Mapping[str, str], *, demo: bool) -> str | None:
    origin = env.get("JIANFU_WEB_PUSH_STAND_IN")
    if origin and not demo:
        raise BadSettings("JIANFU_WEB_PUSH_STAND_IN: for the demo only; it lets pushes go to a machine of ours")
    return origin or None


def _secret(
    env: Mapping[str, str], file: Path, name: str, *, create: bool, make: Callable[[], bytes] = new_secret
) -> bytes:
    credentials = Path(env["CREDENTIALS_DIRECTORY"]) if env.get("CREDENTIALS_DIRECTORY") else None
    try:
        with suppress(FileExistsError):
            return create_secret(file, make()) if create and not file.exists() else read_secret(file, credentials)
        return read_secret(file, credentials)
    except FileNotFoundError:
        raise BadSettings(f"{name}: {file.name} is missing") from None
    except WeakSecret as weak:
        raise BadSettings(f"{name}: {weak}") from None
