"""README says what is."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_settings_table_names_exactly_the_settings_there_are():
    read = set(re.findall(r'"((?:JIANFU_[A-Z_]+|HOST|PORT|DATABASE_URL))"', (ROOT / "settings.py").read_text()))
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", README, flags=re.MULTILINE))
    assert told == read


def test_the_number_of_places_is_the_policys(policy):
    assert f"{len(policy.divisions.reportable_codes):,} places" in README


def test_every_room_is_in_the_table():
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))}
    told = set(re.findall(r"`(\w+)/`", README))
    assert rooms - told <= {"tests", "bench", "deploy", "var", "node_modules"}


def test_the_pictures_are_the_four_that_are_kept_and_small():
    shown = re.findall(r"!\[[^\]]{20,}\]\((docs/pictures/[\w-]+\.webp)\)", README)
    kept = [path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "pictures").iterdir()]
    assert sorted(shown) == sorted(kept)
    assert len(kept) == 4
    assert max((ROOT / path).stat().st_size for path in kept) <= 120_000
