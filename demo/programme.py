"""The demo's list of indicators, brought as an administrator brings one: the console shows it, and it can be undone."""

from __future__ import annotations

from demo.plan import DATA
from policy.registry import ListKind
from services.registry.imports import apply_import, begin_import
from services.work import Work


def bring_programme(work: Work) -> None:
    """Check the list and apply it: it has fewer lines than are applied at once."""
    made = begin_import(work, None, ListKind.INDICATORS, (DATA / "indicators.csv").read_bytes())
    apply_import(work, made.id)
