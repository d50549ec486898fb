"""Every command says what it does and what it needs, and on bad input what to do; none ends in a trace."""

import stat
from dataclasses import replace

import click
import pytest

from api.app import refusing_app
from commands import GROUPS, register
from commands.serve import serve_command
from security.web_push import read_point, vapid_public_of
from tests.policy.overlays import LEADS, put
from tests.support.commands import run_command
from tests.support.house import house

__all__ = ["house"]
COMMANDS = {("serve",): serve_command} | {
    (group.name, name): group.get_command(None, name) for group in GROUPS for name in group.list_commands(None)
}
MATTER = {"code": "training_science", "category": "tutoring", "when": {"subject": ["science"]}, "lead": "education"}
CULTURE = LEADS.splitlines()[0] + "\n411100,training_culture_art,education,2027-01-01,,a notice\n"


@pytest.fixture
def flask(house):
    """Run a command on the house; the output of both streams."""

    def run(*arguments, app=house.app, **options):
        return run_command(app, *arguments, **options)

    return run


@pytest.mark.parametrize("path", sorted(COMMANDS), ids=" ".join)
def test_a_command_and_each_of_its_options_has_help(path):
    command = COMMANDS[path]
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))


def test_every_group_has_help_and_is_registered_with_the_application():
    assert all(group.help for group in GROUPS)
    app = refusing_app("no settings")
    register(app)
    assert set(app.cli.commands) >= {group.name for group in GROUPS} | {"serve"}


def test_whatever_staff_and_offices_need_has_a_command():
    assert {("staff", name) for name in ("add", "grant", "list", "remove", "reset")} <= set(COMMANDS)
    assert {("office", name) for name in ("init", "add", "change", "list", "rotate")} <= set(COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("office", "add", "--division", "411102", "--department", "education"), 1, "flask office list"),
        (("office", "add", "--division", "999999", "--department", "education"), 1, "flask office list"),
        (("office", "change", "--office", "411102/education"), 2, "--name or --superior"),
        (("office", "change", "--office", "411102/parking", "--name", "x"), 1, "flask office list"),
        (("office", "change", "--office", "411100/education", "--superior", "411102/education"), 1, "office above"),
        (("office", "rotate", "--office", "999999/education"), 1, "flask office list"),
        (("staff", "add", "--username", "x y", "--role", "officer", "--office", "411102/education"), 1, "1 to 40"),
        (("staff", "add", "--username", "x", "--role", "reporter"), 2, "officer"),
        (("staff", "reset", "--username", "nobody"), 1, "flask staff list"),
        (("staff", "grant", "--username", "officer-411102-education"), 2, "--recovery-key"),
        (("schedule", "run", "--once", "--now", "2026-01-01T00:00:00+0800"), 2, "demo only"),
        (("policy", "diff", "--overlay", "/nowhere"), 2, "does not exist"),
        (("challenge", "solve"), 1, "not a challenge"),
    ],
)
def test_bad_input_is_answered_with_what_to_do(flask, arguments, code, said):
    assert said in flask(*arguments, code=code, text="{}")


def test_a_bad_overlay_is_named_by_file_and_line(flask, tmp_path):
    overlay = put(tmp_path / "city", leads=LEADS + "411100,training_science,finance,2027-02-01,,x\n")
    said = flask("policy", "diff", "--overlay", str(overlay), code=1)
    assert "city/leads.csv:5: 411100, training_science: a gap" in said


@pytest.mark.promise("T2")
def test_policy_diff_says_which_offices_would_get_other_reports_and_when(flask, tmp_path):
    science = flask("policy", "diff", "--overlay", str(put(tmp_path / "science", matters=[MATTER])))
    assert "is led by" in science
    assert "places go to" not in science
    art = flask("policy", "diff", "--overlay", str(put(tmp_path / "art", leads=CULTURE)))
    assert "From 2027-01-01 on" in art
    assert "(411100/education) instead of 411100 culture_tourism (411100/culture_tourism)" in art


@pytest.mark.promise("N5", "in part")
def test_the_vapid_key_is_its_owners_alone_and_never_overwritten(flask, tmp_path):
    file = tmp_path / "vapid.key"
    public = flask("secret", "vapid", "--out", str(file)).strip()
    private = file.read_bytes()
    assert read_point(public) == vapid_public_of(private)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "never overwritten" in flask("secret", "vapid", "--out", str(file), code=1)
    assert file.read_bytes() == private


def test_an_office_is_renamed_at_the_terminal(flask, house):
    name = house.installed.offices["411103", "education"].name
    flask("office", "change", "--office", "411103/education", "--name", "Renamed")
    try:
        assert "411103/education\tRenamed" in flask("office", "list")
    finally:
        flask("office", "change", "--office", "411103/education", "--name", name)


def test_a_database_that_is_not_migrated_is_said_in_a_sentence(flask, house, empty_engine):
    service = house.app.extensions["jianfu"]
    house.app.extensions["jianfu"] = replace(service, world=replace(service.world, engine=empty_engine))
    try:
        assert "database migrate" in flask("staff", "list", code=1)
        assert flask("policy", "diff").strip() == "Nothing would change."
    finally:
        house.app.extensions["jianfu"] = service


def test_without_settings_a_command_names_what_is_missing(flask):
    assert "JIANFU_X is missing" in flask("staff", "list", code=1, app=refusing_app("JIANFU_X is missing"))
