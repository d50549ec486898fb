"""A post to a server that a stranger has named: to the address that was checked, in its own name, and not for ever."""

import itertools
import socket
import ssl
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPException
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from api.app import utc_now
from notifications.channels import posting
from notifications.channels.posting import Lines
from security.endpoints import Endpoint

NAME = "push.example.org"
HERE = ["127.0.0.1"]
CREATED = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


def certificate(folder, name):
    """A key and a certificate for `name` that signs itself, as one file."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.OID_COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(utc_now() - timedelta(days=1))
        .not_valid_after(utc_now() + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, SHA256())
    )
    file = folder / f"{name}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return file


class Server:
    """Gives every post the next of `answers`, each an iterable of pieces; remembers who was asked for, and for what."""

    def __init__(self, file, answers=None):
        self.answers = answers or itertools.repeat([CREATED])
        self.names, self.requests, self.connections = [], [], 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(file)
        self._context.sni_callback = lambda _, name, __: self.names.append(name)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._open = []
        Thread(target=self._serve, daemon=True).start()

    def endpoint(self, target="/p", name=NAME):
        return Endpoint("https", name, self.port, target)

    def hang_up(self):
        """Close what is open."""
        for line in self._open:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self):
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.hang_up()

    def _serve(self):
        with suppress(OSError):
            while True:
                plain, _ = self._listening.accept()
                self.connections += 1
                Thread(target=self._speak, args=(plain,), daemon=True).start()

    def _speak(self, plain):
        with suppress(OSError), plain, self._context.wrap_socket(plain, server_side=True) as line:
            self._open.append(line)
            while request := self._heard(line):
                self.requests.append(request)
                for piece in next(self.answers):
                    line.sendall(piece)

    @staticmethod
    def _heard(line):
        """One request; its body is four bytes."""
        heard = b""
        while not heard.endswith(b"\r\n\r\nbody"):
            piece = line.recv(4096)
            if not piece:
                return b""
            heard += piece
        return heard


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("certificates"), NAME)


@pytest.fixture
def serving(file):
    """Start a server; it ends with the test."""
    servers = []

    def serve(*answers, file=file):
        servers.append(Server(file, itertools.chain(answers, itertools.repeat([CREATED])) if answers else None))
        return servers[-1]

    yield serve
    for server in servers:
        server.close()


@pytest.fixture
def lines(file):
    lines = Lines(ssl.create_default_context(cafile=file))
    yield lines
    lines.close()


def post(lines, endpoint, addresses=HERE):
    return lines.post(endpoint, addresses, b"body", {"TTL": "1"})


def test_it_goes_to_the_address_given_under_the_name_of_the_endpoint(serving, lines):
    """The name is in no DNS: nobody has looked it up again."""
    server = serving()
    assert post(lines, server.endpoint("/wpush/x?y=1")).status == 201
    assert server.names == [NAME]
    (request,) = server.requests
    assert request.startswith(b"POST /wpush/x?y=1 HTTP/1.1\r\n")
    assert f"\r\nHost: {NAME}:{server.port}\r\n".encode() in request
    assert b"127.0.0.1" not in request


def test_a_server_that_is_not_the_one_named_hears_nothing(serving, lines, tmp_path):
    for other, name in ((certificate(tmp_path, "other.example.org"), NAME), (certificate(tmp_path, NAME), NAME)):
        server = serving(file=other)
        with pytest.raises(ssl.SSLError):
            post(lines, server.endpoint(name=name))
        assert server.requests == []


def test_nobody_is_trusted_who_has_no_certificate_of_a_known_authority(serving):
    server = serving()
    with pytest.raises(ssl.SSLCertVerificationError):
        post(Lines(), server.endpoint())
    assert server.requests == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(serving, lines, status):
    inside = serving()
    where = f"https://{NAME}:{inside.port}/inside".encode()
    server = serving([b"HTTP/1.1 %d Go\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, where)])
    assert post(lines, server.endpoint()).status == status
    assert inside.connections == 0


ENDLESS = {
    "one byte at a time": itertools.repeat(b"H"),
    "never a status": itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "never the last header": itertools.chain([b"HTTP/1.1 201 Created\r\n"], itertools.repeat(b"X: y\r\n")),
    "nothing": [],
    "half a body": [b"HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\nabc"],
    "no HTTP": [b"SSH-2.0-x\r\n" * 3],
}


@pytest.mark.parametrize("pieces", ENDLESS.values(), ids=ENDLESS)
def test_an_answer_that_never_ends_is_not_waited_for(serving, lines, monkeypatch, pieces):
    monkeypatch.setattr(posting, "ANSWER_S", 0.3)
    server = serving(pieces)
    with pytest.raises((OSError, HTTPException)):
        post(lines, server.endpoint())
    assert len(lines._idle) == 0


def test_a_connection_is_kept_for_the_next_post(serving, lines):
    server = serving()
    for _ in range(5):
        assert post(lines, server.endpoint()).status == 201
    assert server.connections == 1
    assert len(server.requests) == 5


def test_one_that_was_closed_meanwhile_is_made_anew(serving, lines):
    server = serving()
    post(lines, server.endpoint())
    server.hang_up()
    assert post(lines, server.endpoint()).status == 201
    assert server.connections == 2


def test_one_whose_answer_was_too_long_to_read_is_not_kept(serving, lines):
    server = serving([b"HTTP/1.1 201 Created\r\nContent-Length: 9999999\r\n\r\n", bytes(5000)])
    assert post(lines, server.endpoint()).status == 201
    assert len(lines._idle) == 0


def test_one_to_an_address_that_is_no_longer_the_names_is_not_used(serving, lines):
    server = serving()
    post(lines, server.endpoint())
    with pytest.raises(OSError, match=r"."):
        post(lines, server.endpoint(), ["::1"])
    assert len(server.requests) == 1


def test_the_next_address_is_tried_when_one_cannot_be_reached(serving, lines):
    server = serving()
    assert post(lines, server.endpoint(), ["::1", *HERE]).status == 201
    with pytest.raises(OSError, match="no address"):
        post(lines, server.endpoint(), [])


def test_no_more_than_so_many_wait_for_the_next_post(serving, lines, monkeypatch):
    monkeypatch.setattr(posting, "MOST_IDLE", 2)
    for server in [serving() for _ in range(4)]:
        post(lines, server.endpoint())
    assert len(lines._idle) == 2


def test_one_that_has_waited_too_long_is_closed(serving, lines, monkeypatch):
    monkeypatch.setattr(posting, "IDLE_S", -1)
    server = serving()
    for _ in range(2):
        post(lines, server.endpoint())
    assert server.connections == 2


def test_headers_are_read_however_they_are_written(serving, lines):
    server = serving([b"HTTP/1.1 429 Slow\r\nretry-AFTER: 7\r\nContent-Length: 0\r\n\r\n"])
    assert post(lines, server.endpoint()).headers["Retry-After"] == "7"
