import base64
import json
from datetime import UTC, date, datetime, timedelta

import altcha
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from security.proof_of_work import ChallengeRefused, ProofOfWork, solve
from security.secrets_file import derive

NOW = datetime(2090, 9, 14, 3, 0, tzinfo=UTC)  # far ahead, so that the library's own clock agrees with ours
SECRET = bytes(range(32))
WORK = ProofOfWork(SECRET, cost=1, counter_range=(1, 5))
CHALLENGE = WORK.new_challenge(NOW)
PAYLOAD = solve(CHALLENGE)
CODES = {"challenge_malformed", "challenge_forged", "challenge_unsolved", "challenge_expired"}


def refusal_of(payload, now=NOW, work=WORK):
    try:
        work.check(payload, now)
    except ChallengeRefused as refusal:
        return refusal.code
    return None


def packed(value):
    return base64.b64encode(json.dumps(value).encode()).decode()


def unpacked(payload):
    return json.loads(base64.b64decode(payload))


def changed(part, name, value):
    sent = unpacked(PAYLOAD)
    ({"solution": sent["solution"], "challenge": sent["challenge"]} | sent["challenge"])[part][name] = value
    return packed(sent)


@pytest.mark.promise("A7", "in part")
def test_a_solved_challenge_is_good():
    spent = WORK.check(PAYLOAD, NOW)
    assert len(spent.mark) == 32
    assert spent.expires_on == date(2090, 9, 14)


@pytest.mark.promise("A7", "in part")
def test_the_real_challenge_takes_150_to_350_derivations_of_cost_5000():
    work = ProofOfWork(SECRET)
    challenge = work.new_challenge(NOW)
    assert challenge["parameters"]["algorithm"] == "PBKDF2/SHA-256"
    assert challenge["parameters"]["cost"] == 5000
    payload = solve(challenge)
    assert 150 <= unpacked(payload)["solution"]["counter"] <= 350
    assert refusal_of(payload, work=work) is None


@pytest.mark.promise("A7", "in part")
def test_the_number_of_derivations_varies_over_its_whole_range():
    counters = {unpacked(solve(WORK.new_challenge(NOW)))["solution"]["counter"] for _ in range(200)}
    assert counters == {1, 2, 3, 4, 5}


@pytest.mark.promise("A7", "in part")
def test_under_attack_the_work_grows_with_the_effort():
    counters = {unpacked(solve(WORK.new_challenge(NOW, effort=4)))["solution"]["counter"] for _ in range(200)}
    assert min(counters) >= 4
    assert 5 < max(counters) <= 20


@pytest.mark.promise("A7", "in part")
def test_one_challenge_has_one_mark_however_it_is_sent():
    sent = unpacked(PAYLOAD)
    sent["solution"]["time"] = 12.5
    sent["challenge"]["parameters"] = dict(reversed(sent["challenge"]["parameters"].items()))
    again = base64.b64encode(json.dumps(sent, indent=2).encode()).decode()
    upper = changed("solution", "derivedKey", sent["solution"]["derivedKey"].upper())
    assert again != PAYLOAD
    assert {WORK.check(one, NOW).mark for one in (PAYLOAD, again, upper)} == {WORK.check(PAYLOAD, NOW).mark}


@pytest.mark.promise("A7", "in part")
def test_two_challenges_have_two_marks():
    assert WORK.check(solve(WORK.new_challenge(NOW)), NOW).mark != WORK.check(PAYLOAD, NOW).mark


def test_the_mark_tells_neither_challenge_nor_moment():
    spent = WORK.check(PAYLOAD, NOW)
    assert spent.mark.hex() not in (CHALLENGE["signature"], CHALLENGE["parameters"]["keySignature"])
    assert type(spent.expires_on) is date


def test_the_day_of_expiry_is_the_day_in_china():
    late = datetime(2090, 9, 14, 15, 55, tzinfo=UTC)  # 23:55 there; expires at 00:05 of the next day
    assert WORK.check(solve(WORK.new_challenge(late)), late).expires_on == date(2090, 9, 15)


@pytest.mark.promise("K4", "in part")
@pytest.mark.parametrize("effort", [1, 2, 40])
def test_a_good_answer_tells_how_hard_it_was_and_nobody_can_say_more(effort):
    payload = solve(WORK.new_challenge(NOW, effort=effort))
    assert WORK.check(payload, NOW).effort == effort
    for data in ({"effort": effort + 1}, {"effort": 40.0}, {"effort": {"effort": 2}}, {}, [effort], effort, None):
        sent = unpacked(payload)
        sent["challenge"]["parameters"]["data"] = data
        assert refusal_of(packed(sent)) in {"challenge_forged", "challenge_malformed"}


@pytest.mark.promise("A7", "in part")
@given(st.integers(-600, 1200))
@example(599)
@example(600)
def test_a_challenge_is_good_for_ten_minutes(seconds):
    expected = None if seconds < 600 else "challenge_expired"
    assert refusal_of(PAYLOAD, NOW + timedelta(seconds=seconds)) == expected


@pytest.mark.promise("A7", "in part")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("expiresAt", 2**40),
        ("cost", 2),
        ("cost", 1.0),
        ("cost", True),
        ("keyPrefix", ""),
        ("keyPrefix", "00"),
        ("keySignature", "0" * 64),
        ("keySignature", ""),
        ("nonce", "00"),
        ("algorithm", "SHA-256"),
        ("extra", 1),
    ],
)
def test_a_challenge_made_easier_is_forged(name, value):
    expected = "challenge_malformed" if isinstance(value, float) else "challenge_forged"
    assert refusal_of(changed("parameters", name, value)) == expected


@pytest.mark.promise("A7", "in part")
def test_a_challenge_of_another_server_is_forged():
    other = ProofOfWork(bytes(32), cost=1, counter_range=(1, 5))
    assert refusal_of(solve(other.new_challenge(NOW))) == "challenge_forged"
    assert refusal_of(changed("challenge", "signature", "")) == "challenge_forged"


@pytest.mark.promise("A7", "in part")
@given(st.binary(max_size=40))
def test_a_guessed_answer_is_unsolved(answer):
    assert refusal_of(changed("solution", "derivedKey", answer.hex())) == "challenge_unsolved"


@pytest.mark.promise("A7", "in part")
def test_the_published_half_of_the_answer_is_not_the_answer():
    half = CHALLENGE["parameters"]["keyPrefix"]
    assert refusal_of(changed("solution", "derivedKey", half)) == "challenge_unsolved"
    assert refusal_of(changed("solution", "derivedKey", half + half)) == "challenge_unsolved"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
ODD_PAYLOADS = st.fixed_dictionaries(
    {
        "challenge": JSON | st.fixed_dictionaries({"parameters": JSON, "signature": JSON}),
        "solution": JSON | st.fixed_dictionaries({"derivedKey": JSON, "counter": JSON}),
    }
)


@pytest.mark.promise("A7", "in part")
@given(st.text() | st.binary().map(lambda data: base64.b64encode(data).decode()) | (JSON | ODD_PAYLOADS).map(packed))
def test_whatever_is_sent_is_refused_with_a_code(payload):
    assert refusal_of(payload) in CODES


@pytest.mark.promise("A7", "in part")
@given(st.sampled_from(["parameters", "challenge", "solution"]), st.data())
def test_a_good_payload_with_one_odd_value_is_good_or_refused(part, data):
    sent = unpacked(PAYLOAD)
    names = sorted((sent | sent["challenge"])[part])
    payload = changed(part, data.draw(st.sampled_from(names)), data.draw(JSON))
    assert refusal_of(payload) in CODES or WORK.check(payload, NOW) == WORK.check(PAYLOAD, NOW)


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "A" * 10**7,
        packed("x" * 4000),
        base64.b64encode(b"[" * 3000).decode(),
        base64.b64encode(
            b'{"challenge":{"signature":"","parameters":{"a":' + b"[" * 990 + b"]" * 990 + b"}}}"
        ).decode(),
        base64.b64encode(b'{"a":' * 600).decode(),
        packed([]),
        packed(None),
        packed({"challenge": {"parameters": {}, "signature": "é"}, "solution": {"derivedKey": ""}}),
        base64.b64encode(b"\xff\xfe\x00").decode(),
        PAYLOAD + "\n",
        "\ud800",
    ],
    ids=range(12),
)
def test_what_cannot_be_a_payload_is_malformed(payload):
    assert refusal_of(payload) == "challenge_malformed"


def test_even_a_good_payload_is_not_read_past_the_cap():
    spaces = " " * 4096
    assert (
        refusal_of(base64.b64encode((json.dumps(unpacked(PAYLOAD)) + spaces).encode()).decode())
        == "challenge_malformed"
    )


def test_a_real_payload_fits_well_within_the_cap():
    assert len(solve(ProofOfWork(SECRET, counter_range=(1, 2)).new_challenge(NOW))) < 2048


@pytest.mark.parametrize(
    "payload",
    [
        PAYLOAD,
        changed("solution", "derivedKey", "00" * 32),
        changed("parameters", "expiresAt", 2**40),
        changed("challenge", "signature", "00" * 32),
        solve(WORK.new_challenge(NOW)),
    ],
    ids=["good", "wrong answer", "later expiry", "wrong signature", "another good one"],
)
def test_the_library_reaches_the_same_verdict(payload):
    verdict = altcha.verify_solution(
        payload,
        derive(SECRET, "challenge signature"),
        hmac_key_secret=derive(SECRET, "challenge answer"),
    )
    assert verdict.verified == (refusal_of(payload) is None)


@given(st.dictionaries(st.sampled_from(["parameters", "signature", "x"]), JSON, max_size=3))
def test_what_is_no_challenge_cannot_be_solved(challenge):
    with pytest.raises(ChallengeRefused) as refusal:
        solve(challenge)
    assert refusal.value.code == "challenge_malformed"
