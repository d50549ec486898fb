"""D5: the bulletin comes from what was counted, is the same whenever it is made, and can be counted again."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Figure, Installation, PublicFigure
from models.engine import writing
from policy.bulletin import printed
from services.figures.bulletin import bulletin
from services.figures.closing import close_day, differing
from services.refusals import InvalidFields
from services.work import Work
from tests.services.booked import MATTER
from tests.services.histories import History
from tests.support.national import NATIONAL

FIRST = date(2025, 3, 1)


@pytest.fixture
def counted(house):
    """March 2025: two reports, one answered in time, the other left lying; every day was counted when it was over."""
    with writing(house.engine) as db:
        history = History(db, NATIONAL)
        history.today = FIRST
        office = history.offices[0]
        office.division_code = "140181"
        for _ in range(2):
            history.file(office, 5)
        history.end_day()
        history.answer(history.matters[0], "resolve", "resolved")
        db.execute(sa.update(Installation).values(counted_on=FIRST - timedelta(days=1)))
        work = Work(house.work(db).world, db, house.clock().replace(year=2025, month=4, day=1))
        while close_day(work):
            pass
        yield work, history
        db.rollback()


def lines(made):
    return {
        line.division.code: (line.received, line.verified, line.disposed, line.overdue)
        for line in made.items
        if line.division.code.startswith("14")
    }


@pytest.mark.promise("D5")
def test_it_tells_of_province_city_and_county_what_came_and_what_came_of_it(counted):
    work, _ = counted
    assert lines(bulletin(work, None, "2025-03a")) == dict.fromkeys(("140000", "140100", "140181"), (2, 1, 1, 1))
    assert lines(bulletin(work, None, None)) == dict.fromkeys(("140000", "140100", "140181"), (0, 0, 0, 1))


@pytest.mark.promise("D5")
def test_made_again_from_the_log_it_has_the_same_bytes(counted):
    work, _ = counted

    def page():
        return printed(bulletin(work, None, "2025-03a"), NATIONAL.words, "zh-Hans").encode()

    before = page()
    assert list(differing(work, FIRST, FIRST + timedelta(days=30))) == []
    work.db.execute(sa.delete(Figure).where(Figure.counted_on < date(2025, 4, 1)))
    work.db.execute(sa.delete(PublicFigure).where(PublicFigure.week < "2025-W20"))
    work.db.execute(sa.update(Installation).values(counted_on=FIRST - timedelta(days=1)))
    while close_day(work):
        pass
    assert page() == before


def test_a_count_that_is_not_the_logs_is_told(counted):
    work, history = counted
    office = history.offices[0].id
    cell = (Figure.office_id == office, Figure.measure == "received", Figure.source == "phone")
    work.db.execute(sa.update(Figure).where(*cell).values(count=9))
    [found] = differing(work, FIRST, FIRST + timedelta(days=30))
    where = (found.day, found.office_id, found.matter, found.source, found.measure)
    assert where == (FIRST, office, MATTER, "phone", "received")
    assert (found.kept, found.counted) == (9, 1)


@pytest.mark.parametrize("name", ["2025-04a", "2025-02b", "2025-03c", "x"])
def test_there_is_none_of_what_is_not_over_or_was_never_counted(counted, name):
    with pytest.raises(InvalidFields):
        bulletin(counted[0], None, name)
