"""`flask registry …`, as an administrator types them."""

import re
import uuid

import pytest

from tests.support.commands import run_command

HEAD = "区划代码,名称,学段\n"


@pytest.fixture
def flask(app):
    """Run a command; the output of both streams."""

    def run(*arguments, code=0):
        return run_command(app, *arguments, code=code).strip()

    return run


def test_a_list_is_checked_applied_in_parts_and_undone(flask, tmp_path, phone):
    file = tmp_path / "schools.csv"
    lines = "".join(f"411102,第{number}小学,小学\n" for number in range(1200))
    file.write_bytes((HEAD + lines + "411102,x,大学\n").encode("gb18030"))
    checked = flask("registry", "import", str(file), "--kind", "schools")
    assert "1200 new, 0 changed, 0 the same, 1 refused" in checked
    assert "line 1202: stage: Choose one of" in checked
    assert "applied" not in checked
    done = flask("registry", "import", str(file), "--kind", "schools", "--apply")
    assert "1200 applied, 0 passed over" in done
    found = phone.client.get("/api/v1/schools?division_code=411102&q=第1199小学").json["items"]
    assert len(found) == 1
    import_id = re.search(r"([0-9a-f-]{36}): 1200 new", done)[1]
    assert "1200 undone, 0 kept" in flask("registry", "undo", import_id)
    assert phone.client.get("/api/v1/schools?division_code=411102&q=第").json["items"] == []


def test_what_is_no_list_and_no_import_is_said(flask, tmp_path):
    file = tmp_path / "schools.csv"
    file.write_text("名称\n甲\n", encoding="utf-8")
    assert "division_code: This column is missing." in flask(
        "registry", "import", str(file), "--kind", "schools", code=1
    )
    assert flask("registry", "undo", str(uuid.uuid4()), code=1)


def test_numbers_that_fall_are_applied_only_when_confirmed(flask, tmp_path):
    file = tmp_path / "indicators.csv"
    head, line = "division_code,indicator,reporting_period,amount\n", "140000,pilot_counties,2021-0{},{}\n"
    file.write_text(head + line.format(7, 60) + line.format(8, 6), encoding="utf-8")
    command = ("registry", "import", str(file), "--kind", "indicators", "--apply")
    refused = flask(*command, code=1)
    assert "2 new, 0 changed, 0 the same, 0 refused, 1 to confirm" in refused
    assert "fall by 90% or more" in refused
    assert "line 3: amount: " in refused
    assert "2 applied, 0 passed over" in flask(*command, "--confirmed")


def test_of_many_lines_that_are_wrong_it_is_said_how_many_more_there_are(flask, tmp_path):
    file = tmp_path / "schools.csv"
    file.write_text(HEAD + "411102,x,大学\n" * 25, encoding="utf-8")
    checked = flask("registry", "import", str(file), "--kind", "schools")
    assert "line 21: stage" in checked
    assert "line 22" not in checked
    assert "and 5 lines more" in checked
