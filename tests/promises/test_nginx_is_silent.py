"""A5, A3: the real nginx in front of the real web server. Whatever comes, neither writes down who or what it was."""

import http.client
import json
import os
import re
import signal
import socket
import ssl
import time
import uuid
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from api import create_app
from api.pages import CONSOLE_MAY, PAGE_HEADERS
from models.engine import create_engine
from models.schema import migrate
from security.receipts import Receipt
from settings import Settings
from tests.api.test_headers import CSP, EVERYWHERE
from tests.promises.matrix import MATRIX
from tests.promises.processes import GUNICORN, started
from tests.promises.search import found
from tests.promises.theft import files
from tests.support.evidence import Tus, picture
from tests.support.installation import install
from tests.support.nginx import HOST, nginx_before
from tests.support.phone import Console, Phone, homework
from tests.support.served import environment, free_port
from tests.support.waiting import eventually

pytestmark = pytest.mark.slow
CANARY = "Kanari81b6e0f2c9"
SENDER = "127.0.0.77"
OFFICER = "officer-411102-education"
SEEN = {"User-Agent": f"{CANARY}-agent", "Referer": f"https://{CANARY}.example.org/", "X-Forwarded-For": "203.0.113.5"}
SECRETS = {CANARY, SENDER, "203.0.113.5"}


class Answer:
    """What an answer looks like to `Phone`, `Console` and `Tus`."""

    def __init__(self, response):
        self.status_code, self.headers, self.data = response.status, response.headers, response.read()

    @property
    def json(self):
        return json.loads(self.data)


class Client:
    """HTTPS from an address of its own, with the methods of Flask's client."""

    def __init__(self, nginx):
        self.nginx = nginx

    def open(self, path, method="GET", *, json=None, data=None, headers=None, query_string=None):
        body = data if json is None else encoded(json)
        path = path.removeprefix(f"https://{HOST}")
        query = "?" + "&".join(f"{name}={value}" for name, value in query_string.items()) if query_string else ""
        sent = {**SEEN, "Host": HOST, **({"Content-Type": "application/json"} if json is not None else {})}
        with closing(self.connection()) as connection:
            connection.request(method, path + query, body, sent | (headers or {}))
            return Answer(connection.getresponse())

    def connection(self):
        connection = http.client.HTTPSConnection(HOST, self.nginx.port, timeout=20)
        connection.sock = self.tls()
        return connection

    def tls(self):
        return self.nginx.tls().wrap_socket(self.tcp(), server_hostname=HOST)

    def tcp(self, port=None):
        return socket.create_connection(("127.0.0.1", port or self.nginx.port), 20, source_address=(SENDER, 0))

    def raw(self, sent, *, wait=True):
        """Bytes over TLS, and whatever comes back until nginx ends it."""
        with closing(self.tls()) as connection:
            try:
                connection.sendall(sent)
                return b"".join(iter(lambda: connection.recv(65536), b"")) if wait else b""
            except (ConnectionError, ssl.SSLError):
                return b""

    def __getattr__(self, method):
        return lambda path, **options: self.open(path, method.upper(), **options)


def encoded(body):
    return json.dumps(body).encode()


@contextmanager
def service(var):
    """The web process on a small installation, its standard error in a file; it trusts one proxy."""
    port = free_port()
    env = environment(var, port, JIANFU_TRUSTED_PROXIES="1")
    settings = Settings.from_env(env)
    engine = create_engine(settings.database_url)
    migrate(engine)
    world = create_app(settings, engine=engine).extensions["jianfu"].world
    installed = install(world, create_app(settings, engine=engine).extensions["jianfu"].now(), is_demo=True)
    engine.dispose()
    with (var / "stderr").open("wb") as stderr, started(GUNICORN, env, stderr=stderr, stdout=stderr) as process:
        yield SimpleNamespace(port=port, installed=installed, process=process)


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    """Everything at once: what it serves, what it writes, and a client."""
    var = tmp_path_factory.mktemp("var")
    with service(var) as web, nginx_before(web.port) as nginx:
        client = Client(nginx)
        until = time.monotonic() + 60
        while client.get("/healthz").status_code != 200:
            assert time.monotonic() < until
            time.sleep(0.2)
        yield SimpleNamespace(var=var, web=web, nginx=nginx, client=client)


def written(front):
    """Everything that nginx and the web server have written, but for their configuration and the sealed database."""
    ours = [path for path in files(front.var) if not path[1].startswith(("jianfu.sqlite", "demo-logins"))]
    kept = [item for item in files(front.nginx.folder) if not item[1].endswith((".conf", ".pem"))]
    return b"\n".join(data for _, _, data in ours + kept)


def log_files(front):
    return [*(front.nginx.folder / "log").iterdir(), front.var / "stderr"]


def journey(front):
    """A report's life, with a canary in everything; its secrets."""
    phone, key = Phone(front.client), uuid.uuid4()
    place = {"target_name": f"{CANARY}-school"}
    to = {"channel": "fcm", "locale": "en", "token": f"{CANARY}-token"}
    body = homework(place=place, text=f"{CANARY}-text", subscription=to) | {"email": f"{CANARY}@example.org"}
    for what in ("schools", "institutions"):
        query = {"division_code": "411102", "q": CANARY}
        assert front.client.get(f"/api/v1/{what}", query_string=query).status_code == 200
    filed = phone.file(body, key=key)
    assert filed.status_code == 201, filed.data
    receipt = filed.json["receipt"]
    assert phone.mine(receipt).status_code == 200
    tus = Tus(front.client, receipt)
    tus.send(picture("PNG"), f"{CANARY}.png")
    officer = Console(front.client, OFFICER, front.web.installed.passwords[OFFICER])
    case = officer.case_of(filed.json["reference"])
    assert officer.move(case["id"], 1, "accept", reason=CANARY).status_code == 200
    assert officer.post(f"/cases/{case['id']}/messages", {"text": CANARY, "ask": True}, 2).status_code == 201
    assert phone.say(receipt, CANARY).status_code == 201
    withdrawn = front.client.post("/api/v1/reports/mine/withdrawal", headers=phone.with_receipt(receipt))
    assert withdrawn.status_code == 204, withdrawn.data
    return {receipt, receipt.replace("-", ""), Receipt.from_idempotency_key(key).characters, str(key), key.hex}


@pytest.mark.promise("A3")
@pytest.mark.promise("A5")
def test_a_journey_leaves_no_line_and_no_file(front):
    before = [path.read_bytes() for path in log_files(front)]
    secrets = journey(front)
    assert [path.read_bytes() for path in log_files(front)] == before
    assert found(secrets | SECRETS, written(front)) == []


def refusals(front):
    """(what, status, answer) of all that nginx or the service refuses."""
    client, long = front.client, CANARY * 1000
    head = f"Host: {HOST}\r\nUser-Agent: {CANARY}\r\nAuthorization: Receipt {CANARY}\r\n"
    yield "unknown", 404, client.get(f"/{CANARY}?q={CANARY}")
    yield "for the machine", 404, client.get("/metrics")
    yield "for the machine", 404, client.get("/readyz")
    yield "no receipt", 422, client.get("/api/v1/reports/mine", headers={"Authorization": f"Receipt {CANARY}"})
    yield "no json", 400, client.post("/api/v1/findings", data=CANARY, headers={"Content-Type": "application/json"})
    yield "too much", 413, client.post("/api/v1/reports", json={"text": CANARY * 9000})
    raw = {
        "long address": (414, f"GET /{long} HTTP/1.1\r\n{head}\r\n"),
        "long header": (400, f"GET / HTTP/1.1\r\n{head}X: {long}\r\n\r\n"),
        "no http": (400, f"{CANARY} {CANARY}\r\n\r\n"),
        "bad header": (400, f"GET / HTTP/1.1\r\n{head}Content-Length: {CANARY}\r\n\r\n"),
        "slow header": (None, f"GET /{CANARY} HTTP/1.1\r\n{head}"),
        "slow body": (None, f"POST /api/v1/findings HTTP/1.1\r\n{head}Content-Length: 999\r\n\r\n{CANARY}"),
    }
    for what, (status, sent) in raw.items():
        yield what, status, client.raw(sent.encode())


def status_of(answer):
    if isinstance(answer, Answer):
        return answer.status_code
    return int(answer.split()[1]) if answer.startswith(b"HTTP/1.1 ") else None


@pytest.mark.promise("A5")
def test_no_refusal_is_written_down_or_repeats_anything(front):
    for what, status, answer in refusals(front):
        assert status_of(answer) == status, (what, answer)
        assert found(SECRETS, answer.data if isinstance(answer, Answer) else answer) == [], what
    assert found(SECRETS, written(front)) == []


@pytest.mark.promise("A5")
def test_senders_who_speak_no_tls_leave_nothing_either(front):
    client, hello = front.client, bytes.fromhex("16030100ff010000fb0303") + CANARY.encode() * 15
    for sent in (f"GET /{CANARY} HTTP/1.1\r\nHost: {CANARY}\r\n\r\n".encode(), hello, CANARY.encode() * 99):
        for port in (front.nginx.port, front.nginx.plain_port):
            with closing(client.tcp(port)) as connection, suppress(ConnectionError):
                connection.sendall(sent)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    continue
    with closing(client.tcp()) as connection, pytest.raises((ssl.SSLError, ConnectionError)):
        front.nginx.tls().wrap_socket(connection, server_hostname=f"{CANARY}.example.org")
    assert found(SECRETS, written(front)) == []


@pytest.mark.promise("K6", "in part")
def test_every_route_has_its_headers_once(front):
    """Through nginx, which has headers of its own for what it refuses by itself."""
    refusals = {"/nowhere": "GET", "/metrics": "GET", "/readyz": "GET"}
    asked = {(method, re.sub("<[a-z]+:[a-z_]+>", str(uuid.uuid4()), rule)) for method, rule in MATRIX}
    for method, path in sorted(asked | {(method, path) for path, method in refusals.items()}):
        headers = front.client.open(path, method).headers
        for name, value in EVERYWHERE.items():
            assert headers.get_all(name) == [value], (method, path, name)
        assert len(headers.get_all("Content-Security-Policy")) == 1, path
        assert CSP - {"trusted-types jianfu-worker"} <= set(headers["Content-Security-Policy"].split("; ")), path
        permissions = CONSOLE_MAY if path == "/console/" else PAGE_HEADERS["Permissions-Policy"]
        assert headers.get_all("Permissions-Policy") == [permissions], path
        assert "nginx" not in str(headers).lower().replace("server: nginx", ""), path


def test_with_other_settings_it_would_be_found():
    logs = {"access_log": "/var/log/nginx/access.log", "error_log": "/var/log/nginx/requests.log error"}
    with nginx_before(free_port(), **logs) as nginx:
        Client(nginx).get(f"/{CANARY}")
        written = [nginx.folder / "log" / name for name in ("access.log", "requests.log")]
        eventually(lambda: all(found(SECRETS, path.read_bytes()) for path in written))
        data = {path.name: path.read_bytes() for path in (nginx.folder / "log").iterdir()}
    assert [name for name in sorted(data) if found(SECRETS, data[name])] == ["access.log", "requests.log"]


@pytest.mark.promise("A5", "in part")
@pytest.mark.promise("E3", "in part")
def test_while_a_file_is_on_its_way_none_of_it_is_on_the_disk_of_nginx(front):
    phone = Phone(front.client)
    tus = Tus(front.client, phone.file(homework()).json["receipt"])
    sent = CANARY.encode() * 20000
    url = tus.create(len(sent) * 2).headers["Location"].removeprefix(f"https://{HOST}")
    head = {**tus.headers, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0", "Host": HOST}
    with closing(front.client.connection()) as connection:
        connection.putrequest("PATCH", url, skip_host=True)
        for name, value in (head | {"Content-Length": str(len(sent) * 2)}).items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(sent)
        time.sleep(0.5)
        assert [name for name in front.nginx.open_files() if "/log/" not in name] == []
        assert found(SECRETS, written(front)) == []
    assert found(SECRETS, written(front)) == []


@pytest.mark.promise("A5")
def test_a_service_that_hangs_or_is_gone_is_a_problem_document_and_no_line(front):
    """Last: nobody answers afterwards."""
    workers = Path(f"/proc/{front.web.process.pid}/task/{front.web.process.pid}/children").read_text().split()
    assert core_limits([front.web.process.pid, *workers]) == {("0", "0")}
    for pid in workers:
        os.kill(int(pid), signal.SIGSTOP)
    late = front.client.get(f"/api/v1/schools?division_code=411102&q={CANARY}")
    for pid in workers:
        os.kill(int(pid), signal.SIGCONT)
    front.web.process.terminate()
    front.web.process.wait(30)
    gone = front.client.get(f"/{CANARY}", headers={"Authorization": f"Receipt {CANARY}"})
    for answer in (late, gone):
        assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Retry-After"] == "5"
        assert answer.headers["Strict-Transport-Security"]
    assert found(SECRETS, written(front)) == []


def core_limits(pids):
    """The limits of core dumps, soft and hard, of running processes."""
    lines = [line for pid in pids for line in Path(f"/proc/{pid}/limits").read_text().splitlines()]
    return {tuple(line.split()[-3:-1]) for line in lines if line.startswith("Max core file size")}
