"""Debian's nginx with the configuration of `deploy/nginx`, on free ports of the loopback, and never as root."""

import os
import pwd
import shutil
import ssl
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.served import ROOT, free_port

HOST = "jianfu.example.org"
DEPLOYED = ROOT / "deploy" / "nginx"
MODULES = Path("/usr/share/nginx/modules")
"""Where Debian's nginx looks for what `modules-enabled` names; it looks below the folder that it is started for."""
PATIENT = {
    "client_header_timeout": "10s",
    "client_body_timeout": "15s",
    "proxy_read_timeout": "60s",
    "access_log": "off",
    "error_log": "/dev/null emerg",
}
QUICK = {"client_header_timeout": "1s", "client_body_timeout": "1s", "proxy_read_timeout": "2s"}
"""The same with less patience, so that a test need not have it."""


@dataclass(frozen=True)
class Nginx:
    """A running nginx; everything that it writes lies in `folder`."""

    folder: Path
    port: int
    plain_port: int
    process: subprocess.Popen

    def open_files(self):
        """What nginx has open on a disk right now, also what it has deleted already."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found = [str(each.readlink()) for pid in children for each in Path(f"/proc/{pid}/fd").iterdir()]
        return [name for name in found if name.startswith(str(self.folder))]

    def tls(self):
        """What a client trusts: the certificate of this nginx alone."""
        context = ssl.create_default_context(cafile=self.folder / "conf" / "tls" / "fullchain.pem")
        context.set_alpn_protocols(["http/1.1"])
        return context


def find_nginx():
    """The binary, or a loud skip."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.skip("nginx is not here (Debian: apt-get install nginx-light)")
    return found


@contextmanager
def nginx_before(upstream_port, **changed):
    """Start it in front of a service; end it by its own process id, and delete its folder.

    `changed`: other values of directives that are there.
    """
    binary, port, plain_port = find_nginx(), free_port(), free_port()
    with TemporaryDirectory(prefix="jf", dir="/tmp", ignore_cleanup_errors=True) as folder:
        yield from _started(binary, Path(folder), _changes(upstream_port, changed), port, plain_port)


def _started(binary, folder, changes, port, plain_port):
    for name in ("log", "run"):
        (folder / name).mkdir(parents=True)
    if MODULES.exists():
        (folder / "modules").symlink_to(MODULES)
    _configure(folder, changes, port, plain_port)
    options = _as_nobody(folder)
    command = [binary, "-p", str(folder), "-c", str(folder / "conf" / "nginx.conf"), "-g", "daemon off;"]
    with (folder / "log" / "stderr").open("wb") as stderr:
        process = subprocess.Popen(command, stderr=stderr, stdout=stderr, cwd=folder, **options)
        try:
            _wait(folder, process)
            yield Nginx(folder, port, plain_port, process)
        finally:
            process.terminate()
            process.wait(10)


def _changes(upstream_port, changed):
    directives = {f"{name} {PATIENT[name]}": f"{name} {value}" for name, value in (QUICK | changed).items()}
    return {**directives, "127.0.0.1:8000": f"127.0.0.1:{upstream_port}"}


def _configure(folder, more, port, plain_port):
    conf = folder / "conf"
    shutil.copytree(DEPLOYED, conf)
    _certify(conf / "tls")
    changes = {
        **more,
        "/etc/nginx/jianfu/": f"{conf}/",
        "/run/nginx.pid": f"{folder}/run/nginx.pid",
        "/run/nginx-jianfu/": f"{folder}/run/",
        "/var/log/nginx/": f"{folder}/log/",
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "    listen [::]:443 ssl http2 default_server;\n": "",
        "listen 80;": f"listen 127.0.0.1:{plain_port};",
        "listen 443": f"listen 127.0.0.1:{port}",
    }
    texts = {file: file.read_text() for file in conf.glob("*.conf")}
    for old, new in changes.items():
        assert any(old in text for text in texts.values()), f"the configuration has no {old}"
        texts = {file: text.replace(old, new) for file, text in texts.items()}
    for file, text in texts.items():
        file.write_text(text)


def _certify(folder):
    folder.mkdir()
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    begun = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(*form))


def _as_nobody(folder):
    """Root gives itself up; anybody else is nobody special already."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _wait(folder, process):
    until = time.monotonic() + 20
    while not (folder / "run" / "nginx.pid").exists():
        assert process.poll() is None, (folder / "log" / "stderr").read_text()
        assert time.monotonic() < until
        time.sleep(0.05)
