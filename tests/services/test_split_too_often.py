"""What was split, put together the other way round and split again has a history that ends somewhere."""

from policy.counts import Count
from tests.services.conftest import house, lives, named, part
from tests.services.joint import case_id_of, stored_case
from tests.services.lives import OFFICER
from tests.services.parted import report_ids
from tests.support.national import NATIONAL

__all__ = ["house", "lives", "named", "part"]


def test_after_the_last_split_that_is_allowed_a_case_is_kept_as_it_is(lives, named, part, house):
    """Whoever looks back goes through all of it, for each case once more: one officer could keep all others waiting."""
    filed = [named(), named()]
    case_id, other = (case_id_of(house.engine, one) for one in filed)
    assert part(case_id, "merge", case_ids=[other]).status_code == 200
    most = NATIONAL.counts[Count.SPLITS].most
    for number in range(most):
        done = part(case_id, "split", report_ids=report_ids(lives, case_id, [filed[number % 2]]))
        assert done.status_code == 201, (number, done.json)
        new = done.json["id"]
        assert part(new, "merge", case_ids=[case_id]).status_code == 200
        case_id = new
    version = stored_case(house.engine, case_id).version
    again = part(case_id, "split", report_ids=report_ids(lives, case_id, filed[:1]))
    assert (again.status_code, again.json["errors"][0]["code"]) == (422, "split.too_often")
    assert f"{most} times" in again.json["errors"][0]["message"]
    assert stored_case(house.engine, case_id).version == version
    assert lives.console(OFFICER).get(f"/cases/{case_id}").status_code == 200
