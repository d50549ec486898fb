"""How much evidence is taken is data, and nonsense in it is refused."""

import pytest

from policy.evidence import TAKES_EVIDENCE, Removed, load_evidence_limits
from policy.reading import DATA, BadPolicyData
from policy.vocabulary import Status
from security.evidence.child import DAMAGED, TOO_DEMANDING, TWO_FACED, VIDEO
from security.evidence.cleaning import NOT_TAKEN
from security.evidence.keeping import INFECTED
from security.evidence.traces import ALL


def test_the_limits_are_read_from_the_data():
    limits = load_evidence_limits()
    assert (limits.most_files, limits.largest_bytes) == (10, 50 * 1024 * 1024)
    assert limits.uploads_at_once < 8  # threads are left for those who upload nothing
    assert limits.uploads_of_one_report < limits.uploads_at_once  # and turns for who uploads something else


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("most_files: 10", "most_files: 0"),
        ("most_files: 10", "most_files: many"),
        ("cleaning_s: 60", "cleaning_s: -1"),
        ("most_pages: 50", "most_page: 50"),
        ("- most_files", "- {}\n- most_files"),
    ],
)
def test_nonsense_is_refused(tmp_path, old, new):
    text = (DATA / "evidence.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "evidence.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadPolicyData, match=r"^evidence\.yaml:\d+: "):
        load_evidence_limits(tmp_path)


def test_two_items_are_one_too_many(tmp_path):
    text = (DATA / "evidence.yaml").read_text(encoding="utf-8")
    (tmp_path / "evidence.yaml").write_text(text + text, encoding="utf-8")
    with pytest.raises(BadPolicyData, match="one item is expected"):
        load_evidence_limits(tmp_path)


def test_files_are_taken_until_the_office_has_answered():
    assert set(Status) - TAKES_EVIDENCE == {
        Status.RESOLVED,
        Status.CLOSED,
        Status.DECLINED,
        Status.REFERRED_OUT,
    }


def test_cleaning_and_words_name_the_same_things(policy):
    assert set(Removed) == ALL
    codes = (DAMAGED, TOO_DEMANDING, TWO_FACED, VIDEO, NOT_TAKEN, INFECTED)
    assert [code for code in codes if not policy.words.has(f"problem.{code}.detail")] == []
