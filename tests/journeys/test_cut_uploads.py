"""E3, through the running service: tus-js-client uploads over connections that are cut again and again."""

import json
import random
import socket
import struct
import threading
import urllib.request
import uuid
from base64 import b64encode
from contextlib import contextmanager, suppress
from io import BytesIO

import pytest
from PIL import Image

from security.proof_of_work import solve
from tests.support.evidence import BYTES, TUS, URL
from tests.support.node import run_script
from tests.support.phone import homework
from tests.support.times import TIMES

pytestmark = pytest.mark.slow

CUTS = 12
CLUB = struct.pack("ii", 1, 0)
"""SO_LINGER: the connection is reset, not closed."""


def ask(base_url, path, method="GET", *, body=None, data=None, headers=None):
    """Status, headers and body of one request."""
    sent = {"Content-Type": "application/json", **(headers or {})}
    data = json.dumps(body).encode() if body is not None else data
    request = urllib.request.Request(f"{base_url}{path}", data, sent, method=method)  # noqa: S310 - our own service
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - the same
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read()


@pytest.fixture
def filed(served):
    challenge = json.loads(ask(served.base_url, "/api/v1/challenges", "POST")[2])
    body = homework(challenge=solve(challenge))
    key = {"Idempotency-Key": str(uuid.uuid4())}
    status, _, answer = ask(served.base_url, "/api/v1/reports", "POST", body=body, headers=key)
    assert status == 201, answer
    return json.loads(answer)


@contextmanager
def cutting(base_url, cuts, seed):
    """A way to the service that resets `cuts` connections, each after a random number of bytes; its base URL."""
    chance, left = random.Random(seed), [cuts]  # noqa: S311 - a test's choice
    upstream = ("127.0.0.1", int(base_url.rpartition(":")[2]))
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(upstream)
            allowed = chance.randint(1, 150_000) if left[0] > 0 else None
            left[0] -= 1
            threading.Thread(target=forward, args=(near, far, allowed), daemon=True).start()
            threading.Thread(target=forward, args=(far, near, None), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", left
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def forward(source, target, allowed):
    """Hand on what comes; after `allowed` bytes, reset both sides."""
    try:
        while part := source.recv(8192 if allowed is None else min(8192, max(1, allowed))):
            target.sendall(part)
            if allowed is not None and (allowed := allowed - len(part)) <= 0:
                for each in (source, target):
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CLUB)
                break
    except OSError:
        pass
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


def noise(side):
    """A picture that cannot be made small."""
    out = BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(side).randbytes(side * side * 3)).save(out, "PNG")  # noqa: S311
    return out.getvalue()


def opened(served, filed):
    """The one file of the report, as the office saves it."""
    log_in = next(one for one in served.logins if one["division_code"] == "411102" and one["role"] == "officer")
    sent = {"username": log_in["username"], "password": log_in["password"]}
    _, _, answer = ask(served.base_url, "/api/v1/staff/session", "POST", body=sent)
    headers = {"Authorization": f"Bearer {json.loads(answer)['token']}"}
    cursor, found = "", []
    while not found:
        page = json.loads(ask(served.base_url, f"/api/v1/cases?limit=100{cursor}", headers=headers)[2])
        found = [case for case in page["items"] if filed["reference"] in case["references"]]
        cursor = f"&cursor={page['next_cursor']}"
    path = f"/api/v1/cases/{found[0]['id']}"
    case = json.loads(ask(served.base_url, path, headers=headers)[2])
    report = next(one for one in case["reports"] if one["reference"] == filed["reference"])
    evidence = report["evidence"][0]
    status, _, data = ask(served.base_url, f"{path}/evidence/{evidence['id']}", headers=headers)
    assert status == 200
    return evidence, data


@pytest.mark.promise("E3")
@pytest.mark.parametrize("seed", range(7, 7 + TIMES))
def test_the_common_client_goes_on_after_every_cut_until_the_file_is_whole(seed, served, filed, tmp_path):
    picture = noise(700)
    (tmp_path / "picture.png").write_bytes(picture)
    with cutting(served.base_url, CUTS, seed=seed) as (base_url, left):
        endpoint = f"{base_url}{URL}"
        said = run_script(
            "upload.mjs", endpoint, filed["receipt"], tmp_path / "picture.png", 400_000, needs="tus-js-client"
        )
    assert left[0] <= 0
    assert said["retries"] >= CUTS // 2
    assert said["requests"][-1] == ["PATCH", 204]
    evidence, data = opened(served, filed)
    assert (evidence["name"], evidence["media_type"]) == ("作业.png", "image/png")
    assert Image.open(BytesIO(data)).tobytes() == Image.open(BytesIO(picture)).tobytes()
    lying = [path for path in (served.var / "evidence").iterdir() if path.suffix == ".upload"]
    assert lying == []


@pytest.mark.promise("E3", "in part")
def test_what_came_before_a_cut_is_kept_by_the_running_service(served, filed):
    headers = {"Authorization": f"Receipt {filed['receipt']}", **TUS}
    name = b64encode(b"a.png").decode()
    created = {**headers, "Upload-Length": "1000000", "Upload-Metadata": f"filename {name}"}
    _, answered, _ = ask(served.base_url, URL, "POST", headers=created)
    url, host = answered["Location"], ("127.0.0.1", int(served.base_url.rpartition(":")[2]))
    for hard in (False, True):
        before = int(ask(served.base_url, url, "HEAD", headers=headers)[1]["Upload-Offset"])
        sent = {**headers, **BYTES, "Upload-Offset": str(before), "Content-Length": "500000", "Host": "x"}
        with socket.create_connection(host) as connection:
            lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
            connection.sendall(f"PATCH {url} HTTP/1.1\r\n{lines}\r\n".encode() + bytes(200_000))
            if hard:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CLUB)
        after = until_still(served, url, headers, before)
        assert before + (0 if hard else 200_000) <= after <= before + 200_000
    assert ask(served.base_url, url, "DELETE", headers=headers)[0] == 204


def until_still(served, url, headers, before):
    """The offset, when the service has noticed the cut."""
    found = []
    while len(found) < 40 and (len(found) < 6 or found[-1] != found[-5] or found[-1] == before):
        found.append(int(ask(served.base_url, url, "HEAD", headers=headers)[1]["Upload-Offset"]))
        threading.Event().wait(0.1)
    return found[-1]
