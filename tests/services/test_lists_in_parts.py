"""Lists that grow with the country come in parts; every row once, in order, and a cursor serves its own list only."""

import pytest

ADMINISTRATOR, SUPERVISOR, ROOT = "administrator", "supervisor-410000", "supervisor-000000"
LISTS = [
    (ADMINISTRATOR, "/staff"),
    (SUPERVISOR, "/staff"),
    (ADMINISTRATOR, "/offices"),
    (SUPERVISOR, "/offices/below"),
    (ROOT, "/offices/below"),
]


def name_of(item):
    return item["username"] if "username" in item else (item["division_code"], item["department"])


@pytest.mark.parametrize(("username", "path"), LISTS)
@pytest.mark.parametrize("limit", [1, 2, 100])
def test_every_row_comes_once_and_in_order(house, username, path, limit):
    reader = house.log_in(username)
    whole = reader.get(path).json
    assert whole["next_cursor"] is None
    found, query = [], {"limit": limit}
    while True:
        part = reader.get(path, **query)
        assert part.status_code == 200, part.json
        assert len(part.json["items"]) <= limit
        found += part.json["items"]
        if part.json["next_cursor"] is None:
            break
        query["cursor"] = part.json["next_cursor"]
    assert found == whole["items"]
    names = [name_of(item) for item in found]
    assert len(names) > 2
    assert len(set(names)) == len(names)


def test_a_cursor_of_one_list_is_none_of_another(house):
    cursors = {}
    readers = {username: house.log_in(username) for username, _ in LISTS}
    for username, path in LISTS:
        cursors[username, path] = readers[username].get(path, limit=1).json["next_cursor"]
    for username, path in LISTS:
        for given, cursor in cursors.items():
            answer = readers[username].get(path, cursor=cursor)
            assert answer.status_code == (200 if given == (username, path) else 422)
    for nonsense in ("x", "", "AAAA", "?" * 1000):
        refused = readers[ADMINISTRATOR].get("/offices", cursor=nonsense)
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "cursor")


@pytest.mark.parametrize("limit", [0, 101, -1, "x"])
def test_no_part_is_larger_than_a_hundred(house, limit):
    for username, path in LISTS:
        assert house.log_in(username).get(path, limit=limit).status_code == 422
