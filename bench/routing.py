"""Routing one report: pure, on the whole tree of divisions with an education office in each."""

from __future__ import annotations

import statistics
import time

import policy
from bench.measures import Measure
from policy.routing import EDUCATION, route

AT_LEAST, AIM = 20_000, 100_000
ROUNDS, REPEAT = 7, 10


def routing() -> list[Measure]:
    """Reports a second, over every division that takes reports."""
    known = policy.load()
    codes = [code for code in known.divisions.by_code if known.divisions.reportable(code)]
    directory = {(code, EDUCATION): code for code in known.divisions.by_code}
    matters = list(known.matters.by_code)
    asked = [(code, matters[number % len(matters)]) for number, code in enumerate(codes)] * REPEAT
    speeds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for code, matter in asked:
            route(known.divisions, known.matters, directory, code, matter)
        speeds.append(len(asked) / (time.perf_counter() - begun))
    note = f"{len(codes)} divisions, {len(matters)} matters"
    return [Measure("routing one report, per second", statistics.median(speeds), AT_LEAST, AIM, note=note)]
