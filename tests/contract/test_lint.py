"""The parts of `make lint` that are ours find what they are there to find."""

import pytest

from tests.support import advisories, secret_scan

KEY = "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n"
TOKEN = "ghp_" + "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"
CHANCE = f"PASS{'WORD'} = '{'kV7q2Zr9'}{'xT4mB8wL1nC6'}'\n"


def looked_at(folder, **files):
    """Kinds by file name; `__` stands for a slash."""
    names = []
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        names.append(str(path.relative_to(folder)))
    return {name for name, _, _ in secret_scan.found_in(folder, names)}


def test_what_is_nothing_but_a_secret_is_found_everywhere(tmp_path):
    found = looked_at(tmp_path, services__a=KEY, tests__b=f"TOKEN = '{TOKEN}'\n", tests__c=KEY, services__d="x = 1\n")
    assert found == {"services/a.py", "tests/b.py", "tests/c.py"}


def test_what_only_looks_like_a_secret_counts_outside_of_tests(tmp_path):
    assert looked_at(tmp_path, services__a=CHANCE, tests__a=CHANCE) == {"services/a.py"}


def test_every_file_of_the_repository_is_looked_at_but_for_those_with_a_reason():
    names = secret_scan.tracked()
    assert {"Makefile", "security/envelope.py", "policy/data/rules.yaml"} <= set(names)
    assert all(any(name.startswith(each) for name in names) for each in secret_scan.LEFT_OUT)
    assert all([*secret_scan.LEFT_OUT.values(), *secret_scan.ALLOWED.values()])


PACKAGES = [
    {"name": "sound", "version": "1.0", "vulns": []},
    {"name": "holed", "version": "2.1", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.2"]}]},
    {"name": "unknown", "skip_reason": "not found"},
]


@pytest.mark.parametrize(("allowed", "found"), [({}, 1), ({"CVE-1": "why"}, 0)])
def test_an_advisory_fails_until_somebody_has_looked_into_it(monkeypatch, capsys, allowed, found):
    monkeypatch.setattr(advisories, "asked", lambda: PACKAGES)
    monkeypatch.setattr(advisories, "ALLOWED", allowed)
    assert advisories.main() == found
    said = capsys.readouterr()
    assert ("holed 2.1: PYSEC-1, mended in 2.2" in said.out) == bool(found)
    assert "NOT CHECKED: advisories of 1 package" in said.err


def test_without_a_network_that_is_said_loudly(monkeypatch, capsys):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert advisories.main() == 0
    assert "NOT CHECKED: advisories: the package index does not answer" in capsys.readouterr().err
