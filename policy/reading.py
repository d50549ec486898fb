"""Read policy data files into frozen dataclasses, or refuse, naming file and line.

CSV for flat tables, YAML for nested ones, JSON for words. pydantic checks the types; what spans several items is
checked by the module that owns the data, which refuses through `Source.refuse`.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

T = TypeVar("T")
DATA = Path(__file__).parent / "data"
NO_OTHER_KEYS = ConfigDict(extra="forbid")  # as `__pydantic_config__` of an item: a misspelt key is refused


class BadPolicyData(Exception):
    """Policy data that cannot be trusted; the text names file, line and what is wrong."""

    def __init__(self, file: Path, line: int, what: str) -> None:
        super().__init__(f"{file.name}:{line}: {what}")


@dataclass(frozen=True)
class Source(Generic[T]):
    """The items of one data file, each with the line it starts on."""

    file: Path
    items: tuple[T, ...]
    lines: tuple[int, ...]

    def refuse(self, index: int, what: str) -> NoReturn:
        """Refuse the file because of item `index`."""
        raise BadPolicyData(self.file, self.lines[index], what)


def read_csv(file: Path, row_type: type[T]) -> Source[T]:
    """Rows of a UTF-8 CSV with a header line, each checked as `row_type`; an empty cell is None."""
    adapter = TypeAdapter(row_type)
    rows, lines = [], []
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        for cells in reader:
            try:
                rows.append(adapter.validate_python({key: value or None for key, value in cells.items()}))
            except ValidationError as error:
                raise BadPolicyData(file, reader.line_num, _said(error)) from None
            lines.append(reader.line_num)
    return Source(file, tuple(rows), tuple(lines))


def read_yaml(file: Path, item_type: type[T]) -> Source[T]:
    """Items of a YAML list, each checked as `item_type`."""
    text = file.read_text(encoding="utf-8")
    try:
        node, values = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise BadPolicyData(file, mark.line + 1 if mark else 1, error.problem or "not YAML") from None
    if not isinstance(node, yaml.SequenceNode):
        raise BadPolicyData(file, 1, "a list is expected")
    adapter = TypeAdapter(item_type)
    items = []
    for value, item_node in zip(values, node.value, strict=True):
        try:
            items.append(adapter.validate_python(value))
        except ValidationError as error:
            raise BadPolicyData(file, _line_at(item_node, error.errors()[0]["loc"]), _said(error)) from None
    return Source(file, tuple(items), tuple(_line_at(item, ()) for item in node.value))


def read_words(file: Path) -> dict[str, str]:
    """A flat JSON object of texts by code."""
    try:
        words: dict[str, str] = json.loads(
            file.read_text(encoding="utf-8"), object_pairs_hook=lambda pairs: _unique(file, pairs)
        )
    except json.JSONDecodeError as error:
        raise BadPolicyData(file, error.lineno, error.msg) from None
    for code, text in words.items():
        if not isinstance(text, str) or not text.strip():
            raise BadPolicyData(file, 1, f"{code}: a text is expected")
    return words


def _unique(file: Path, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for code, text in pairs:
        if code in seen:
            raise BadPolicyData(file, 1, f"{code}: said twice")
        seen[code] = text
    return seen


def _said(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]


def _line_at(node: yaml.Node, loc: tuple[int | str, ...]) -> int:
    """The line of the deepest part of `loc` that the YAML node has."""
    for part in loc:
        child = _child(node, part)
        if child is None:
            break
        node = child
    return node.start_mark.line + 1


def _child(node: yaml.Node, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        found: yaml.Node = node.value[part]
        return found
    return None
