"""Check the types of the pages' JavaScript, as JSDoc says them: a part of `make lint`.

The compiler and what the vendored libraries say of themselves are locked in tests/node/types and installed when they
are first wanted. jsconfig.json in the root is what an editor reads, too; the service worker knows another world than a
page, and has worker.json. What the API answers is typed by its own declarations (tests/support/api_types.py).

`not_yet.txt` names the files whose types are not said yet: what the compiler says of them is not told. The list can
only shrink: a file on it that has no fault any more is one.
"""

import os
import re
import subprocess
import sys

from tests.support.api_types import declarations
from tests.support.node import NODE, NoNode, install
from tests.support.served import ROOT

FOLDER = NODE / "types"
NOT_YET = FOLDER / "not_yet.txt"
API = FOLDER / "api.d.ts"
PROJECTS = (ROOT / "jsconfig.json", FOLDER / "worker.json")
FAULT = re.compile(r"^(?P<file>\S.*?)\(\d+,\d+\): error TS\d+")


def main():
    """0 when every file that says its types keeps them, and no other is one of them."""
    try:
        node = ready()
    except NoNode as reason:
        sys.stderr.write(f"NOT CHECKED: the types of the JavaScript: {reason}\n")
        return 1 if os.environ.get("CI") == "true" else 0
    told = complaints("".join(said(node, project) for project in PROJECTS), NOT_YET.read_text(encoding="utf-8").split())
    sys.stdout.write("\n".join([*told, "types of web/: " + ("wrong" if told else "as said"), ""]))
    return 1 if told else 0


def ready():
    """Node's path, when compiler and declarations are there. Raises NoNode."""
    node = install(FOLDER, "typescript")
    API.write_text(declarations(), encoding="utf-8")
    return node


def said(node, project):
    """What the compiler says of a project; each file is named from the root."""
    command = [node, str(FOLDER / "node_modules/typescript/bin/tsc"), "--project", str(project), "--pretty", "false"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode and not FAULT.search(done.stdout):
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout


def complaints(text, not_yet):
    """The lines about files that are not on the list, and the files that need not be on it."""
    lines, faulty, is_told = [], set(), True
    for line in text.splitlines():
        if fault := FAULT.match(line):
            faulty.add(fault["file"])
            is_told = fault["file"] not in not_yet
        if is_told:
            lines.append(line)
    listed = NOT_YET.relative_to(ROOT)
    return lines + [f"{listed}: {file} says its types; take it off the list" for file in not_yet if file not in faulty]


if __name__ == "__main__":
    sys.exit(main())
