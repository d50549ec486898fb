"""Two who want the same rows at once: neither loses what they came for, and nobody reads half of what the other did."""

from contextlib import contextmanager
from threading import Thread

import pytest
import sqlalchemy as sa

from models import Case, Office
from models.engine import reading
from policy.vocabulary import Role
from services.administration.office_changes import change_keys, change_office
from services.administration.rewrap import rewrap
from services.refusals import KeysChanged
from tests.services.test_keys_in_motion import COUNTY, OFFICER, left_of, town
from tests.support.meanwhile import once_after, once_before
from tests.support.phone import homework

__all__ = ["town"]

A_WHILE_S = 0.5
"""Longer than the other takes to come as far as it can."""


@contextmanager
def beside(engine, part, act):
    """Begin something in a thread right after the first statement with `part` in it; yields what it comes to."""
    done = []
    thread = Thread(target=lambda: done.append(act()))

    def begin():
        thread.start()
        thread.join(A_WHILE_S)

    with once_after(engine, part, begin):
        yield done
    thread.join()


@pytest.mark.promise("A10", "in part")
@pytest.mark.promise("K3", "in part")
def test_who_takes_reports_back_while_an_office_wraps_them_again_is_not_turned_away(town, phone, engine):
    town.hires("stays", Role.OFFICER, COUNTY, town.holder(OFFICER))
    receipts = [phone.file(homework()).json["receipt"] for _ in range(4)]
    town.removes(OFFICER)
    holder, office_id = town.holder("stays"), town.office(COUNTY).id

    def withdraw():
        mine = (phone.with_receipt(receipt) for receipt in receipts)
        return [phone.client.post("/api/v1/reports/mine/withdrawal", headers=each).status_code for each in mine]

    with beside(engine, "UPDATE case_key_wrap", withdraw) as done:
        town.does(rewrap, holder, office_id)
    assert done == [[204] * 4]
    town.does(rewrap, holder, office_id)
    assert left_of(town, COUNTY) == 0


def test_a_case_is_not_given_to_somebody_who_is_leaving(town, phone, console, engine):
    town.hires("second", Role.OFFICER, COUNTY, town.holder(OFFICER))
    officer, second = console(OFFICER), town.id_of("second")
    case_id = officer.case_of(phone.file(homework()).json["reference"])["id"]

    def remove():
        try:
            town.removes("second")
        except KeysChanged:
            town.removes("second")
        return True

    with beside(engine, 'UPDATE "case"', remove) as done:
        officer.post(f"/cases/{case_id}/assignment", {"assignee": second}, 1)
    assert done == [True]
    with reading(engine) as db:
        assert db.get_one(Case, case_id).assignee_id is None


def test_an_answer_is_read_with_its_sentence_or_not_at_all(phone, console, engine, installed):
    filed, officer = phone.file(homework()).json, console(OFFICER)
    case_id = officer.case_of(filed["reference"])["id"]

    def decline():
        assert officer.end(case_id, 1, "decline", reason="不属实。", public_reply="没有发现。").status_code == 200

    with once_before(engine, "FROM case_event", decline):
        mine = phone.mine(filed["receipt"]).json
    assert (mine["status"], mine["public_reply"]) in {("submitted", None), ("declined", "没有发现。")}


def test_a_report_that_is_taken_back_while_it_is_read_is_not_there(phone, engine, installed):
    receipt = phone.file(homework()).json["receipt"]
    headers = phone.with_receipt(receipt)

    def withdraw():
        assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204

    with once_before(engine, "FROM message", withdraw):
        assert phone.mine(receipt).status_code in {200, 404}
    assert phone.mine(receipt).status_code == 404


def test_two_administrators_who_change_offices_at_once_do_not_wait_for_each_other(town, engine):
    """One order for both: who changes the keys of an office locks it and those above by id, as who moves any office."""
    offices = town.reads(lambda db: {one.id: one for one in db.scalars(sa.select(Office))})
    below = [one for one in offices.values() if one.superior_id is not None]
    changed = max(below, key=lambda one: one.superior_id < one.id)  # one that is locked after the one above it
    moved = next(one for one in (town.office(COUNTY), town.office("411103")) if one.id != changed.id)
    root = next(one for one in offices.values() if one.superior_id is None)

    def move():
        return town.does(change_office, moved.id, moved.name, root.id).id

    with beside(engine, "UPDATE office", move) as done:
        town.does(change_keys, changed.id)
    assert done == [moved.id]
    after = town.reads(lambda db: {one.id: one for one in db.scalars(sa.select(Office))})
    assert (after[changed.id].key_version, after[moved.id].superior_id) == (2, root.id)


def test_an_office_that_is_only_renamed_is_not_put_back_where_somebody_else_took_it_from(town, engine):
    root = town.reads(lambda db: db.scalar(sa.select(Office.id).where(Office.superior_id.is_(None))))
    office = town.office(COUNTY)

    def move():
        town.does(change_office, office.id, office.name, root)

    with once_after(engine, "SELECT office.id, office.superior_id", move), pytest.raises(KeysChanged):
        town.does(change_office, office.id, "another name", office.superior_id)
    assert town.reads(lambda db: db.get_one(Office, office.id).superior_id) == root
