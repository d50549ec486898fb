"""Check the types of the pages' JavaScript, as JSDoc says them: a part of `make lint`.

The compiler and what the vendored libraries say of themselves are locked in tests/node/types and installed when they
are first wanted. jsconfig.json in the root is what an editor reads, too; the service worker knows another world than a
page, and has worker.json. What the API answers is typed by its own declarations (tests/support/api_types.py).
"""

import os
import re
import subprocess
import sys

from tests.support.api_types import declarations
from tests.support.node import NODE, NoNode, install
from tests.support.served import ROOT

FOLDER = NODE / "types"
API = FOLDER / "api.d.ts"
PROJECTS = (ROOT / "jsconfig.json", FOLDER / "worker.json")
FAULT = re.compile(r"^\S.*?\(\d+,\d+\): error TS\d+")


def main():
    """0 when every file says its types and keeps them; else 1, and what is wrong is printed."""
    try:
        node = ready()
    except NoNode as reason:
        sys.stderr.write(f"NOT CHECKED: the types of the JavaScript: {reason}\n")
        return 1 if os.environ.get("CI") == "true" else 0
    faults = "".join(said(node, project) for project in PROJECTS)
    sys.stdout.write(f"{faults}types of web/: {'wrong' if faults else 'as said'}\n")
    return 1 if faults else 0


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


if __name__ == "__main__":
    sys.exit(main())
