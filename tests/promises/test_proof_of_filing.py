"""A11: who filed a report can prove it to anyone, and nothing is stored for that."""

import hashlib
import uuid
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import example, given
from hypothesis import strategies as st

from security.acknowledgements import Signed, Signer, digest_of
from security.secrets_file import new_secret
from settings import BadSettings, Settings
from tests.promises.search import found
from tests.promises.theft import dump
from tests.support.phone import homework
from tests.support.rows import count_rows

URL = "/api/v1/acknowledgements/verification"
SIGNER = Signer(b"s" * 32)


@pytest.fixture
def proof(phone):
    """What a phone keeps: the report as it was sent, and the acknowledgement."""
    body = homework(occurred_on="2026-11-16", place={"target_name": "某某小学"}, avoid_local_office=True)
    answer = phone.file(body, key=uuid.UUID("3f0c8f3c-2a4b-4d0e-9f0c-8f3c2a4b4d0e"))
    assert answer.status_code == 201
    return {"acknowledgement": answer.json["acknowledgement"], "report": body}


def verified(phone, proof):
    answer = phone.client.post(URL, json=proof)
    assert answer.status_code == 200, answer.json
    return answer.json["is_genuine"]


@pytest.mark.promise("A11")
def test_anyone_can_have_it_verified_and_nothing_is_stored(proof, phone, engine):
    before = count_rows(engine)
    assert verified(phone, proof)
    assert verified(phone, proof)
    assert count_rows(engine) == before


@pytest.mark.promise("A11")
def test_whoever_has_the_public_key_verifies_it_without_us(proof, phone):
    told = proof["acknowledgement"]
    [key] = phone.client.get("/api/v1/acknowledgements/keys").json["items"]
    assert key == {"public_key": told["public_key"], "in_use": True}
    parts = ("jianfu/acknowledgement/v1", told["reference"], told["category"], told["filed_on"], told["digest"])
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(told["public_key"]))
    public.verify(bytes.fromhex(told["signature"]), "|".join(parts).encode())


OTHERS = {
    "reference": "0000-0000",
    "category": "tutoring",
    "filed_on": "2026-11-17",
    "nonce": "11" * 32,
    "digest": "11" * 32,
    "signature": "11" * 64,
}


@pytest.mark.promise("A11")
@pytest.mark.parametrize("name", OTHERS)
def test_what_was_changed_in_it_is_noticed(proof, phone, name):
    changed = proof["acknowledgement"] | {name: OTHERS[name]}
    assert not verified(phone, {**proof, "acknowledgement": changed})


@pytest.mark.promise("A11")
@pytest.mark.parametrize(
    "change",
    [
        {"text": "别的话。"},
        {"answers": {"grade": 5}},
        {"place": {"target_name": "另一所小学"}},
        {"occurred_on": "2026-11-13"},
        {"reporter_role": "pupil"},
        {"safety": True},
    ],
    ids=str,
)
def test_another_report_is_not_what_was_acknowledged(proof, phone, change):
    other = proof["report"] | {
        name: proof["report"][name] | value if isinstance(value, dict) else value for name, value in change.items()
    }
    assert not verified(phone, {**proof, "report": other})


@pytest.mark.promise("A11")
def test_the_same_report_sent_again_has_the_same_acknowledgement(proof, phone):
    again = phone.file(proof["report"], key=uuid.UUID("3f0c8f3c-2a4b-4d0e-9f0c-8f3c2a4b4d0e"))
    assert again.json["acknowledgement"] == proof["acknowledgement"]


@pytest.mark.promise("A11")
def test_neither_nonce_nor_digest_nor_signature_is_stored(proof, engine):
    told = proof["acknowledgement"]
    secrets = [bytes.fromhex(told[name]) for name in ("nonce", "digest", "signature")]
    rows = dump(engine)
    assert len(rows) > 50
    assert [(table, column) for table, column, data in rows if found(secrets, data)] == []


@pytest.mark.promise("A11")
def test_a_key_that_was_in_use_before_still_verifies(proof, phone, app):
    service = app.extensions["jianfu"]
    old = service.world.signer
    for former, genuine in (((), False), ((old.public_key,), True)):
        world = replace(service.world, signer=Signer(new_secret(), former))
        app.extensions["jianfu"] = replace(service, world=world)
        assert verified(phone, proof) is genuine
    keys = phone.client.get("/api/v1/acknowledgements/keys").json["items"]
    assert [key["in_use"] for key in keys] == [True, False]
    assert keys[1]["public_key"] == old.public_key.hex()


@pytest.mark.promise("A11")
def test_nobody_tries_out_reports_without_the_nonce(proof):
    """The canonical report may be guessed; its digest alone tells nothing."""
    told = proof["acknowledgement"]
    assert hashlib.sha256(proof["report"]["text"].encode()).hexdigest() != told["digest"]
    assert digest_of(b"\0" * 32, b"x") != digest_of(b"\1" * 32, b"x")


SIGNED = st.builds(
    Signed,
    reference=st.text(min_size=1, max_size=12),
    category=st.text(min_size=1, max_size=12),
    filed_on=st.dates(),
    digest=st.binary(min_size=32, max_size=32),
)


@given(SIGNED, SIGNED)
def test_a_signature_is_of_one_acknowledgement_only(one, other):
    if any("|" in part for part in (one.reference, one.category)):
        with pytest.raises(ValueError, match="separator"):
            SIGNER.sign(one)
        assert not SIGNER.is_genuine(one, bytes(64))
        return
    signature = SIGNER.sign(one)
    assert SIGNER.is_genuine(one, signature)
    assert SIGNER.is_genuine(other, signature) == (one == other)


@given(SIGNED, st.binary(max_size=80))
@example(Signed("A|B", "homework", date(2026, 11, 18), b"d" * 32), b"s" * 64)
def test_what_nobody_signed_is_not_genuine(signed, signature):
    assert not SIGNER.is_genuine(signed, signature)
    assert not Signer(b"t" * 32, (b"", b"\xff" * 32)).is_genuine(signed, signature)


@pytest.mark.parametrize("setting", ["former_acknowledgement_keys", "former_audit_keys"])
def test_former_keys_are_read_from_the_environment_and_nonsense_is_named(settings, tmp_path, setting):
    env = {"JIANFU_DEMO": "1", "JIANFU_VAR": str(tmp_path)}
    name, key = f"JIANFU_{setting.upper()}", "ab" * 32
    assert getattr(Settings.from_env(env), setting) == ()
    assert getattr(Settings.from_env(env | {name: f"{key},{key}"}), setting) == (bytes.fromhex(key),) * 2
    for wrong in ("ab", "zz" * 32, f"{key};{key}"):
        with pytest.raises(BadSettings, match=f"^{name}: "):
            Settings.from_env(env | {name: wrong})
