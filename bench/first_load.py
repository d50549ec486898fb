"""The phone app's first load: its page, every file that the page asks for, and the words, each compressed by itself.

What is fetched when it is first shown (`import()`) is not of it.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from bench.measures import Measure
from tests.support.served import ROOT

AT_LEAST_KB, AIM_KB = 60.0, 45.0
WEB = ROOT / "web"
IN_HTML = re.compile(r"""(?:href|src)="/(web/[^"]+)\"""")
IN_SCRIPT = re.compile(r"""(?:from|import)\s*["']([./][^"']+\.js)["']""")
IN_CSS = re.compile(r"""(?:@import\s+|url\()["']?([^"')]+)""")


def first_load() -> list[Measure]:
    """Kilobytes (1,000 bytes) after gzip -6."""
    wanted = [WEB / "report" / "index.html", WEB / "shared" / "words" / "zh-Hans.json"]
    files = set[Path]()
    while wanted:
        file = wanted.pop()
        if file not in files:
            files.add(file)
            wanted += _asked_for(file)
    size = sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) / 1000
    return [
        Measure(
            "phone app, first load, gzip, kB", size, AT_LEAST_KB, AIM_KB, is_ceiling=True, note=f"{len(files)} files"
        )
    ]


def _asked_for(file: Path) -> list[Path]:
    found = {".html": IN_HTML, ".js": IN_SCRIPT, ".css": IN_CSS}.get(file.suffix)
    paths = found.findall(file.read_text(encoding="utf-8")) if found else []
    if file.suffix == ".html":
        return [ROOT / path for path in paths]
    return [ROOT / path.lstrip("/") if path.startswith("/") else (file.parent / path).resolve() for path in paths]
