"""Fetch the vendored browser libraries as `web/vendor/manifest.json` lists them, and compare: `make vendor`.

Each row names a file, where it comes from (package, version, path in the package), what was edited in it (pairs of the
text that was and the text that is) and its SHA-256. With `--write` a changed manifest is followed and the digests are
written; without it anything that differs is told, and nothing is written.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "web/vendor"
MANIFEST = VENDOR / "manifest.json"


def main(arguments: list[str]) -> int:
    """0 when every file is what its package brings."""
    rows = json.loads(MANIFEST.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        fetched = {
            name: fetch(name, Path(folder)) for name in sorted({f"{row['package']}@{row['version']}" for row in rows})
        }
        made = {row["file"]: edited(row, fetched[f"{row['package']}@{row['version']}"]) for row in rows}
    if "--write" in arguments:
        return write(rows, made)
    differing = [row["file"] for row in rows if hashlib.sha256(made[row["file"]]).hexdigest() != row["sha256"]]
    sys.stdout.write("".join(f"{name} is not what its package brings\n" for name in differing) or "all as listed\n")
    return 1 if differing else 0


def fetch(package: str, folder: Path) -> Path:
    """The unpacked package."""
    done = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True, timeout=120
    )
    archive = folder / done.stdout.strip().splitlines()[-1]
    target = folder / archive.stem
    with tarfile.open(archive) as packed:
        packed.extractall(target, filter="data")
    return target / "package"


def edited(row: dict, package: Path) -> bytes:
    """The file of a row with its edits, each of which must find its text exactly once."""
    text = (package / row["from"]).read_text(encoding="utf-8")
    for was, becomes in row["edits"]:
        if text.count(was) != 1:
            raise SystemExit(f"{row['file']}: {was!r} is there {text.count(was)} times")
        text = text.replace(was, becomes)
    return text.encode()


def write(rows: list[dict], made: dict[str, bytes]) -> int:
    """Files and digests as fetched."""
    for row in rows:
        (VENDOR / row["file"]).write_bytes(made[row["file"]])
        row["sha256"] = hashlib.sha256(made[row["file"]]).hexdigest()
    MANIFEST.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
