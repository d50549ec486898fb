"""One word for one thing, in what people read in Chinese: an office, an appeal, whoever reports, and looking again."""

import json

import pytest

from tests.contract.sources import ROOT, files, named

OTHERS = (
    *(
        "承办部门",
        "承办机构",
        "本机构",
        "本机关",
        "上级机构",
        "上级部门",
        "上级机关",
        "上一级部门",
        "下级机关",
        "反映人",
    ),
    *("当地部门", "调阅机构"),
)
"""Words that were used beside 承办单位, 本单位, 上级单位, 下级单位, 当地单位, 调阅单位 and 举报人."""
APPEAL, AGAIN = "复核", "复查"
LAWFUL = "hold_reason.review"
"""There it is the procedure of the regulations on petitions (复查、复核), which is not ours."""


def said():
    """Each word of the service and of its pages, as where it stands and what it says."""
    for file in files(".json"):
        if named(file).endswith("words/zh-Hans.json"):
            yield from json.loads(file.read_text(encoding="utf-8")).items()


def told_in_demo():
    for file in files(".yaml"):
        if named(file).startswith("demo/data/"):
            yield named(file), file.read_text(encoding="utf-8")


@pytest.mark.parametrize("other", OTHERS)
def test_an_office_and_whoever_reports_have_one_name_each(other):
    assert [where for where, text in (*said(), *told_in_demo()) if other in text] == []


def test_an_appeal_has_one_name():
    assert [where for where, text in (*said(), *told_in_demo()) if APPEAL in text and where != LAWFUL] == []


def test_looking_again_is_called_so_and_nothing_else_is():
    found = {code for code, text in said() if AGAIN in text} - {LAWFUL}
    assert found
    assert [code for code in sorted(found) if "recheck" not in code] == []


def test_the_words_of_all_pages_are_tried():
    kept = {path.parent.parent.name for path in ROOT.glob("*/*/words/zh-Hans.json")}
    assert {"data", "report", "console", "shared"} <= kept
    assert len(list(said())) > 1000
