"""What `deploy/` promises to systemd, journald, nginx and PostgreSQL (the latter two are tried by tests/promises)."""

import os
import re
import shutil
import subprocess

import pytest

from settings import RELAY_ONLY
from tests.contract.sources import ROOT

SYSTEMD = ROOT / "deploy" / "systemd"
UNITS = sorted(SYSTEMD.glob("*.service"))
DROP_INS = sorted(SYSTEMD.glob("jianfu-relay.service.d/*.conf"))
NAMES = [unit.stem for unit in UNITS]
EVERY_UNIT = {
    "LimitCORE": "0",
    "MemorySwapMax": "0",
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "StandardOutput": "null",
    "LogNamespace": "jianfu",
    "UMask": "0077",
}


def directives(unit):
    """Every line of the unit's sections, as (name, value)."""
    return [tuple(line.split("=", 1)) for line in unit.read_text().splitlines() if re.match(r"[A-Z]\w+=", line)]


def test_there_is_a_unit_for_each_process():
    assert NAMES == ["jianfu-relay", "jianfu-scheduler", "jianfu-web"]


@pytest.mark.promise("A5", "in part")
@pytest.mark.parametrize("unit", UNITS, ids=NAMES)
def test_every_unit_keeps_memory_off_the_disk_and_has_few_rights(unit):
    said = dict(directives(unit))
    assert {name: said.get(name) for name in EVERY_UNIT} == EVERY_UNIT
    assert "JIANFU_LOG=/var/log/" in unit.read_text()
    assert said["User"] == ("jianfu-relay" if unit.stem == "jianfu-relay" else "jianfu-web")


@pytest.mark.promise("N5", "in part")
@pytest.mark.parametrize("unit", UNITS, ids=NAMES)
def test_secrets_are_credentials_and_the_relays_are_its_own(unit):
    text = unit.read_text()
    credentials = {value.split(":")[0] for name, value in directives(unit) if name == "LoadCredential"}
    if unit.stem == "jianfu-relay":
        assert credentials == {"relay"}, "what not everybody has would keep it from starting"
        assert "secrets/web.key" not in text
    else:
        assert credentials == {"secret"}
        assert [name for name in RELAY_ONLY if f"{name}=" in text] == []


@pytest.mark.promise("N5", "in part")
def test_the_key_of_a_push_service_comes_to_the_relay_with_a_drop_in_of_its_own():
    for drop_in, variable in zip(DROP_INS, ("JIANFU_FCM_CREDENTIALS", "JIANFU_VAPID_KEY_FILE"), strict=True):
        said = dict(directives(drop_in))
        name = said["LoadCredential"].split(":")[0]
        assert name == drop_in.stem
        assert said == {
            "Environment": f"{variable}=%d/{name}",
            "LoadCredential": said["LoadCredential"],
        }
        assert variable not in (SYSTEMD / "jianfu-relay.service").read_text()


def installed(unit, folder):
    """As on a machine, with its drop-ins, but for the place of the program, which this machine has not."""
    copy = folder / unit.name
    copy.write_text(unit.read_text().replace("/opt/jianfu/.venv/bin/python", "/bin/true"))
    if (SYSTEMD / f"{unit.name}.d").exists():
        shutil.copytree(SYSTEMD / f"{unit.name}.d", folder / f"{unit.name}.d")
    return copy


def complaints(analyze, unit):
    said = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, check=False)
    return [line for line in said.stderr.splitlines() if unit.name in line]


@pytest.fixture
def analyze():
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not here (Debian: apt-get install systemd)")
    return program


def test_systemd_reads_the_drop_ins_of_the_relay(analyze, tmp_path):
    unit = installed(SYSTEMD / "jianfu-relay.service", tmp_path)
    assert complaints(analyze, unit) == []
    with (tmp_path / "jianfu-relay.service.d" / "fcm.conf").open("a") as drop_in:
        drop_in.write("LoadCredential=\nLoadCredentials=fcm\n")
    assert len(complaints(analyze, unit)) == 1, "and a line that it does not know would be noticed"


@pytest.mark.parametrize("unit", UNITS, ids=NAMES)
def test_systemd_understands_every_line(unit, tmp_path, analyze):
    assert complaints(analyze, installed(unit, tmp_path)) == []
    allowed = subprocess.run(
        [analyze, "syscall-filter", "@system-service"], capture_output=True, text=True, check=True
    ).stdout
    assert "@process" in allowed  # what cleaning a file in a sandbox of its own needs
    assert "@resources" in allowed or "setrlimit" in allowed


@pytest.mark.promise("A5", "in part")
def test_journald_keeps_our_units_in_memory_and_tells_nobody():
    said = dict(directives(SYSTEMD / "journald@jianfu.conf"))
    assert said["Storage"] == "volatile"
    assert {value for name, value in said.items() if name.startswith("ForwardTo")} == {"no"}


@pytest.mark.promise("A5", "in part")
def test_nginx_and_postgresql_get_the_same_limits():
    said = dict(directives(SYSTEMD / "silence.conf"))
    assert said == {"LimitCORE": "0", "MemorySwapMax": "0"}
    assert "worker_rlimit_core 0;" in (ROOT / "deploy" / "nginx" / "nginx.conf").read_text()


@pytest.mark.promise("A5", "in part")
def test_postgresql_is_told_to_log_no_statement_and_no_value():
    lines = (ROOT / "deploy" / "postgresql" / "jianfu.conf").read_text().splitlines()
    said = dict(line.split(" = ") for line in lines if " = " in line)
    expected = {
        "log_statement": "none",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_min_error_statement": "panic",
        "log_min_duration_statement": "-1",
        "log_min_messages": "fatal",
        "log_connections": "off",
        "log_disconnections": "off",
        "track_commit_timestamp": "off",
        "wal_recycle": "off",
    }
    assert {name: said[name] for name in expected} == expected


def test_a_command_gets_the_user_and_the_settings_of_the_web_server():
    unit, text = dict(directives(SYSTEMD / "jianfu-web.service")), (ROOT / "deploy" / "command").read_text()
    whole = (SYSTEMD / "jianfu-web.service").read_text()
    assert os.access(ROOT / "deploy" / "command", os.X_OK)
    assert f"runuser -u {unit['User']} -- .venv/bin/python -m flask" in text
    assert f":-{unit['EnvironmentFile']}}}" in text
    assert f":-{unit['LoadCredential'].removeprefix('secret:')}}}" in text
    for name in ("JIANFU_VAR", "DATABASE_URL"):
        [value] = re.findall(rf"\b{name}=(\S+)", whole)
        assert re.search(rf'\b{name}=("\$\{{{name}:-)?{re.escape(value)}[ }}]', text), name
    assert subprocess.run(["sh", "-n", ROOT / "deploy" / "command"], check=False).returncode == 0
