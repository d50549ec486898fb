"""Run the measurements, print the ratios, write `bench/result.json`; exit 1 when one misses its `at_least`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from bench.bulk import bulk
from bench.filing import filing
from bench.first_load import first_load
from bench.flood import flood
from bench.lists import lists
from bench.looking import looking
from bench.measures import Measure
from bench.oracle import log_ins, oracle
from bench.queue_pages import queue_pages
from bench.relaying import relaying
from bench.rotation import rotation
from bench.routing import routing
from bench.writers import writers

RESULT = Path(__file__).parent / "result.json"


@dataclass(frozen=True)
class Sizes:
    """How much the long measurements are given."""

    cases: int
    reports: int


PART, WHOLE = Sizes(cases=100_000, reports=20_000), Sizes(cases=1_000_000, reports=100_000)
ENGINES = ("postgresql", "sqlite")


def all_of(function: Callable[[str], list[Measure]]) -> list[Measure]:
    """On both engines."""
    return list(chain.from_iterable(map(function, ENGINES)))


def measurements(sizes: Sizes) -> Mapping[str, Callable[[], list[Measure]]]:
    """What can be measured, by name."""
    return {
        "filing": partial(all_of, filing),
        "looking": partial(all_of, looking),
        "routing": routing,
        "relaying": relaying,
        "writers": writers,
        "queue": partial(all_of, partial(queue_pages, many=sizes.cases)),
        "lists": partial(lists, sizes.cases),
        "rotation": partial(all_of, partial(rotation, reports=sizes.reports)),
        "bulk": partial(all_of, bulk),
        "oracle": partial(all_of, oracle),
        "log_ins": partial(all_of, log_ins),
        "flood": partial(all_of, flood),
        "first_load": first_load,
    }


def main() -> int:
    """All measurements, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--million", action="store_true", help="1,000,000 cases, keys of 100,000 reports")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(measurements(PART))}; all when absent")
    asked = parser.parse_args()
    known = measurements(WHOLE if asked.million else PART)
    done = [shown(measure) for name in asked.names or known for measure in timed(name, known[name])]
    result = [
        {"name": each.name, "ratio": round(each.ratio, 3), "at_least": each.at_least, "aim": each.aim, "ok": each.is_ok}
        for each in done
    ]
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    missed = [each for each in done if not each.is_ok]
    print(f"{len(done) - len(missed)} of {len(done)} meet their bound.")
    for each in missed:
        shown(each)
    return 1 if missed else 0


def timed(name: str, measure: Callable[[], list[Measure]]) -> list[Measure]:
    """What a measurement gives; how long it took goes beside the results."""
    begun = time.perf_counter()
    measured = measure()
    print(f"{name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    return measured


def shown(measure: Measure) -> Measure:
    """Print one line."""
    sign = "≤" if measure.is_ceiling else "≥"
    verdict = "ok  " if measure.is_ok else "MISS"
    bounds = f"{sign} {measure.at_least:g}, aim {measure.aim:g}"
    print(f"{verdict} {measure.ratio:10.2f}  {measure.name} ({bounds}): {measure.note}", flush=True)
    return measure


if __name__ == "__main__":
    sys.exit(main())
