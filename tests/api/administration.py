"""The administrator, and the offices as they are read by one."""

import pytest

OFFICER, SUPERVISOR = "officer-411102-education", "supervisor-410000"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
SCHOOL = {"division_code": "411102", "name": "新学校", "stage": "primary", "boarding": False, "office_id": None}
INSTITUTION = {"division_code": "411102", "name": "新机构", "office_id": None, "approving_division_code": None}


@pytest.fixture
def administrator(console):
    return console("administrator")


@pytest.fixture
def offices(administrator):
    """The offices as the administrator reads them, by division and department."""

    def read():
        items = administrator.get("/offices").json["items"]
        return {(one["division_code"], one["department"]): one for one in items}

    return read
