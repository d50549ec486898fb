"""Lists that an administrator brings: a dry run, lines that are wrong, applied, and undone for 30 days."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import ImportLine, School
from models.engine import reading, writing
from services.registry.imports import continue_imports, forget_imports
from services.work import Work
from tests.api.administration import UNKNOWN, administrator
from tests.api.lists import ALIBABA, HEAD, TENCENT, apply, bring, counts, lines_of, registered
from tests.support.phone import homework

__all__ = ["administrator", "bring", "registered"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_checked_first_then_applied_then_undone(administrator, bring, registered, encoding):
    before = registered()
    text = (
        HEAD + "411102,实验小学,小学,公办,是,2141000001\n411102,演示小学,primary,民办,否,\n411102,演示小学二,小学,,,\n"
    )
    made = bring(text, encoding=encoding)
    assert made.status_code == 201, made.json
    assert (made.json["state"], counts(made.json), made.json["waiting"]) == ("checked", (2, 1, 0, 0), 3)
    assert registered() == before
    first, second, _ = lines_of(administrator, made.json)
    assert (first["line"], first["change"], first["earlier"]) == (2, "add", None)
    assert (second["earlier"]["kind"], second["later"]["kind"]) == (None, "private")
    done = apply(administrator, made.json)
    assert (done["applied"], done["undo_until"]) == (3, "2026-12-18")
    now = registered()
    assert (now["实验小学"]["stage"], now["实验小学"]["boarding"], now["实验小学"]["kind"]) == (
        "primary",
        True,
        "public",
    )
    assert now["演示小学"] == before["演示小学"] | {"kind": "private"}
    undone = administrator.post(f"/registry/imports/{made.json['id']}/undo", None).json
    assert (undone["state"], undone["undone"], undone["kept"]) == ("undone", 3, 0)
    assert registered() == before


@pytest.mark.parametrize(
    ("locale", "said"), [("zh-CN", "参加课后服务的学生"), ("en", "Pupils in after-school service")]
)
def test_columns_of_codes_say_what_each_code_is_called(administrator, locale, said):
    headers = administrator.headers | {"Accept-Language": locale}
    forms = administrator.client.get("/api/v1/registry/lists", headers=headers).json["items"]
    columns = {(form["list_kind"], one["name"]): one["values"] for form in forms for one in form["columns"]}
    named = {one["value"]: one["label"] for one in columns["indicators", "indicator"]}
    assert named["after_school_pupils"] == said
    assert {key for key, values in columns.items() if values} == {
        ("schools", "stage"),
        ("schools", "kind"),
        ("calendars", "period"),
        ("prices", "mode"),
        ("prices", "price_stage"),
        ("indicators", "indicator"),
    }


def test_each_wrong_line_is_told_with_its_column_and_the_others_are_applied(administrator, bring, registered):
    text = HEAD + (
        "411102,甲小学,小学,公办,是,2141000001\n"
        "999999,乙小学,大学,公办,也许,12\n"
        "\n"
        "411102,甲小学,小学,公办,否,\n"
        '411102,"丙\n小学",小学,,,\n'
        "411102,丁小学\n"
        "411102,戊小学,小学,,,2141000001\n"
    )
    made = bring(text).json
    assert counts(made) == (1, 0, 0, 5)
    told = {
        one["line"]: [(error["column"], error["code"]) for error in one["errors"]]
        for one in lines_of(administrator, made, change="refuse")
    }
    assert told == {
        3: [
            ("division_code", "place.division_unknown"),
            ("stage", "field.not_offered"),
            ("boarding", "import.yes_or_no"),
            ("school_code", "import.school_code"),
        ],
        5: [("", "import.repeated_line")],
        6: [("name", "field.type_text")],
        8: [("", "import.cells")],
        9: [("", "import.repeated_line")],
    }
    assert apply(administrator, made)["applied"] == 1
    assert "甲小学" in registered()


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        (b"\xff\xfe" + HEAD.encode("utf-16-le"), "file", "import.encoding"),
        (b"\xff\xff\xff", "file", "import.encoding"),
        (HEAD.encode("big5hkscs", "replace") + b"\x80\x81", "file", None),
        (HEAD, "file", "import.empty"),
        ("", "division_code", "import.missing_column"),
        ("区划代码,名称\n411102,甲\n", "stage", "import.missing_column"),
        ("区划代码,名称,名称\n", "name", "import.repeated_column"),
        ("区划代码,名称,学段,校长\n", "file", "import.unknown_column"),
        (HEAD + '411102,"甲小学\n', "file", "import.broken"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_whole(bring, content, field, code):
    answer = bring(content)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_fields")
    error = answer.json["errors"][0]
    assert error["field"] == field
    assert code is None or error["code"] == code


def test_other_media_types_and_unknown_imports_are_refused(administrator, bring):
    assert bring(HEAD, content_type="application/json").status_code == 415
    assert bring(HEAD, kind="teachers").status_code == 422
    for path in ("", "/lines"):
        assert administrator.get(f"/registry/imports/{UNKNOWN}{path}").status_code == 404
    for path in ("/application", "/undo"):
        assert administrator.post(f"/registry/imports/{UNKNOWN}{path}", None).status_code == 404


def test_a_credit_code_names_an_institution_for_good(administrator, bring, registered):
    head = "division_code,name,credit_code,licence_number,学科类,营改非日期,备改审日期,预收费专户\n"
    made = bring(
        head + f"411102,新机构,{TENCENT},教民141110260000001,是,2021/12/1,2022年3月5日,有\n", "institutions"
    ).json
    apply(administrator, made)
    new = registered("institutions")["新机构"]
    assert (new["converted_on"], new["approved_on"], new["has_prepaid_account"]) == ("2021-12-01", "2022-03-05", True)
    text = head + (
        f"411103,改名机构,{TENCENT.lower()},教民141110260000001,是,2021-12-01,2022-03-05,有\n"
        f"411102,别的机构,{TENCENT},,,,,\n"
        f"411102,又一机构,{TENCENT[:-1]}H,,,,,\n"
        f"411102,新机构,{ALIBABA},,,,,\n"
    )
    made = bring(text, "institutions").json
    assert counts(made) == (0, 1, 0, 3)
    told = {one["line"]: one["errors"][0]["code"] for one in lines_of(administrator, made, change="refuse")}
    assert told == {3: "import.repeated_line", 4: "import.credit_code", 5: "import.other_code"}
    apply(administrator, made)
    moved = registered("institutions", division_code="411103")["改名机构"]
    assert (moved["id"], moved["credit_code"]) == (new["id"], TENCENT)


def test_what_was_changed_since_is_passed_over_and_not_undone(administrator, bring, registered):
    text = HEAD + "411102,甲小学,小学,公办,否,\n411102,乙小学,小学,公办,否,\n411102,演示小学,小学,公办,否,\n"
    made = bring(text).json
    administrator.post(
        "/registry/schools",
        {"division_code": "411102", "name": "乙小学", "stage": "junior", "boarding": True, "office_id": None},
    )
    done = apply(administrator, made)
    assert (done["applied"], done["passed_over"]) == (2, 1)
    assert registered()["乙小学"]["stage"] == "junior"
    now = registered()
    administrator.put(f"/registry/schools/{now['演示小学']['id']}", {"office_id": None, "boarding": True})
    undone = administrator.post(f"/registry/imports/{made['id']}/undo", None).json
    assert (undone["undone"], undone["kept"]) == (1, 1)
    told = [one["errors"][0]["code"] for one in lines_of(administrator, made, state="kept")]
    assert told == ["import.changed_since"]
    assert registered()["演示小学"]["boarding"]
    assert "甲小学" not in registered()


def test_a_school_that_somebody_reported_is_not_undone(administrator, bring, registered, phone):
    made = bring(HEAD + "411102,甲小学,小学,公办,否,\n").json
    apply(administrator, made)
    place = {"division_code": "411102", "school_id": registered()["甲小学"]["id"]}
    assert phone.file(homework(place=place)).status_code == 201
    undone = administrator.post(f"/registry/imports/{made['id']}/undo", None).json
    assert (undone["undone"], undone["kept"]) == (0, 1)
    assert [one["errors"][0]["code"] for one in lines_of(administrator, made)] == ["import.in_use"]


def test_an_import_is_undone_for_thirty_days_and_applied_once(app, console, clock, bring, registered, administrator):
    made = bring(HEAD + "411102,甲小学,小学,公办,否,\n").json
    path = f"/registry/imports/{made['id']}"
    assert administrator.post(f"{path}/undo", None).json["code"] == "import_not_ready"
    apply(administrator, made)
    assert administrator.post(f"{path}/application", None).json["code"] == "import_not_ready"
    clock.time += timedelta(days=31)
    late = console("administrator")
    assert late.post(f"{path}/undo", None).json["code"] == "import_too_old"
    clock.time -= timedelta(days=1)
    assert console("administrator").post(f"{path}/undo", None).json["state"] == "undone"


def test_a_school_that_moves_keeps_its_open_cases_where_they_are(administrator, bring, registered, phone, console):
    made = bring(HEAD + "411102,甲小学,小学,公办,否,2141000001\n").json
    apply(administrator, made)
    school = registered()["甲小学"]["id"]
    first = phone.file(homework(place={"division_code": "411102", "school_id": school})).json
    apply(administrator, bring(HEAD + "411103,甲小学,小学,公办,否,2141000001\n").json)
    assert registered(division_code="411103")["甲小学"]["id"] == school
    officer = console("officer-411102-education")
    case = officer.case_of(first["reference"])
    assert officer.get(f"/cases/{case['id']}").json["school"]["id"] == school
    refused = phone.file(homework(place={"division_code": "411102", "school_id": school}))
    assert refused.json["errors"][0]["code"] == "place.target_unknown"
    again = phone.file(homework(place={"division_code": "411103", "school_id": school})).json
    assert again["reference"] != first["reference"]
    assert officer.get(f"/cases/{case['id']}").json["version"] == case["version"]


def test_fifty_thousand_lines_of_which_three_are_wrong(app, administrator, bring, world, clock):
    lines = [f"411102,第{number}小学,小学,公办,否," for number in range(50_000)]
    for number, wrong in ((7, "411102,,小学,公办,否,"), (25_000, "1,x,小学,公办,否,"), (49_999, lines[0])):
        lines[number] = wrong
    made = bring(HEAD + "\n".join(lines)).json
    assert counts(made) == (49_997, 0, 0, 3)
    assert [one["line"] for one in lines_of(administrator, made, change="refuse")] == [9, 25_002, 50_001]
    part = administrator.post(f"/registry/imports/{made['id']}/application", None).json
    assert (part["state"], part["applied"], part["waiting"]) == ("applying", 1000, 48_997)
    with writing(world.engine) as db:
        assert continue_imports(Work(world, db, clock())) == 1000
        db.commit()
    assert administrator.get(f"/registry/imports/{made['id']}").json["applied"] == 2000


def test_the_scheduler_goes_on_with_what_was_begun_and_forgets_what_is_long_over(administrator, bring, world, clock):
    lines = "".join(f"411102,第{number}小学,小学,公办,否,\n" for number in range(1500))
    made = bring(HEAD + lines).json
    administrator.post(f"/registry/imports/{made['id']}/application", None)
    with writing(world.engine) as db:
        work = Work(world, db, clock())
        assert [continue_imports(work), continue_imports(work)] == [500, 0]
        assert forget_imports(work) == 0
        db.commit()
    assert administrator.get(f"/registry/imports/{made['id']}").json["state"] == "applied"
    with writing(world.engine) as db:
        assert forget_imports(Work(world, db, clock() + timedelta(days=61))) == 1
        db.commit()
    with reading(world.engine) as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(ImportLine)) == 0
        assert db.scalar(sa.select(sa.func.count()).select_from(School).where(School.name.like("第%"))) == 1500
    assert administrator.get("/registry/imports").json["items"] == []
