"""What a measurement gives, and how two things are compared: in turns, so that a busy machine is unfair to neither."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

MILLI = 1000.0
NANO = 1e9


@dataclass(frozen=True)
class Measure:
    """One line of the result. `at_least` is a floor for `ratio`, or a ceiling where `is_ceiling`; so is `aim`."""

    name: str
    ratio: float
    at_least: float
    aim: float
    is_ceiling: bool = False
    note: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether `at_least` is met."""
        return self.ratio <= self.at_least if self.is_ceiling else self.ratio >= self.at_least


def in_turns(one: Callable[[], float], other: Callable[[], float], rounds: int) -> tuple[float, float, float]:
    """Medians of both over A/B/A/B…, and the median of the ratios of neighbouring rounds (one / other)."""
    pairs = [(one(), other()) for _ in range(rounds)]
    ratio = statistics.median(first / second for first, second in pairs)
    return statistics.median(first for first, _ in pairs), statistics.median(second for _, second in pairs), ratio


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def spread(seconds: Sequence[float]) -> str:
    """Median, 95th and 99th percentile, in milliseconds."""
    return " ".join(f"p{percent} {percentile(seconds, percent) * MILLI:.1f} ms" for percent in (50, 95, 99))


def ran_s(pid: int) -> float:
    """Processor seconds of the first thread of a process so far, by Linux."""
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / NANO
