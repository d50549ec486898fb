"""A5: journald as we configure it, started for real, hears nothing of a report, and keeps nothing on a disk."""

import shutil
import subprocess
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest

from api import create_app
from demo.client import Client
from models.engine import create_engine
from models.schema import migrate
from security.proof_of_work import solve
from settings import Settings
from tests.promises.processes import GUNICORN, started
from tests.promises.search import found
from tests.support.installation import install
from tests.support.phone import homework
from tests.support.served import ROOT, environment, free_port, wait_until_alive

pytestmark = pytest.mark.slow
CANARY = "Kanari5d7f30ab42"
DEPLOYED = (ROOT / "deploy" / "systemd" / "journald@jianfu.conf").read_text()
INSIDE = str(ROOT / "tests" / "support" / "journald.sh")
APART = ["unshare", "--map-root-user", "--mount"]
SAYS_SO = ["sh", "-c", 'echo begun; exec "$@"', "sh"]
TELLS_ALL = ["sh", "-c", f'echo begun; echo {CANARY}; exec "$@"', "sh"]


@contextmanager
def heard_by_journald(folder, configuration, begins):
    """A web server on a small installation whose words journald hears: its address, for a client."""
    may_be_apart = shutil.which("unshare") and subprocess.run([*APART, "true"], check=False).returncode == 0
    if not may_be_apart or not Path("/lib/systemd/systemd-journald").exists():
        pytest.skip("journald is not here, or may not be tried apart (Debian: apt-get install systemd)")
    (folder / "journald@jianfu.conf").write_text(configuration)
    port = free_port()
    env = environment(folder, port)
    settings = Settings.from_env(env)
    engine = create_engine(settings.database_url)
    migrate(engine)
    service = create_app(settings, engine=engine).extensions["jianfu"]
    install(service.world, service.now(), is_demo=True)
    engine.dispose()
    with started([*APART, "sh", INSIDE, str(folder), *begins, *GUNICORN], env, stderr=subprocess.DEVNULL) as process:
        wait_until_alive(f"http://127.0.0.1:{port}", process)
        yield Client(f"http://127.0.0.1:{port}", {"User-Agent": CANARY})


def file_and_look(client):
    """A report with a canary in its words; its receipt, with which it is read again."""
    challenge = solve(client.post("/challenges").expect(201))
    sent = homework(text=CANARY) | {"challenge": challenge}
    receipt = client.post("/reports", sent, idempotency_key=str(uuid.uuid4())).expect(201)["receipt"]
    client.holding(f"Receipt {receipt}").get("/reports/mine").expect(200)
    return receipt


@pytest.mark.promise("A5", "in part")
def test_the_journal_of_our_units_has_nothing_of_a_report_and_lies_on_no_disk(tmp_path):
    with heard_by_journald(tmp_path, DEPLOYED, SAYS_SO) as client:
        receipt = file_and_look(client)
    journal = (tmp_path / "journal").read_bytes()
    assert b"begun" in journal, "it hears what a service says"
    assert found({CANARY, receipt, receipt.replace("-", "")}, journal) == []
    assert b"/api/" not in journal
    assert (tmp_path / "kept").read_bytes() == b""


@pytest.mark.promise("A5", "in part")
def test_with_another_configuration_and_a_service_that_tells_it_would_be_found(tmp_path):
    with heard_by_journald(tmp_path, DEPLOYED.replace("Storage=volatile", "Storage=persistent"), TELLS_ALL):
        pass
    assert found({CANARY}, (tmp_path / "journal").read_bytes()) == [CANARY]
    assert b".journal" in (tmp_path / "kept").read_bytes()
