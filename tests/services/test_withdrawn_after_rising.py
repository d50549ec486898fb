"""A case that went up by itself, and whose report is withdrawn before anybody sealed it: there is nothing to seal."""

import pytest

from tests.services.lives import PROVINCE
from tests.services.test_escalation import SUPERVISOR, filed, risen, town

__all__ = ["filed", "risen", "town"]


@pytest.mark.promise("A10", "in part")
def test_it_waits_for_nobodys_key_any_more(town, risen):
    case_id = town.case(risen).id
    assert town.act(risen, "withdrawal").status_code == 204
    for username in (PROVINCE, SUPERVISOR):
        opened = town.console(username).get(f"/cases/{case_id}")
        assert opened.status_code == 200, opened.json
        assert (opened.json["status"], opened.json["reports"]) == ("closed", [])
        assert opened.json["reseal_pending"] is False
    assert [line["event"] for line in opened.json["history"]] == ["file", "remind", "escalate", "withdraw"]
    assert town.console(SUPERVISOR).post(f"/cases/{case_id}/reseal", None).status_code == 200
