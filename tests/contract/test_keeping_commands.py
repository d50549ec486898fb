"""`flask hold …` and `flask secret acknowledgement`, as an administrator types them."""

import uuid

import pytest

from tests.support.commands import run_command
from tests.support.phone import homework

SPELLED = (
    lambda reference: reference.replace("-", ""),
    lambda reference: f" {reference.lower().replace('-', ' ')} ",
    lambda reference: reference.replace("-", "—").replace("0", "O").replace("1", "l"),
)


@pytest.fixture
def flask(app):
    """Run a command; the output of both streams."""

    def run(*arguments, code=0):
        return run_command(app, *arguments, code=code).strip()

    return run


@pytest.mark.promise("O6", "in part")
def test_a_case_is_held_by_the_reference_of_a_report_until_the_hold_is_lifted(flask, phone):
    reference = phone.file(homework()).json["reference"]
    case_id = flask("hold", "place", "--reference", reference.lower(), "--reason", "court")
    assert flask("hold", "list") == f"{case_id} 2026-11-18 A court or a prosecutor asked for it: {reference}"
    flask("hold", "lift", "--case", case_id)
    assert flask("hold", "list") == ""


@pytest.mark.promise("O6", "in part")
@pytest.mark.parametrize("spelled", SPELLED)
def test_a_reference_is_read_however_it_was_heard(flask, phone, spelled):
    reference = phone.file(homework()).json["reference"]
    flask("hold", "place", "--reference", spelled(reference), "--reason", "court")
    assert flask("hold", "list").endswith(f": {reference}")


def test_a_hold_that_cannot_be_is_refused_in_a_sentence(flask, phone):
    for arguments, code, said in (
        (("place", "--reference", "0000-0000", "--reason", "court"), 1, "No report has this reference."),
        (("place", "--reference", "no reference", "--reason", "court"), 1, "No report has this reference."),
        (("place", "--reference", "0000-0000", "--reason", "curiosity"), 2, "court"),
        (("lift", "--case", str(uuid.uuid4())), 1, "flask hold list"),
        (("lift", "--case", "case"), 2, "UUID"),
    ):
        assert said in flask("hold", *arguments, code=code)


@pytest.mark.promise("A11", "in part")
def test_the_key_that_is_printed_is_the_one_that_signs(flask, phone):
    signed = phone.file(homework()).json["acknowledgement"]
    assert flask("secret", "acknowledgement") == signed["public_key"]
