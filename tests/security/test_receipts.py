import re
import uuid

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from security.crockford import ALPHABET, encode
from security.receipts import (
    MalformedKey,
    MalformedReceipt,
    MalformedReference,
    Receipt,
    body_mac,
    new_reference,
    parse_receipt,
    parse_reference,
    same,
)

KEYS = st.uuids(version=4)
RECEIPTS = st.builds(Receipt.from_idempotency_key, KEYS)
RECEIPT = Receipt.from_idempotency_key(uuid.UUID("5f2b9d0e-8a47-4c1b-9e36-d7c0a1b2c3d4"))
LOOKS_LIKE = {"0": "0oO", "1": "1iIlL"}


def bare(receipt):
    return receipt.text.replace("-", "")


def is_refused(text):
    try:
        parse_receipt(text)
    except MalformedReceipt:
        return True
    return False


@given(KEYS)
def test_phone_and_server_read_one_receipt_from_one_key(key):
    receipt = Receipt.from_idempotency_key(key)
    assert parse_receipt(receipt.text) == receipt == Receipt.from_idempotency_key(uuid.UUID(str(key)))
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{6}", receipt.text)


@given(RECEIPTS, st.data())
def test_a_receipt_is_read_however_it_is_typed(receipt, data):
    typed = "".join(
        data.draw(st.sampled_from(LOOKS_LIKE.get(character, character + character.lower())))
        + data.draw(st.sampled_from(["", "-", " ", "–"]))
        for character in bare(receipt)
    )
    assert parse_receipt(typed) == receipt


def test_a_receipt_typed_full_width_on_a_chinese_keyboard_is_read():
    full_width = "".join("－" if character == "-" else chr(ord(character) + 0xFEE0) for character in RECEIPT.text)
    assert parse_receipt(f"\u3000{full_width}\n") == RECEIPT


@given(RECEIPTS, st.integers(0, 20), st.sampled_from(ALPHABET))
def test_every_mistyped_character_is_caught(receipt, at, character):
    text = bare(receipt)
    assume(text[at] != character)
    assert is_refused(text[:at] + character + text[at + 1 :])


def test_every_single_substitution_in_one_receipt_is_caught():
    text = bare(RECEIPT)
    wrong = [text[:at] + c + text[at + 1 :] for at in range(21) for c in ALPHABET if c != text[at]]
    assert len(wrong) == 21 * 31
    assert all(is_refused(one) for one in wrong)


@given(RECEIPTS, st.integers(0, 20), st.integers(0, 20))
def test_every_exchange_of_two_different_characters_is_caught(receipt, one, other):
    swapped = list(bare(receipt))
    assume(swapped[one] != swapped[other])
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert is_refused("".join(swapped))


def test_every_exchange_of_two_places_in_one_receipt_is_caught():
    text = bare(RECEIPT)
    pairs = [(i, j) for i in range(21) for j in range(i) if text[i] != text[j]]
    assert len(pairs) > 150
    for i, j in pairs:
        swapped = list(text)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        assert is_refused("".join(swapped))


@given(RECEIPTS, st.integers(0, 20))
def test_a_missing_or_doubled_character_is_caught(receipt, at):
    text = bare(receipt)
    assert is_refused(text[:at] + text[at + 1 :])
    assert is_refused(text[:at] + text[at] + text[at:])


@given(st.text(max_size=80))
def test_any_text_is_a_receipt_or_malformed(text):
    try:
        receipt = parse_receipt(text)
    except MalformedReceipt:
        return
    assert parse_receipt(receipt.text) == receipt


@pytest.mark.parametrize(
    "text", ["", "U" * 21, "0" * 20, "1" + "0" * 20, "😀" * 21, RECEIPT.text + " " * 100, "0" * 10**6]
)
def test_what_cannot_be_a_receipt_is_refused(text):
    assert is_refused(text)


def test_what_is_typed_may_have_64_characters_and_no_more():
    longest = RECEIPT.text.rjust(64)
    assert parse_receipt(longest) == RECEIPT
    assert is_refused(f" {longest}")


def test_the_letter_u_is_not_part_of_the_alphabet():
    assert len(set(ALPHABET)) == len(ALPHABET) == 32
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize("characters", ["", "0" * 19, "0" * 21, "u" * 20, "o" * 20])
def test_a_receipt_holds_20_characters_of_the_alphabet(characters):
    with pytest.raises(MalformedReceipt):
        Receipt(characters)


@given(st.uuids().filter(lambda key: key.version != 4 or key.variant != uuid.RFC_4122))
def test_only_a_random_uuid_makes_a_receipt(key):
    with pytest.raises(MalformedKey):
        Receipt.from_idempotency_key(key)


@pytest.mark.parametrize(
    "key",
    [uuid.UUID(int=0), uuid.uuid5(uuid.NAMESPACE_DNS, "a"), uuid.UUID("5f2b9d0e-8a47-4c1b-ce36-d7c0a1b2c3d4")],
    ids=["nil", "named", "other variant"],
)
def test_a_uuid_that_is_not_random_is_malformed(key):
    with pytest.raises(MalformedKey):
        Receipt.from_idempotency_key(key)


@pytest.mark.promise("A3", "in part")
@pytest.mark.parametrize(
    ("read", "given_", "says"),
    [
        (parse_receipt, "0" * 65, "too long"),
        (parse_receipt, "1" + "0" * 20, "the check character does not fit"),
        (parse_receipt, "U" * 21, "a receipt is 20 characters of the alphabet"),
        (Receipt.from_idempotency_key, uuid.UUID(int=0), "a version 4 UUID is expected"),
    ],
    ids=["long", "check", "characters", "key"],
)
def test_a_refusal_says_what_is_wrong_and_nothing_else(read, given_, says):
    with pytest.raises(ValueError, match=f"^{says}$"):
        read(given_)


@pytest.mark.promise("A3")
@given(RECEIPTS, st.integers(0, 20))
def test_a_refusal_does_not_show_what_was_typed(receipt, at):
    wrong = bare(receipt)[:at] + bare(receipt)[at + 1 :]
    with pytest.raises(MalformedReceipt) as refusal:
        parse_receipt(wrong)
    assert wrong not in str(refusal.value)
    assert refusal.value.__context__ is None


@pytest.mark.promise("A3")
@given(RECEIPTS)
def test_a_receipt_does_not_show_in_logs(receipt):
    for shown in (repr(receipt), str(receipt), f"{receipt}", repr([receipt]), repr({"receipt": receipt})):
        assert receipt.characters not in shown
        assert receipt.text not in shown
    assert repr(receipt) == "Receipt(…)"


@given(RECEIPTS)
def test_the_four_keys_of_a_receipt_are_unlike_and_its_own(receipt):
    keys = [receipt.lookup, receipt.unwrap_key, receipt.body_key, bytes.fromhex(receipt.topic)]
    assert len(set(keys)) == 4
    assert {len(key) for key in keys} == {32}
    assert receipt.lookup == parse_receipt(receipt.text).lookup


@given(KEYS, KEYS)
def test_two_keys_never_share_a_receipt_or_a_look_up(one, other):
    assume(one.bytes != other.bytes)
    first, second = Receipt.from_idempotency_key(one), Receipt.from_idempotency_key(other)
    assert first != second
    assert first.lookup != second.lookup


@given(RECEIPTS)
def test_the_topic_is_one_fcm_takes(receipt):
    assert re.fullmatch(r"[a-zA-Z0-9\-_.~%]{1,900}", receipt.topic)
    assert re.fullmatch(r"[0-9a-f]{64}", receipt.topic)


@given(RECEIPTS, st.binary(max_size=50), st.binary(max_size=50))
def test_the_body_tag_tells_bodies_and_receipts_apart(receipt, one, other):
    assert same(body_mac(receipt, one), body_mac(receipt, other)) == (one == other)
    assert (receipt == RECEIPT) == same(body_mac(receipt, one), body_mac(RECEIPT, one))


def test_references_are_short_random_and_readable():
    references = {new_reference() for _ in range(500)}
    assert len(references) == 500
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", reference) for reference in references)
    assert set("".join(references)) == {*ALPHABET, "-"}


@given(st.text(ALPHABET, min_size=8, max_size=8), st.data())
def test_a_reference_is_read_however_it_is_typed(characters, data):
    typed = "".join(
        data.draw(st.sampled_from(LOOKS_LIKE.get(character, character + character.lower())))
        + data.draw(st.sampled_from(["", "-", " ", "–"]))
        for character in characters
    )
    assert parse_reference(typed) == f"{characters[:4]}-{characters[4:]}"


@given(st.text(max_size=70) | st.text(ALPHABET + "U", min_size=7, max_size=9))
def test_any_text_is_a_reference_or_malformed(text):
    try:
        reference = parse_reference(text)
    except MalformedReference:
        return
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", reference)
    assert parse_reference(reference) == reference


@pytest.mark.parametrize(
    "text", ["", "7K3M-9QX", "7K3M-9QXDD", "7K3M-9QXU", "7K3M_9QXD", "７Ｋ３Ｍ", " " * 57 + "7K3M9QXD"]
)
def test_what_cannot_be_a_reference_is_malformed(text):
    with pytest.raises(MalformedReference):
        parse_reference(text)
    assert parse_reference(" " * 56 + "7K3M9QXD") == "7K3M-9QXD"


@given(st.binary(min_size=1, max_size=20), st.data())
def test_base_32_takes_the_first_bits_first(data, draw):
    length = draw.draw(st.integers(0, 8 * len(data) // 5))
    bits = "".join(f"{byte:08b}" for byte in data)
    assert encode(data, length) == "".join(ALPHABET[int(bits[5 * at : 5 * at + 5], 2)] for at in range(length))


def test_base_32_does_not_invent_bits():
    with pytest.raises(ValueError, match="shift"):
        encode(b"ab", 4)
