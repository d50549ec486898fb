"""Where somebody is logged in, to the day, and an end to all of it (K5)."""

import pytest

OFFICER = "officer-411102-education"


@pytest.mark.promise("K5", "in part")
def test_own_sessions_are_listed_to_the_day_and_nobody_elses(console, clock):
    officer, other = console(OFFICER), console("officer-411103-education")
    clock.forward(60)
    again = console(OFFICER)
    found = again.get("/staff/me/sessions").json["items"]
    today = clock().date().isoformat()
    assert [(one["is_this"], one["began_on"][:7]) for one in found] == [(True, today[:7]), (False, today[:7])]
    assert all(len(one["began_on"]) == len(one["last_used_on"]) == 10 for one in found)
    assert len(other.get("/staff/me/sessions").json["items"]) == 1
    clock.forward(29 * 60)
    assert officer.get("/staff/me").status_code == 401
    assert len(again.get("/staff/me/sessions").json["items"]) == 1


@pytest.mark.promise("K5", "in part")
def test_logging_out_everywhere_ends_every_own_session_and_clears_the_browser(console):
    here, there, other = console(OFFICER), console(OFFICER), console("officer-411103-education")
    answer = here.delete("/staff/me/sessions")
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (204, '"cookies"')
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert [one.get("/staff/me").status_code for one in (here, there, other)] == [401, 401, 200]
