"""Data that a deployment lays over ours: read, or refused with file and line."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from policy.deadlines import HolidayRow
from policy.reading import DATA, BadPolicyData, read_csv, read_yaml
from policy.rules import Rule

MEMORY = "/dev/shm"  # noqa: S108 - a folder of a name of its own is made in it
FOLDER = TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None)


def read_as(read, name, data):
    file = Path(FOLDER.name) / name
    file.write_bytes(data)
    with suppress(BadPolicyData):
        source = read(file)
        assert len(source.items) == len(source.places)


def csv(data):
    read_as(lambda file: read_csv(file, HolidayRow), "holidays.csv", data)


def yaml(data):
    read_as(lambda file: read_yaml(file, Rule), "rules.yaml", data)


SEEDS = {
    "csv": ((DATA / "holidays.csv").read_bytes()[:400], b'"a\n"b', b"\xef\xbb\xbfday,kind\n"),
    "yaml": ((DATA / "rules.yaml").read_bytes()[:900], b"- &a [*a]", b"- !!python/object:os.system x"),
}
