"""Whether the tests of keys, receipts, permissions and moves notice a change: `make mutate` writes docs/mutation.md.

Functions are changed by mutmut in a copy of the files (its settings are in pyproject.toml), tables by
tests.support.table_mutants. A survivor needs a reason, which is written into the page by hand and kept from then on.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support import table_mutants
from tests.support.secret_scan import tracked
from tests.support.served import ROOT

PAGE = ROOT / "docs" / "mutation.md"
AT_LEAST = 80
AT_ONCE = os.cpu_count() or 1
NO_REASON = "**not looked into yet**"
NOTICED = {1, 3, -24, 24, 36, 152, 255}
"""How a run with a change ends that was noticed: a test failed, could not be collected, or never came to an end."""
HEAD = f"""# Changes that tests notice

Written by `make mutate`: small changes are made to the code of keys, receipts, permissions and moves, one at a
time, and the tests of that room are run. A change that no test notices is a survivor: a hole in the tests, or a change
that makes no difference. At least {AT_LEAST} of 100 have to be noticed in each place, and each survivor has its reason
below. The column of reasons is written by hand; the rest is not. Functions are changed by mutmut, which leaves methods
with a decorator of their own alone; tables entry by entry (`tests/support/table_mutants.py`).
"""
FUNCTION = re.compile(r"x(?:ǁ(?P<owner>\w+?)ǁ|_)(?P<name>\w+)__mutmut_\d+")
SHOWN = """
import json, sys
from mutmut.mutation.diff_apply import get_diff_for_mutant
print(json.dumps([get_diff_for_mutant(name) for name in sys.argv[1:]]))
"""
ROW = re.compile(r"\| (?!`|where |place )")
"""A line of the table of survivors."""


def main():
    """0 when every place has its share, and every survivor its reason."""
    with TemporaryDirectory() as folder:
        functions, living = of_functions(Path(folder))
    tables, left = table_mutants.survivors(AT_ONCE)
    tried = functions + Counter(place_of(each) for each in tables)
    living += [(place_of(each), each.change) for each in left]
    reasons = reasons_in(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    PAGE.write_text(page(tried, living, reasons), encoding="utf-8")
    open_ones = [where for where, change in living if (where, change) not in reasons]
    poor = [place for place in tried if share(place, tried, living) < AT_LEAST]
    sys.stdout.write(f"\nchanges: {tried.total()}, survivors: {len(living)}, without a reason: {len(open_ones)}\n")
    sys.stdout.write("".join(f"{place}: less than {AT_LEAST} of 100\n" for place in poor))
    return 1 if open_ones or poor else 0


def of_functions(copy):
    """How many changes mutmut made in each file, and [(where, change)] of the survivors."""
    for name in tracked():
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(AT_ONCE)]
    subprocess.run(command, cwd=copy, check=True)
    return counted(copy)


def counted(copy):
    """The same of a run that has ended."""
    tried, living = Counter(), []
    for meta in sorted((copy / "mutants").rglob("*.py.meta")):
        ends = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        file = str(meta.relative_to(copy / "mutants")).removesuffix(".meta")
        tried[file] += len(ends)
        living += [(file, name) for name, end in ends.items() if end not in NOTICED]
    asked = [sys.executable, "-c", SHOWN, *(name for _, name in living)]
    shown = json.loads(subprocess.run(asked, cwd=copy, capture_output=True, text=True, check=True).stdout)
    return tried, [described(file, name, change) for (file, name), change in zip(living, shown, strict=True)]


def described(file, name, shown):
    """Where a survivor is, and the lines as they are and as they were changed."""
    lines = [line for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}]
    found = FUNCTION.search(name)
    owner = f"{found['owner']}." if found["owner"] else ""
    taken, put = (" ".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return f"{file}: {owner}{found['name']}", f"`{taken}` → `{put}`"


def place_of(spoilt):
    return f"{spoilt.module.__name__.replace('.', '/')}.py, {spoilt.table}"


def share(place, tried, living):
    """How many of a hundred changes in a file or a table were noticed."""
    lived = sum(where == place or where.startswith(f"{place}: ") for where, _ in living)
    return 100 * (tried[place] - lived) // tried[place]


def page(tried, living, reasons):
    """The whole page as Markdown."""
    rows = [f"| `{place}` | {tried[place]} | {share(place, tried, living)} |" for place in sorted(tried)]
    lines = [HEAD, "| place | changes | noticed of 100 |", "|---|---|---|", *rows, "", "# Survivors", ""]
    lines += ["| where | change | why it may live |", "|---|---|---|"]
    for where, change in sorted(living):
        lines.append(f"| {where} | {escaped(change)} | {reasons.get((where, change), NO_REASON)} |")
    return "\n".join([*lines, ""])


def escaped(change):
    """As a cell of a table holds it."""
    return change.replace("|", "\\|")


def reasons_in(text):
    """The reasons that were written before, by place and change."""
    rows = [re.split(r"(?<!\\) \| ", line.strip("| ")) for line in text.splitlines() if ROW.match(line)]
    cells = [row for row in rows if len(row) == len(("where", "change", "why"))]
    return {(where, change.replace("\\|", "|")): why for where, change, why in cells if why != NO_REASON}


if __name__ == "__main__":
    sys.exit(main())
