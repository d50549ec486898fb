"""“Mark all as read” marks all there are, however many, once, and nobody else's."""

import sqlalchemy as sa

from models import ReminderRead
from tests.services.plenty import plenty

OFFICER, NEIGHBOUR = "officer-411102-education", "officer-411103-education"
MANY = 501


def unread(console):
    return console.get("/reminders", limit=1).json["unread"]


def mark_all(console):
    answer = console.post("/reminders/reading", {"reminder_id": None})
    assert answer.status_code == 204, answer.json


def test_all_reminders_are_marked_as_read_however_many_there_are(engine, installed, console):
    plenty(engine, installed.offices["411102", "education"].id, MANY)
    plenty(engine, installed.offices["411103", "education"].id, 2)
    officer, neighbour = console(OFFICER), console(NEIGHBOUR)
    assert (unread(officer), unread(neighbour)) == (99, 2)
    mark_all(officer)
    assert (unread(officer), unread(neighbour)) == (0, 2)
    mark_all(officer)
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(ReminderRead)) == MANY


def test_two_windows_of_one_officer_mark_all_at_once(engine, installed, console, at_once):
    ids = plenty(engine, installed.offices["411102", "education"].id, MANY)
    windows = [console(OFFICER) for _ in range(3)]
    at_once(mark_all, windows)
    with engine.connect() as connection:
        assert sorted(connection.scalars(sa.select(ReminderRead.reminder_id))) == sorted(ids)
