"""Places of GB/T 2260: where a school or a tutor is, from the county up to the country.

Three files: `divisions.csv` (today's units), `areas.csv` (functional areas with an office of their own, such as
development zones), `former_divisions.csv` (codes and names that are no longer in force).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from policy.place_search import Named, Rank, ranks
from policy.reading import DATA, Source, read_csv


class Level(StrEnum):
    """How high a division stands; a division lies under one of a higher level."""

    COUNTRY = "country"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    AREA = "area"

    @property
    def depth(self) -> int:
        """0 for the country, growing downward."""
        return _DEPTHS[self]


_DEPTHS = {level: depth for depth, level in enumerate(Level)}


class UnknownDivision(Exception):
    """A code that is not in force; `Divisions.today` finds the successor of a former one."""


@dataclass(frozen=True)
class Division:
    """One unit; `full_name` begins with the province, `parent_code` is None for the country only."""

    code: str
    name: str
    level: Level
    parent_code: str | None
    full_name: str


@dataclass(frozen=True)
class DivisionRow:
    """A line of `divisions.csv`; a line without parent lies under the country."""

    code: str
    name: str
    level: Level
    parent_code: str | None


@dataclass(frozen=True)
class AreaRow:
    """A line of `areas.csv`; the parent is the host city."""

    code: str
    name: str
    parent_code: str


@dataclass(frozen=True)
class FormerRow:
    """A line of `former_divisions.csv`; `code` is the unit of today."""

    former_code: str
    former_name: str
    code: str


@dataclass(frozen=True)
class Divisions:
    """Every division, by code; parents stand before their children."""

    root: Division
    by_code: Mapping[str, Division]
    chains: Mapping[str, tuple[Division, ...]]
    former: Mapping[str, str]
    names: tuple[Named, ...]
    _children: Mapping[str, tuple[Division, ...]]
    _reportable: frozenset[str]
    _became: Mapping[str, tuple[str, ...]]

    def __iter__(self) -> Iterator[Division]:
        return iter(self.by_code.values())

    def get(self, code: str) -> Division | None:
        """The division in force under this code."""
        return self.by_code.get(code)

    def today(self, code: str) -> Division | None:
        """The division in force under this code or, for a former code, its successor (a city if the unit was split)."""
        return self.by_code.get(self.former.get(code, code))

    def standing(self, code: str) -> Division:
        """The division of a row that outlived the data: today's, or the country where there is none at all."""
        return self.today(code) or self.root

    def formerly(self, code: str) -> tuple[str, ...]:
        """The former codes that became this county, area or city without counties; none for one that was split up."""
        return self._became.get(code, ())

    def reportable(self, code: str) -> bool:
        """Whether a report can name this place: counties, areas, and prefectures that have no counties."""
        return code in self._reportable

    @property
    def reportable_codes(self) -> frozenset[str]:
        """Every code a report can name."""
        return self._reportable

    @property
    def ever(self) -> frozenset[str]:
        """Every code in force, and every former one that has a successor."""
        return frozenset(self.by_code).union(self.former)

    def chain(self, code: str) -> tuple[Division, ...]:
        """From the place upward to the country, both included; `UnknownDivision` if the code is not in force."""
        try:
            return self.chains[code]
        except KeyError:
            raise UnknownDivision(code) from None

    def children(self, code: str) -> tuple[Division, ...]:
        """The divisions directly below, by code; a city's areas are among them."""
        self.chain(code)
        return self._children.get(code, ())

    def search(self, text: str, limit: int) -> tuple[Division, ...]:
        """At most `limit` places for what a person types: names of today, former names, names run together, codes.

        Best first (`Rank`), then by code. A former name finds today's place; where the unit was split it finds the
        city, so that the reporter chooses.
        """
        typed = "".join(text.split())
        by_code = self.today(typed)
        if by_code is not None:
            return (by_code,)[:limit]
        found: dict[str, Rank] = ranks(self.names, typed)
        best = sorted(found, key=lambda code: (found[code], code))
        return tuple(self.by_code[code] for code in best[:limit])


def load_divisions(data: Path = DATA) -> Divisions:
    """The divisions of the data folder; `BadPolicyData` names file and line of what cannot be trusted."""
    rows = read_csv(data / "divisions.csv", DivisionRow)
    areas = read_csv(data / "areas.csv", AreaRow)
    former = read_csv(data / "former_divisions.csv", FormerRow)
    by_code = _placed(rows, areas)
    _check_former(former, by_code)
    chains = {code: tuple(_upward(by_code, code)) for code in by_code}
    reportable = frozenset(_reportable(by_code))
    return Divisions(
        root=next(division for division in by_code.values() if division.level is Level.COUNTRY),
        by_code=by_code,
        chains=chains,
        former={row.former_code: row.code for row in former.items},
        names=(*_names_of_today(by_code), *(_former_name(row, by_code) for row in former.items)),
        _children=_children(by_code),
        _reportable=reportable,
        _became=_became(former, reportable),
    )


def _placed(rows: Source[DivisionRow], areas: Source[AreaRow]) -> dict[str, Division]:
    """Every row under its parent, highest level first."""
    drafts = _drafts(rows, areas)
    roots = [code for code, (row, _, _) in drafts.items() if row.level is Level.COUNTRY]
    if len(roots) != 1:
        rows.refuse(0, f"one division of level country is expected, not {len(roots)}")
    placed: dict[str, Division] = {}
    for row, source, index in sorted(drafts.values(), key=lambda draft: (draft[0].level.depth, draft[0].code)):
        placed[row.code] = _under_parent(row, source, index, placed, roots[0])
    return placed


def _under_parent(
    row: DivisionRow, source: Source[DivisionRow] | Source[AreaRow], index: int, placed: dict[str, Division], root: str
) -> Division:
    if row.level is Level.COUNTRY:
        return Division(row.code, row.name, row.level, None, row.name)
    parent = placed.get(row.parent_code or root)
    if parent is None or parent.level.depth >= row.level.depth:
        source.refuse(index, f"{row.code}: parent {row.parent_code} is unknown or not of a higher level")
    above = "" if parent.level is Level.COUNTRY else parent.full_name
    return Division(row.code, row.name, row.level, parent.code, above + row.name)


Draft = tuple[DivisionRow, Source[DivisionRow] | Source[AreaRow], int]


def _drafts(rows: Source[DivisionRow], areas: Source[AreaRow]) -> dict[str, Draft]:
    listed: list[Draft] = [(row, rows, index) for index, row in enumerate(rows.items)]
    for index, area in enumerate(areas.items):
        listed.append((DivisionRow(area.code, area.name, Level.AREA, area.parent_code), areas, index))
    drafts: dict[str, Draft] = {}
    for row, source, index in listed:
        if row.code in drafts:
            source.refuse(index, f"code {row.code} is given twice")
        drafts[row.code] = (row, source, index)
    return drafts


def _upward(by_code: Mapping[str, Division], code: str | None) -> Iterator[Division]:
    while code is not None:
        division = by_code[code]
        yield division
        code = division.parent_code


def _children(by_code: Mapping[str, Division]) -> dict[str, tuple[Division, ...]]:
    below: dict[str, list[Division]] = {}
    for division in sorted(by_code.values(), key=lambda division: division.code):
        if division.parent_code is not None:
            below.setdefault(division.parent_code, []).append(division)
    return {code: tuple(children) for code, children in below.items()}


def _reportable(by_code: Mapping[str, Division]) -> Iterator[str]:
    with_counties = {division.parent_code for division in by_code.values() if division.level is Level.COUNTY}
    for division in by_code.values():
        childless_city = division.level is Level.PREFECTURE and division.code not in with_counties
        if childless_city or division.level in {Level.COUNTY, Level.AREA}:
            yield division.code


def _became(former: Source[FormerRow], reportable: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The former codes of each division that a report can name, in their order."""
    became: dict[str, tuple[str, ...]] = {}
    for row in sorted(former.items, key=lambda row: row.former_code):
        if row.code in reportable:
            became[row.code] = (*became.get(row.code, ()), row.former_code)
    return became


def _names_of_today(by_code: Mapping[str, Division]) -> Iterator[Named]:
    for division in by_code.values():
        yield Named(division.name, division.full_name, division.code, division.parent_code, is_today=True)


def _former_name(row: FormerRow, by_code: Mapping[str, Division]) -> Named:
    """A former name stands beside its successor or, if that is a city, under it; the city's name before it goes."""
    successor = by_code[row.code]
    below = successor.level in {Level.COUNTY, Level.AREA} and successor.parent_code is not None
    home = by_code[successor.parent_code or row.code] if below else successor
    name = row.former_name.removeprefix(home.name) or row.former_name
    return Named(name, home.full_name + name, row.code, home.code, is_today=False)


def _check_former(former: Source[FormerRow], by_code: Mapping[str, Division]) -> None:
    seen: set[str] = set()
    for index, row in enumerate(former.items):
        if row.code not in by_code:
            former.refuse(index, f"{row.former_code}: successor {row.code} is unknown")
        if row.former_code in by_code or row.former_code in seen:
            former.refuse(index, f"former code {row.former_code} is still in force or given twice")
        seen.add(row.former_code)
