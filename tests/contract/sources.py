"""The project's own source files, read once."""

import ast
import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOREIGN = {"node_modules", "vendor", "var", "__pycache__", "htmlcov"}


@cache
def files(*endings):
    """Paths of ours with one of these endings; not what was installed, vendored or made by running."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in FOREIGN and not name.startswith(".")]
        found += [Path(folder, name) for name in names if name.endswith(endings)]
    return sorted(found)


def named(file):
    """`file` as the repository names it."""
    return file.relative_to(ROOT).as_posix()


@cache
def product():
    """(name, text, tree) of each Python file that is neither a test nor a migration."""
    ours = [file for file in files(".py") if not named(file).startswith(("tests/", "migrations/"))]
    texts = [(named(file), file.read_text(encoding="utf-8")) for file in ours]
    return [(name, text, ast.parse(text)) for name, text in texts]


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
