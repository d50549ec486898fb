import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.sessions import MalformedToken, SessionToken, new_session_token, parse_session_token

TOKENS = st.binary(min_size=32, max_size=32).map(SessionToken)
BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(TOKENS)
def test_a_token_is_read_back_from_its_text(token):
    assert parse_session_token(token.text) == token
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token.text)


def test_tokens_are_256_random_bits():
    tokens = {new_session_token() for _ in range(200)}
    assert len(tokens) == 200
    assert {len(token.id) for token in tokens} == {32}


@pytest.mark.promise("A2")
@given(TOKENS)
def test_what_is_stored_of_a_session_is_neither_its_token_nor_its_key(token):
    assert len({token.id, token.lookup, token.key}) == 3
    assert len(token.lookup) == len(token.key) == 32


@given(TOKENS)
def test_a_token_does_not_show_in_logs(token):
    for shown in (repr(token), str(token), f"{token}"):
        assert token.text not in shown
        assert token.id.hex() not in shown
        assert repr(token.id) not in shown


@given(st.text(max_size=60) | st.text(BASE64URL + "+/= \n", min_size=40, max_size=46))
def test_any_text_is_a_token_or_malformed(text):
    try:
        token = parse_session_token(text)
    except MalformedToken:
        return
    assert token.text == text


@given(TOKENS)
def test_one_token_has_one_text(token):
    text = token.text
    loose = BASE64URL[BASE64URL.index(text[-1]) ^ 1]
    for other in (text + "=", text[:-1], text[:-1] + loose, " " + text[1:], text + "A"):
        with pytest.raises(MalformedToken):
            parse_session_token(other)


@pytest.mark.parametrize("text", ["", "é" * 43, "\ud800" * 43, "+" * 43, "A" * 10**6])
def test_what_cannot_be_a_token_is_malformed(text):
    with pytest.raises(MalformedToken):
        parse_session_token(text)


def test_the_keys_of_a_session_do_not_change_between_versions():
    token = SessionToken(bytes(range(32)))
    assert token.text == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    assert token.lookup.hex() == "d9244ccd8a8ea5825a73efd37f201fa6a02f61314608aed68bf67ba688c0b412"
    assert token.key.hex() == "0a04ad3ecd0262ce4d238be2b0c737c217b7ba282cdb964d63313dcb48ae652d"
