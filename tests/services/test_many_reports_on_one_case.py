"""A case that many report is opened with as many questions to the database as one that two report."""

from tests.services.lives import OFFICER
from tests.support.statements import listening


def test_a_case_opens_with_as_many_statements_however_many_reports_it_has(lives, house, together):
    officer = lives.console(OFFICER)

    def opened(case_id):
        statements = []
        with listening(house.engine, statements):
            answer = officer.get(f"/cases/{case_id}")
        return len(answer.json["reports"]), len(statements)

    (first, case_id), (second, _) = together(), together()
    few = opened(case_id)
    for _ in range(10):
        lives.phone.say(together()[0]["receipt"], "三班。")
    lives.phone.say(second["receipt"], "四班。")
    assert opened(case_id) == (12, few[1])
    said = {one["reference"]: len(one["messages"]) for one in officer.get(f"/cases/{case_id}").json["reports"]}
    assert (said[first["reference"]], said[second["reference"]], sum(said.values())) == (0, 1, 11)
