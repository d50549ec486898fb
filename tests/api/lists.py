"""Lists for the registry, as tests bring them."""

import pytest

HEAD = "区划代码,名称,学段,办学性质,寄宿,学校标识码\n"
TENCENT, ALIBABA = "9144030071526726XG", "91330100799655058B"


@pytest.fixture
def bring(administrator):
    """Has a list checked; the answer."""

    def sent(text, kind="schools", encoding="utf-8", content_type="text/csv"):
        content = text if isinstance(text, bytes) else text.encode(encoding)
        return administrator.client.post(
            f"/api/v1/registry/imports?list_kind={kind}",
            data=content,
            content_type=content_type,
            headers=administrator.headers,
        )

    return sent


@pytest.fixture
def registered(administrator):
    """Entries by name, as the administrator reads them."""

    def read(kind="schools", **query):
        return {one["name"]: one for one in administrator.get(f"/registry/{kind}", **query).json["items"]}

    return read


def lines_of(administrator, made, **query):
    return administrator.get(f"/registry/imports/{made['id']}/lines", **query).json["items"]


def apply(administrator, made):
    answer = administrator.post(f"/registry/imports/{made['id']}/application", None)
    assert (answer.status_code, answer.json["state"]) == (200, "applied"), answer.json
    return answer.json


def counts(made):
    return tuple(made[name] for name in ("to_add", "to_change", "same", "refused"))
