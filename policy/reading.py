"""Read policy data files into frozen dataclasses, or refuse, naming file and line.

CSV for flat tables, YAML for nested ones, JSON for words. pydantic checks the types; what spans several items is
checked by the module that owns the data, which refuses through `Source.refuse`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
DATA = Path(__file__).parent / "data"
NO_OTHER_KEYS = ConfigDict(extra="forbid")  # as `__pydantic_config__` of an item: a misspelt key is refused
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the first is quicker, and not everywhere


class BadPolicyData(Exception):
    """Policy data that cannot be trusted; the text names file, line and what is wrong."""

    def __init__(self, file: Path, line: int, what: str) -> None:
        super().__init__(f"{file.name}:{line}: {what}")
        self.file = file

    def seen_from(self, folder: Path) -> BadPolicyData:
        """The same refusal of a file below `folder`, naming it from there."""
        named = (Path(folder.name) / self.file.relative_to(folder)).as_posix()
        self.args = (str(self).replace(self.file.name, named, 1),)
        return self


Place = tuple[Path, int]
"""A line of a file."""


@dataclass(frozen=True)
class Source(Generic[T]):
    """The items of one data file, with what an overlay lays over it; each with the line it starts on."""

    items: tuple[T, ...]
    places: tuple[Place, ...]

    def refuse(self, index: int, what: str) -> NoReturn:
        """Refuse the file that item `index` stands in."""
        raise BadPolicyData(*self.places[index], what)

    def one_of_each(
        self, members: Iterable[K], key: Callable[[T], K], is_right: Callable[[T], bool], otherwise: str
    ) -> dict[K, T]:
        """The items by their keys; refuses a member that is missing or given twice, and an item that is not right."""
        found: dict[K, T] = {}
        for index, item in enumerate(self.items):
            if key(item) in found or not is_right(item):
                self.refuse(index, f"{key(item)}: given twice, or {otherwise}")
            found[key(item)] = item
        missing = [str(member) for member in members if member not in found]
        if missing:
            self.refuse(0, f"{', '.join(missing)}: missing")
        return found

    def ordered(self, key: Callable[[T], Any]) -> Source[T]:
        """The same items in another order."""
        order = sorted(range(len(self.items)), key=lambda index: key(self.items[index]))
        return Source(tuple(self.items[index] for index in order), tuple(self.places[index] for index in order))


def read_csv(file: Path, row_type: type[T]) -> Source[T]:
    """Rows of a UTF-8 CSV with a header line, each checked as `row_type`; an empty cell is None."""
    adapter = TypeAdapter(row_type)
    rows, lines = [], []
    reader = csv.DictReader(StringIO(_text(file).removeprefix("\ufeff"), newline=""), strict=True)
    try:
        for cells in reader:
            if None in cells or None in cells.values():
                raise BadPolicyData(file, reader.line_num, f"{len(reader.fieldnames or ())} cells are expected")
            rows.append(adapter.validate_python({str(key): value or None for key, value in cells.items()}))
            lines.append(reader.line_num)
    except csv.Error as error:
        raise BadPolicyData(file, reader.reader.line_num, str(error)) from None
    except ValidationError as error:
        raise BadPolicyData(file, reader.line_num, _said(error)) from None
    return Source(tuple(rows), tuple((file, line) for line in lines))


def read_yaml(file: Path, item_type: type[T]) -> Source[T]:
    """Items of a YAML list, each checked as `item_type`."""
    node, values = _yaml(file)
    if not isinstance(node, yaml.SequenceNode):
        raise BadPolicyData(file, 1, "a list is expected")
    adapter = TypeAdapter(item_type)
    items = []
    for value, item_node in zip(values, node.value, strict=True):
        try:
            items.append(adapter.validate_python(value))
        except ValidationError as error:
            raise BadPolicyData(file, _line_at(item_node, error.errors()[0]["loc"]), _said(error)) from None
    return Source(tuple(items), tuple((file, _line_at(item, ())) for item in node.value))


def laid_over(
    name: str, data: Path, overlay: Path | None, read: Callable[[Path], Source[T]], key: Callable[[T], Hashable]
) -> Source[T]:
    """The items of a file with those of the overlay's file of the same name laid over them.

    An item of the overlay takes the place of all items with the same key, and stands at the end if there is none.
    """
    base = read(data / name)
    if overlay is None or not (overlay / name).exists():
        return base
    over = read(overlay / name)
    replacing: dict[Hashable, list[tuple[T, Place]]] = {}
    for item, place in zip(over.items, over.places, strict=True):
        replacing.setdefault(key(item), []).append((item, place))
    merged: dict[Hashable, list[tuple[T, Place]]] = {}
    for item, place in zip(base.items, base.places, strict=True):
        merged.setdefault(key(item), []).append((item, place))
    together = [pair for pairs in (merged | replacing).values() for pair in pairs]
    return Source(tuple(item for item, _ in together), tuple(place for _, place in together))


def read_words(file: Path) -> dict[str, str]:
    """A flat JSON object of texts by code."""
    try:
        words: dict[str, str] = json.loads(_text(file), object_pairs_hook=lambda pairs: _unique(file, pairs))
    except json.JSONDecodeError as error:
        raise BadPolicyData(file, error.lineno, error.msg) from None
    if not isinstance(words, dict):
        raise BadPolicyData(file, 1, "an object of texts is expected")
    for code, text in words.items():
        if not isinstance(text, str) or not text.strip():
            raise BadPolicyData(file, 1, f"{code}: a text is expected")
    return words


def _text(file: Path) -> str:
    """The text of a UTF-8 file, its line ends as they are."""
    content = file.read_bytes()
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise BadPolicyData(file, content.count(b"\n", 0, error.start) + 1, "not UTF-8") from None


def _yaml(file: Path) -> tuple[yaml.Node | None, Any]:
    """The nodes of a YAML file, which know their lines, and its values."""
    loader = LOADER(_text(file))
    try:
        node = loader.get_single_node()
        for mapping in _mappings(node):
            _refuse_doubled_key(file, mapping)
        return node, None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise BadPolicyData(file, mark.line + 1 if mark else 1, error.problem or "not YAML") from None
    except (yaml.YAMLError, ValueError) as error:  # a character, or a day such as 2026-02-30, that there is not
        raise BadPolicyData(file, 1, str(error).partition("\n")[0]) from None


def _mappings(root: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    """Every mapping in a document, once each, however often an alias names it."""
    seen, waiting = set(), [root]
    for node in waiting:
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            yield node
            waiting += (part for pair in node.value for part in pair)
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value


def _refuse_doubled_key(file: Path, mapping: yaml.MappingNode) -> None:
    """YAML forbids it (1.2, section 3.2.1.1), and yet its readers take the last and say nothing."""
    seen: set[str] = set()
    for key, _ in mapping.value:
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen:
                raise BadPolicyData(file, key.start_mark.line + 1, f"{key.value}: said twice")
            seen.add(key.value)


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
