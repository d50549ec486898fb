"""O5: numbers for the operator, with no label that names anybody, and an alarm's page for each rule."""

import re
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
import yaml
from prometheus_client.parser import text_string_to_metric_families

from models import Case, Office, Outbox
from models.engine import writing
from tests.contract.sources import ROOT
from tests.support.phone import homework
from tests.support.statements import failing

LABELS = {"part": {"policy", "database", "disk", "relay", "scheduler"}}
RULES = yaml.safe_load((ROOT / "deploy" / "prometheus" / "jianfu.rules.yml").read_text())["groups"][0]["rules"]
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()


def scraped(client, **options):
    """Every sample: name and labels, value."""
    answer = client.get("/metrics", **options)
    assert answer.status_code == 200, answer.data
    families = text_string_to_metric_families(answer.get_data(as_text=True))
    return {(sample.name, *sample.labels.items()): sample.value for family in families for sample in family.samples}


def still(samples):
    """Without what grows by itself: ages of heartbeats, and the disk, which others use too."""
    moving = ("jianfu_heartbeat_age_seconds", "jianfu_disk_free_ratio")
    return {key: value for key, value in samples.items() if key[0] not in moving}


@pytest.mark.promise("O5")
def test_the_only_label_is_the_part_of_the_service(phone):
    labels = {label for key in scraped(phone.client) for label in key[1:]}
    assert {name for name, _ in labels} == LABELS.keys()
    assert {value for _, value in labels} <= LABELS["part"]


@pytest.mark.promise("O5")
@pytest.mark.promise("A8", "in part")
def test_no_number_moves_because_a_reporter_came(phone, console):
    before = still(scraped(phone.client))
    filed = phone.file(homework()).json
    phone.mine(filed["receipt"])
    phone.say(filed["receipt"], "more")
    phone.mine("S2K0S")
    assert still(scraped(phone.client)) == before
    assert len(before) > 8


@pytest.mark.promise("A8", "in part")
@pytest.mark.parametrize(("free", "told"), [(999, 0.95), (950, 0.95), (100, 0.1), (99, 0.05), (0, 0.0)])
def test_the_disk_is_told_too_coarsely_to_show_when_a_file_was_added(phone, monkeypatch, free, told):
    monkeypatch.setattr("api.metrics.shutil.disk_usage", lambda _: SimpleNamespace(free=free << 30, total=1000 << 30))
    assert scraped(phone.client)["jianfu_disk_free_ratio",] == told


@pytest.mark.promise("O5")
def test_what_an_operator_has_to_see_to_is_counted(phone, engine, clock, console):
    phone.file(homework(subscription={"channel": "fcm", "locale": "en", "token": "t"}))
    officer = console("officer-411102-education")
    case_id = officer.get("/cases").json["items"][0]["id"]
    assert officer.move(case_id, 1, "accept").status_code == 200
    assert scraped(phone.client)["jianfu_pushes_late",] == 0
    clock.forward(1801 + 900)
    with writing(engine) as db, db.begin():
        db.execute(sa.update(Case).values(reseal_pending=True))
        db.execute(sa.update(Office).where(Office.division_code == "411102").values(rotating_since=clock()))
    late = scraped(phone.client)
    assert late["jianfu_pushes_late",] > 0
    assert (late["jianfu_cases_to_seal",], late["jianfu_offices_rotating",]) == (1, 1)
    with writing(engine) as db, db.begin():
        db.execute(sa.update(Outbox).values(dead_at=clock()))
    given_up = scraped(phone.client)
    assert (given_up["jianfu_pushes_late",], given_up["jianfu_pushes_given_up",] > 0) == (0, True)


@pytest.mark.promise("O5")
@pytest.mark.parametrize(
    "asking",
    [
        {"environ_base": {"REMOTE_ADDR": "198.51.100.7"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
        {"environ_base": {"REMOTE_ADDR": ""}},
    ],
)
def test_for_others_than_this_machine_there_is_no_such_page(phone, asking):
    answer, unknown = phone.client.get("/metrics", **asking), phone.client.get("/nowhere", **asking)
    assert (answer.status_code, answer.data) == (404, unknown.data)


@pytest.mark.promise("O5", "in part")
def test_when_the_database_is_away_the_rest_is_told(phone, engine):
    with failing(engine, at=0):
        assert scraped(phone.client)["jianfu_part_ready", ("part", "database")] == 1
    with writing(engine) as db, db.begin():
        db.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    samples = scraped(phone.client)
    assert samples["jianfu_part_ready", ("part", "database")] == 0
    assert samples["jianfu_heartbeat_age_seconds", ("part", "relay")] == float("inf")


@pytest.mark.promise("O5")
def test_every_alarm_has_its_page_and_asks_for_numbers_that_there_are(phone):
    there = {key[0] for key in scraped(phone.client)} | {"jianfu_release_behind_hours"}
    pages = re.findall("^## (.+)$", RUNBOOK, flags=re.MULTILINE)
    assert [rule["alert"] for rule in RULES] == pages
    asked = {name for rule in RULES for name in re.findall(r"jianfu_\w+", rule["expr"])}
    assert asked == there
