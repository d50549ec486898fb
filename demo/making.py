"""Rows of synthetic cases, made part by part; for many cases by processes of their own, while others are stored.

A thread would not do: SQLite's driver lets go of the interpreter at each row, and whoever makes rows keeps it for long.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from random import Random
from typing import Final

from demo.copies import Copier, Rows
from demo.stencils import Stencil

AT_ONCE: Final = 1_000
WORTH_A_PROCESS: Final = 20_000
"""Cases: a process takes a second or two to begin."""
MOST_PROCESSES: Final = 3
END_S: Final = 10


@dataclass(frozen=True)
class Sheets:
    """All stencils, and how many cases are copied from each, in proportion."""

    stencils: Sequence[Stencil]
    weights: Sequence[float]


@dataclass(frozen=True)
class Lot:
    """So many cases are to be made of these sheets; what is drawn follows from the seed, whoever draws it."""

    sheets: Sheets
    cases: int
    seed: int
    there: Collection[str]
    """References that are taken."""

    @property
    def parts(self) -> list[range]:
        """The cases by number, as many together as are made at once."""
        return [range(first, min(first + AT_ONCE, self.cases)) for first in range(0, self.cases, AT_ONCE)]


def fitting(cases: int) -> int:
    """How many processes are to make so many cases: this one stores them, and needs a core, too."""
    return min(max((os.cpu_count() or 1) - 1, 1), MOST_PROCESSES) if cases >= WORTH_A_PROCESS else 0


@contextmanager
def making(lot: Lot, processes: int) -> Iterator[Iterator[Rows]]:
    """The rows of all parts, in order, by so many processes; with none, by this one as they are asked for.

    EOFError when a process ended too early.
    """
    if not processes:
        yield rows_of(lot, lot.parts)
        return
    context = multiprocessing.get_context("spawn")
    makers, pipes = [], []
    try:
        for number in range(processes):
            here, there = context.Pipe(duplex=False)
            maker = context.Process(target=send_rows, args=(there, lot, number, processes), daemon=True)
            maker.start()
            there.close()  # so that the pipe ends with its process
            makers.append(maker)
            pipes.append(here)
        yield (pipes[number % processes].recv() for number in range(len(lot.parts)))
    finally:
        for pipe in pipes:
            pipe.close()  # and the process with its pipe
        for maker in makers:
            maker.join(END_S)
            maker.terminate()


def send_rows(pipe: Connection, lot: Lot, first: int, step: int) -> None:
    """In a process of its own: make every so-manieth part, and wait until it is wanted; ends when nobody listens."""
    try:
        for rows in rows_of(lot, lot.parts[first::step]):
            pipe.send(rows)
    except (BrokenPipeError, KeyboardInterrupt):
        return


def rows_of(lot: Lot, parts: Sequence[range]) -> Iterator[Rows]:
    """The rows of these parts."""
    copier = Copier(lot.cases, lot.there)
    for part in parts:
        chance = Random(f"{lot.seed}/copies/{part.start}")  # noqa: S311 - no secrets
        copier.begin_at(part.start)
        for stencil in chance.choices(lot.sheets.stencils, lot.sheets.weights, k=len(part)):
            copier.copy(stencil, chance.choice(stencil.courses))
        yield copier.taken()
