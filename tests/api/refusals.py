"""What every refusal has in common: one problem document, in the reader's language, without an echo."""

import json
import re

CANARY = "ZQ7XKANARIE"
"""Stands in every bad value; no answer may repeat it."""

LOCALES = ("zh-Hans", "en")
HAN = re.compile(r"[\u4e00-\u9fff]")
MORE = {"stale": {"changed"}, "otp_needed": {"factors", "options"}, "work_needed": {"challenge"}}
"""What some problems say beside, by code."""
NAMES = {"type", "title", "status", "code", "detail", "errors"}
OWN_WORDS = ("title", "detail")


def check_problem(response, status, code=None, *fields, locale):
    """The problem document of DESIGN §7; `fields`, where given, are all the fields that its errors name."""
    text = response.get_data(as_text=True)
    assert response.status_code == status, text
    assert response.mimetype == "application/problem+json"
    assert CANARY.lower() not in (text + str(response.headers)).lower()
    assert "<" not in text, "no HTML"
    document = json.loads(text)
    assert document.keys() - MORE.get(document["code"], set()) == NAMES
    assert document["type"] == f"urn:jianfu:problem:{document['code']}"
    assert document["status"] == status
    assert code in (None, document["code"])
    said = [document[name] for name in OWN_WORDS]
    for error in document["errors"]:
        assert error.keys() == {"field", "code", "message"}
        said.append(error["message"])
    assert all(bool(HAN.search(sentence)) == (locale == "zh-Hans") for sentence in said), said
    if fields:
        assert {error["field"] for error in document["errors"]} == set(fields), document["errors"]
    return document


def refused(client, method, path, status, code=None, *fields, headers=None, **options):
    """Send the same bad request in both languages; the English problem document."""
    for locale in LOCALES:
        response = client.open(
            f"/api/v1{path}", method=method, headers={**(headers or {}), "Accept-Language": locale}, **options
        )
        document = check_problem(response, status, code, *fields, locale=locale)
    return document


def message_of(document, field):
    """What is said about a field."""
    return next(error["message"] for error in document["errors"] if error["field"] == field)
