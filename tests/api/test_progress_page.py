"""The public page of the progress: readable without a script, in both languages, the same numbers as the tables."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Figure, Installation, PublicFigure
from models.engine import writing
from tests.api.administration import administrator
from tests.api.lists import apply, bring
from tests.api.test_programme import HEAD, SHANXI, brought

__all__ = ["administrator", "bring"]
VOID = {"meta", "link", "br", "input"}


TOLD_WEEKS = ("2026-W46", "2026-W45", "2026-W44")


@pytest.fixture
def told(administrator, app, installed):
    """Three weeks are over; of the last two something is told, and of the first nothing."""
    with writing(app.extensions["jianfu"].world.engine) as db:
        db.execute(sa.update(Installation).values(counted_on=date(2026, 11, 15)))
        office = installed.offices["411102", "education"].id
        first = {"counted_on": date(2026, 10, 26), "office_id": office, "matter": "homework", "source": "online"}
        db.add(Figure(**first, measure="received", count=1))
        for week, number in zip(TOLD_WEEKS, (65, 45), strict=False):
            for code in ("410000", "411100"):
                place = {"division_code": code, "matter": "*", "measure": "received"}
                db.add(PublicFigure(week=week, **place, rounded=number))
        db.commit()
    return administrator


class Balanced(HTMLParser):
    """Tags that end as they began; every attribute `on…` and every script is noted."""

    def __init__(self):
        super().__init__()
        self.open, self.active, self.heads = [], [], []

    def handle_starttag(self, tag, attrs):
        self.active += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        if tag in {"script", "style", "iframe"}:
            self.active.append(tag)
        if tag in {"h1", "h2", "h3"}:
            self.heads.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def page(client, language="en", **query):
    answer = client.get("/progress", query_string=query, headers={"Accept-Language": language})
    assert (answer.status_code, answer.mimetype) == (200, "text/html"), answer.text
    return answer


def parsed(answer):
    found = Balanced()
    found.feed(answer.text)
    found.close()
    assert found.open == []
    return found


@pytest.mark.parametrize("code", ["000000", "140000", "411102"])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_it_is_a_whole_page_without_a_script(administrator, code, language):
    answer = page(administrator.client, language, division_code=code)
    found = parsed(answer)
    assert found.active == []
    assert found.heads[0] == 1
    assert all(later - before <= 1 for before, later in zip(found.heads, found.heads[1:], strict=False))
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_complaints_and_programme_stand_side_by_side_with_rules_and_other_doors(administrator, bring):
    made = brought(administrator, bring, SHANXI)
    apply(administrator, made)
    text = page(administrator.client, division_code="140000").text
    for said in ("1,474,600", "110,600", "3,190", "2021-07", "教育厅", "Counties in the pilot"):
        assert said in text, said
    assert "In-person lessons must end by 20:30." in text
    assert 'href="tel:12345"' in text
    assert 'href="/api/v1/programme/table?division_code=140000"' in text
    above = page(administrator.client, "zh").text
    assert re.search(r'<a href="/progress\?division_code=140000&amp;lang=zh-Hans">[^<]+</a>', above)
    administrator.post(f"/registry/imports/{made['id']}/undo", None)


def test_the_language_is_that_of_the_link_before_that_of_the_browser(administrator):
    assert '<html lang="en">' in page(administrator.client, "zh", lang="en").text
    assert '<html lang="zh-Hans">' in page(administrator.client, "zh").text
    assert "division_code=140000&amp;lang=zh-Hans" in page(administrator.client, division_code="140000").text


def test_what_somebody_wrote_is_no_part_of_the_page(administrator, bring):
    made = brought(administrator, bring, HEAD + '140000,pilot_counties,2021-07,60,"<script>alert(1)</script>"\n')
    apply(administrator, made)
    answer = page(administrator.client, division_code="140000")
    assert parsed(answer).active == []
    assert "&lt;script&gt;" in answer.text
    administrator.post(f"/registry/imports/{made['id']}/undo", None)


def test_who_has_the_page_already_is_told_so_and_it_travels_small(administrator):
    first = page(administrator.client)
    assert first.headers["Cache-Control"] == "no-cache"
    assert {"Accept-Language", "Accept-Encoding"} <= set(re.split(r",\s*", first.headers["Vary"]))
    again = administrator.client.get(
        "/progress", headers={"Accept-Language": "en", "If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    small = administrator.client.get("/progress", headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.data) < len(first.data) / 3


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=12), st.text(max_size=12))
def test_whatever_is_asked_for_is_a_page_or_not_found(administrator, code, lang):
    answer = administrator.client.get("/progress", query_string={"division_code": code, "lang": lang})
    assert answer.status_code in {200, 404}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=12) | st.from_regex(r"20[0-9]{2}-W[0-9]{2}", fullmatch=True) | st.sampled_from(TOLD_WEEKS))
def test_whatever_week_is_asked_for_it_is_that_one_or_the_newest_is_shown_as_not_asked_for(told, week):
    answer = told.client.get("/progress", query_string={"week": week}, headers={"Accept-Language": "en"})
    is_there = week in {"", *TOLD_WEEKS}
    assert (answer.status_code, answer.mimetype) == (200 if is_there else 404, "text/html")
    assert ("There are no figures of the week" in answer.text) == (not is_there)
    shown = week if week in TOLD_WEEKS else TOLD_WEEKS[0]
    assert chosen(answer) == [shown]
    assert f'href="/api/v1/statistics/table?division_code=000000&amp;week={shown}"' in answer.text
    assert parsed(answer).active == []


def test_the_numbers_and_every_link_are_of_the_week_that_is_chosen(told):
    newest, before = TOLD_WEEKS[:2]
    answer = page(told.client, division_code="410000", week=before)
    assert (">65<" in answer.text, ">45<" in answer.text) == (False, True)
    links = re.findall(r'href="(/progress[^"]*)"', answer.text)
    assert len(links) == len(["the other language", "the country", "the city below"])
    assert all(link.endswith(f"&amp;week={before}") for link in links)
    table = told.client.get(f"/api/v1/statistics/table?division_code=410000&week={before}").data.decode()
    assert {line.split(",")[0] for line in table.splitlines()[1:]} == {before}
    usual = page(told.client, division_code="410000")
    assert (">65<" in usual.text, ">45<" in usual.text) == (True, False)
    assert not re.search(r'href="/progress[^"]*week=', usual.text)
    assert chosen(usual) == [newest]
    assert len(re.findall("<option ", usual.text)) == len(TOLD_WEEKS)


def test_a_page_of_another_week_is_another_page_and_one_that_is_not_there_is_not_kept(told):
    first, second = (page(told.client, week=week).headers["ETag"] for week in TOLD_WEEKS[:2])
    assert first != second
    headers = {"Accept-Language": "en", "If-None-Match": second}
    again = told.client.get("/progress", query_string={"week": TOLD_WEEKS[1]}, headers=headers)
    assert (again.status_code, again.data) == (304, b"")
    missing = told.client.get("/progress?week=2099-W01", headers=headers | {"If-None-Match": "*"})
    assert missing.status_code == 404
    assert "ETag" not in missing.headers


def test_before_any_week_is_over_there_is_none_to_choose(administrator):
    answer = administrator.client.get("/progress?week=2026-W46", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "There is no week to tell of yet." in answer.text
    assert chosen(answer) == []


PERIODS = ("2021-08", "2021-07")
MONTHS = (
    HEAD
    + "140000,pilot_counties,2021-07,60,\n140000,pilot_counties,2021-08,73,\n140000,after_school_cities,2021-07,11,\n"
)


@pytest.fixture
def reporting(told, bring):
    """A province reports of two months, in the second less."""
    apply(told, brought(told, bring, MONTHS))
    return told


def test_the_programme_and_every_link_are_of_the_period_that_is_chosen(reporting):
    usual = page(reporting.client, division_code="140000")
    assert (">73<" in usual.text, ">60<" in usual.text, ">11<" in usual.text) == (True, False, True)
    answer = page(reporting.client, division_code="140000", reporting_period="2021-07", week=TOLD_WEEKS[1])
    assert (">73<" in answer.text, ">60<" in answer.text, ">11<" in answer.text) == (False, True, True)
    assert chosen(answer) == [TOLD_WEEKS[1], "2021-07"]
    links = re.findall(r'href="(/progress[^"]*)"', answer.text)
    assert links
    assert all(link.endswith(f"&amp;week={TOLD_WEEKS[1]}&amp;reporting_period=2021-07") for link in links)
    kept = re.findall(r'<input type="hidden" name="(week|reporting_period)" value="([^"]*)">', answer.text)
    assert kept == [("reporting_period", "2021-07"), ("week", TOLD_WEEKS[1])]
    (table,) = re.findall(r'href="(/api/v1/programme/table[^"]*)"', answer.text)
    lines = reporting.client.get(table.replace("&amp;", "&")).data.decode("utf-8-sig").splitlines()
    assert [",60," in lines[1] or ",60," in lines[2], len(lines)] == [True, 3]
    assert page(reporting.client, division_code="140000", reporting_period="").data == usual.data


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=12) | st.from_regex(r"20[0-9]{2}(-[0-9]{2})?", fullmatch=True) | st.sampled_from(PERIODS))
def test_whatever_period_is_asked_for_it_is_that_one_or_the_newest_is_shown_as_not_asked_for(reporting, period):
    asked = {"division_code": "140000", "reporting_period": period}
    answer = reporting.client.get("/progress", query_string=asked, headers={"Accept-Language": "en"})
    is_there = period in {"", *PERIODS}
    assert (answer.status_code, answer.mimetype) == (200 if is_there else 404, "text/html")
    assert ("There are no numbers of the period" in answer.text) == (not is_there)
    assert chosen(answer) == [TOLD_WEEKS[0], *([period] if period in PERIODS else [])]
    assert parsed(answer).active == []


def chosen(answer):
    """What the forms have as chosen."""
    return re.findall(r'<option value="([^"]*)" selected>', answer.text)


def test_a_place_that_there_is_not_is_not_found(administrator):
    answer = administrator.client.get("/progress?division_code=999999")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
