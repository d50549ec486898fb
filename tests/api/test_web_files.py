"""How the files of the pages travel: small, kept as long as they are the same, and all of them named by the page."""

import gzip
import re
from pathlib import Path

import pytest

from api.web_files import WebFiles

WEB = Path(__file__).parents[2] / "web"
LINK = re.compile(r'(?:href|src)="(/web/[^"]+)"')


def get(house, path, **headers):
    with house.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()}) as answer:
        answer.get_data()
        return answer


@pytest.mark.parametrize("path", ["/", "/console/", "/api"])
def test_a_page_names_files_of_its_own_version_which_are_kept_for_ever(house, path):
    page = get(house, path)
    assert page.headers["Cache-Control"] == "no-cache"
    links = LINK.findall(page.text)
    assert len(links) > 5
    for link in links:
        answer = get(house, link)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_file_without_version_is_asked_for_again_and_not_sent_twice(house):
    first = get(house, "/web/report/app.js")
    assert first.headers["Cache-Control"] == "no-cache"
    again = get(house, "/web/report/app.js", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


def test_text_travels_small_to_whom_it_suits(house):
    small = get(house, "/web/report/app.js", Accept_Encoding="gzip")
    plain = get(house, "/web/report/app.js", Accept_Encoding="gzip;q=0")
    assert gzip.decompress(small.data) == plain.data == (WEB / "report/app.js").read_bytes()
    assert small.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert small.headers["ETag"] != plain.headers["ETag"]


ELSEWHERE = [
    "/web/",
    "/web/nothing.js",
    "/web/vendor/preact.d.ts",
    "/web/../wsgi.py",
    "/web/..%2fwsgi.py",
    "/web/0123456789ab/report/app.js",
]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_only_files_of_this_version_are_there(house, path):
    assert get(house, path).status_code == 404


def test_the_version_changes_with_any_file(tmp_path):
    (tmp_path / "one.js").write_text("export {};\n")
    before = WebFiles.read(tmp_path).version
    (tmp_path / "two.css").write_text("a {}\n")
    assert len({before, WebFiles.read(tmp_path).version}) == 2


def test_a_page_asks_for_every_module_it_loads_once(tmp_path):
    (tmp_path / "page").mkdir()
    entry = '<script type="module" src="/web/page/app.js"></script>'
    (tmp_path / "page/index.html").write_text(f"<!-- modules -->\n{entry}")
    (tmp_path / "page/app.js").write_text('import { a } from "./a.js";\nimport "../b.js";\nimport("./late.js");\n')
    (tmp_path / "page/a.js").write_text('import {\n  b,\n} from "../b.js";\nexport const a = b;\n')
    (tmp_path / "b.js").write_text('export { x as b } from "./page/x.js";\n')
    (tmp_path / "page/x.js").write_text("export const x = 1;\n")
    (tmp_path / "page/late.js").write_text("export {};\n")
    web = WebFiles.read(tmp_path)
    text = web.page("page/index.html").content.decode()
    names = ["page/app.js", "page/a.js", "b.js", "page/x.js"]
    assert sorted(LINK.findall(text)) == sorted(f"/web/{web.version}/{name}" for name in names)


def test_a_browser_is_told_to_destroy_what_it_kept_by_a_page_of_ours_alone(app):
    client, own = app.test_client(), {"Origin": "http://localhost"}
    told = client.post("/notes", headers=own)
    assert (told.status_code, told.headers["Clear-Site-Data"]) == (204, '"storage"')
    for other in ({}, {"Origin": "http://localhost.example"}, {"Origin": "null"}):
        refused = client.post("/notes", headers=other)
        assert refused.status_code == 403
        assert "Clear-Site-Data" not in refused.headers
