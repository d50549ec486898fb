"""What Lighthouse says of the pages on a phone: `make lighthouse` serves the demo, asks, and writes docs/lighthouse.md.

Lighthouse is locked in tests/node/lighthouse and installed when it is first wanted; the browser is Chromium of the
system. The mobile profile is Lighthouse's own, its slow network and slow processor are simulated.
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.support.node import NODE, NoNode, install
from tests.support.served import ROOT, serving
from tests.web.browsing import ARGUMENTS, CHROMIUM

FOLDER = NODE / "lighthouse"
REPORT = ROOT / "docs/lighthouse.md"
AT_LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100}
PAGES = {
    "phone, first screen": "/",
    "phone, what it is about": "/#/about",
    "phone, follow by receipt": "/#/follow",
    "console, log-in": "/console/",
    "the API": "/api",
}
TURNS = 3
ATTEMPTS = 3
"""A busy machine makes Chromium lose the trace of a load now and then (NO_NAVSTART); such a look never happened."""
PROFILE = ["--headless=new", "--disable-quic", "--lang=zh-CN", "--accept-lang=zh-CN"]
MEASURES = {
    "first paint": "first-contentful-paint",
    "largest paint": "largest-contentful-paint",
    "blocked": "total-blocking-time",
    "moved": "cumulative-layout-shift",
    "on the wire": "total-byte-weight",
}


class Seen(NamedTuple):
    """One look at one page: points of 100 by category, measures as Lighthouse writes them, what cost points."""

    points: dict
    measures: dict
    faults: list
    version: str
    browser: str

    @property
    def is_good(self):
        return all(self.points[category] >= bound for category, bound in AT_LEAST.items())


def look(url):
    """One look at a page. Raises NoNode where Lighthouse or the browser is missing."""
    node = install(FOLDER, "lighthouse")
    if not Path(CHROMIUM).exists():
        raise NoNode(f"no {CHROMIUM} here (Debian: apt-get install chromium)")
    command = [node, str(FOLDER / "node_modules/lighthouse/cli/index.js"), url, "--quiet", "--output=json"]
    command += ["--throttling-method=simulate", f"--only-categories={','.join(AT_LEAST)}"]
    command += ["--no-enable-error-reporting", f"--chrome-flags={' '.join([*ARGUMENTS, *PROFILE])}"]
    env = os.environ | {"CHROME_PATH": CHROMIUM}
    for _ in range(ATTEMPTS):
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=180, check=False)
        if done.returncode == 0:
            return read(json.loads(done.stdout))
    raise RuntimeError(f"Lighthouse failed: {done.stderr[-600:]}")


def read(result):
    """What matters of Lighthouse's result (its LHR, as --output=json writes it)."""
    audits, categories = result["audits"], result["categories"]
    faults = {
        f"{ref['id']}: {audits[ref['id']].get('displayValue') or audits[ref['id']]['title']}"
        for category in categories.values()
        for ref in category["auditRefs"]
        if ref["weight"] and (audits[ref["id"]]["score"] or 0) < 0.9 and audits[ref["id"]]["score"] is not None
    }
    return Seen(
        points={name: round(100 * category["score"]) for name, category in categories.items()},
        measures={name: _written(audits[audit]["displayValue"]) for name, audit in MEASURES.items()},
        faults=sorted(faults),
        version=result["lighthouseVersion"],
        browser=result["environment"]["hostUserAgent"].partition("Chrome/")[2].split(".")[0],
    )


def _written(value):
    return value.replace("\u00a0", " ").removeprefix("Total size was ")


def typical(looks):
    """The look of median performance, with the worst that any look found in the other categories."""
    middle = median(one.points["performance"] for one in looks)
    chosen = min(looks, key=lambda one: abs(one.points["performance"] - middle))
    worst = {name: min(one.points[name] for one in looks) for name in AT_LEAST if name != "performance"}
    return chosen._replace(
        points=chosen.points | worst, faults=sorted({fault for one in looks for fault in one.faults})
    )


def page_of(rows, day):
    """docs/lighthouse.md."""
    one = next(iter(rows.values()))
    bounds = ", ".join(f"{name.replace('-', ' ')} {bound}" for name, bound in AT_LEAST.items())
    titles = ["page", *(name.replace("-", " ") for name in AT_LEAST), *MEASURES]
    lines = [
        [f"{name}, `{PAGES[name]}`", *(str(seen.points[category]) for category in AT_LEAST), *seen.measures.values()]
        for name, seen in rows.items()
    ]
    table = "\n".join(f"| {' | '.join(line)} |" for line in [titles, ["---"] * len(titles), *lines])
    return f"""# Lighthouse

Points of 100 that Lighthouse {one.version} gives each page on a phone, written by `make lighthouse` on {day} with
Chromium {one.browser} and the demo; the median of {TURNS} looks for performance, the worst of them for the rest.
The command fails below {bounds}.
Network (1.6 Mbit/s, 150 ms) and processor (a quarter of this one) are simulated; a busy machine costs points.

{table}
"""


def main():
    """0 when every page is good enough."""
    rows = {}
    with TemporaryDirectory() as folder, serving(Path(folder)) as running:
        for name, path in PAGES.items():
            rows[name] = typical([look(running.base_url + path) for _ in range(TURNS)])
            say(name, rows[name])
    REPORT.write_text(page_of(rows, datetime.now(UTC).date()), encoding="utf-8")
    return 0 if all(seen.is_good for seen in rows.values()) else 1


def say(name, seen):
    """A line for a page, and what cost it too much."""
    lines = [", ".join([name, *(f"{category} {points}" for category, points in seen.points.items())])]
    lines += [] if seen.is_good else [f"  {fault}" for fault in seen.faults]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
