"""Ask the package index whether anything is known against the locked packages: a part of `make lint`.

What cannot be asked is said loudly and fails nothing: no network, and versions that an index keeps no page of. Whether
a stranger's server answers today is no fault of the code.
"""

import json
import subprocess
import sys

from tests.support.served import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")
PATIENCE_S = 120
ALLOWED = {}
"""Id of an advisory that was looked into, and why it does not matter here."""


class Unreachable(Exception):
    """The index did not answer; the text is the last thing that was said."""


def main():
    """0 when nothing is known against any package that the index could be asked about; else 1, and it is printed."""
    try:
        packages = asked()
    except Unreachable as reason:
        sys.stderr.write(f"NOT CHECKED: advisories: the package index does not answer: {reason}\n")
        return 0
    known, unknown = advisories(packages), [each["name"] for each in packages if "skip_reason" in each]
    sys.stdout.write("".join(f"{name} {version}: {about}\n" for name, version, about in known))
    if unknown:
        sys.stderr.write(f"NOT CHECKED: advisories of {len(unknown)} packages that the index shows no version of\n")
    sys.stdout.write(f"advisories for {len(packages) - len(unknown)} packages: {len(known) or 'none'}\n")
    return 1 if known else 0


def asked():
    """What pip-audit says of each locked package. Raises Unreachable."""
    locks = [argument for lock in LOCKS for argument in ("--requirement", lock)]
    how = ["--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    command = [sys.executable, "-m", "pip_audit", *how, *locks]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        return json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        raise Unreachable(f"nothing came in {PATIENCE_S} seconds") from None
    except ValueError:
        raise Unreachable(done.stderr.strip().splitlines()[-1][:200] if done.stderr else "nothing was said") from None


def advisories(packages):
    """(name, version, what is known) of each advisory that nobody has looked into."""
    return [
        (each["name"], each["version"], f"{one['id']}, mended in {', '.join(one['fix_versions']) or 'no version'}")
        for each in packages
        for one in each.get("vulns", ())
        if not {one["id"], *one["aliases"]} & ALLOWED.keys()
    ]


if __name__ == "__main__":
    sys.exit(main())
