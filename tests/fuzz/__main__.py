"""Try targets with inputs that grow out of their seeds, guided by the branches they reach (atheris, libFuzzer).

`python -m tests.fuzz [NAME ...]` tries each as often as tests.fuzz.targets says; `--seconds S` each for so long, going
on from where the last time ended. What breaks a target stays in its folder below `.fuzz/` (`--folder`).
"""

import argparse
import importlib.util
import os
import sys
from pathlib import Path

from tests.fuzz.targets import TARGETS, found
from tests.support.served import ROOT

INSTRUMENTED = ["security", "policy", "api", "services"]
BOUNDS = ("-seed=1", "-len_control=0", "-timeout=30", "-rss_limit_mb=3000")
SAID_AT_LAST = 3000


def main():
    """0 when nothing broke; else 1, and the end of what each broken one said is printed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(TARGETS)}")
    parser.add_argument("--folder", type=Path, default=ROOT / ".fuzz")
    parser.add_argument("--seconds", type=int)
    asked = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        sys.stderr.write("NOT CHECKED: hostile inputs: atheris is for Linux on x86_64 only\n")
        return 0
    names = asked.names or list(TARGETS)
    targets = {name: imported(name) for name in names}
    broken = [name for name, target in targets.items() if breaks(name, target, asked)]
    sys.stdout.write(f"targets tried: {len(names)}, broken: {', '.join(broken) or 'none'}\n")
    return 1 if broken else 0


def imported(name):
    """Function and seeds of a target, whose branches are counted from here on."""
    import atheris  # noqa: PLC0415 - there is none for some machines

    with atheris.instrument_imports(include=INSTRUMENTED):
        return found(name)


def breaks(name, target, asked):
    """Whether a target broke in a process of its own: libFuzzer ends the one it runs in."""
    folder = asked.folder / name
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    said = folder / "said.txt"
    child = os.fork()
    if child == 0:
        with said.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        fuzz(*target, folder, bound_of(name, asked.seconds))
    _, status = os.waitpid(child, 0)
    if status:
        sys.stdout.write(f"--- {name}\n{said.read_text(errors='replace')[-SAID_AT_LAST:]}\n")
    return bool(status)


def bound_of(name, seconds):
    """How long it is tried."""
    return f"-runs={TARGETS[name][1]}" if seconds is None else f"-max_total_time={seconds}"


def fuzz(function, seeds, folder, bound):
    """Does not come back."""
    import atheris  # noqa: PLC0415 - as above

    for number, seed in enumerate(seeds):
        (folder / "corpus" / f"seed{number}").write_bytes(seed)
    options = [bound, *BOUNDS, f"-artifact_prefix={folder}/", str(folder / "corpus")]
    atheris.Setup([sys.argv[0], *options], function)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
