import pytest
from hypothesis import given
from hypothesis import strategies as st

from security import padding
from security.envelope import CannotOpen, new_key, open_json, open_sealed, seal, seal_json

KEY = bytes(range(32))
ADDRESS = {"table": "reports", "column": "sealed_text", "row_id": "r1"}
PARTS = st.text(st.characters(exclude_characters="|", exclude_categories=["Cs"]), min_size=1, max_size=20)
SEALED = seal(KEY, "每天写到十一点".encode(), **ADDRESS)


def assert_refused(key, sealed, **address):
    with pytest.raises(CannotOpen) as refusal:
        open_sealed(key, sealed, **{**ADDRESS, **address})
    assert str(refusal.value) == "sealed data did not open"
    assert refusal.value.__context__ is None  # no cause that could hold plaintext


@pytest.mark.promise("K2")
@given(st.binary(max_size=3000), PARTS, PARTS, PARTS)
def test_what_was_sealed_opens_at_its_place(plaintext, table, column, row_id):
    key = new_key()
    sealed = seal(key, plaintext, table=table, column=column, row_id=row_id)
    assert open_sealed(key, sealed, table=table, column=column, row_id=row_id) == plaintext


@pytest.mark.promise("K2")
@given(st.integers(0, len(SEALED) - 1))
def test_a_truncated_envelope_does_not_open(length):
    assert_refused(KEY, SEALED[:length])


@pytest.mark.promise("K2")
def test_every_flipped_bit_is_noticed():
    for at in range(8 * len(SEALED)):
        changed = bytearray(SEALED)
        changed[at // 8] ^= 1 << at % 8
        assert_refused(KEY, bytes(changed))


@pytest.mark.promise("K2")
@given(st.binary(max_size=200))
def test_random_bytes_do_not_open(sealed):
    assert_refused(KEY, sealed)


@pytest.mark.promise("K2")
@given(st.binary(min_size=1, max_size=40))
def test_an_envelope_with_something_behind_it_does_not_open(tail):
    assert_refused(KEY, SEALED + tail)


@pytest.mark.promise("K2")
@given(st.binary(max_size=64).filter(lambda key: key != KEY))
def test_another_key_does_not_open(key):
    assert_refused(key, SEALED)


@pytest.mark.promise("K2")
@given(st.sampled_from(sorted(ADDRESS)), PARTS | st.just("") | st.just("a|b"))
def test_an_envelope_moved_elsewhere_does_not_open(part, value):
    if value != ADDRESS[part]:
        assert_refused(KEY, SEALED, **{part: value})


@pytest.mark.promise("K2")
def test_two_rows_cannot_swap_their_envelopes():
    other = seal(KEY, b"other", **{**ADDRESS, "row_id": "r2"})
    assert_refused(KEY, other)
    assert_refused(KEY, SEALED, row_id="r2")


@pytest.mark.promise("K2")
def test_nonce_of_one_envelope_does_not_fit_another():
    other = seal(KEY, "每天写到十一点".encode(), **ADDRESS)
    assert_refused(KEY, other[:14] + SEALED[14:])


@pytest.mark.parametrize("place", [{"table": "a|b"}, {"column": "a|b"}, {"row_id": "a|b"}, {"row_id": ""}])
def test_the_separator_or_nothing_is_no_part_of_an_address(place):
    with pytest.raises(ValueError, match="separator"):
        seal(KEY, b"", **{**ADDRESS, **place})


@given(st.binary(max_size=64).filter(lambda key: len(key) != 32))
def test_nothing_is_sealed_under_a_key_of_another_size(key):
    with pytest.raises(ValueError, match="32 bytes"):
        seal(key, b"", **ADDRESS)


def test_the_same_text_never_seals_the_same_way_twice():
    assert len({seal(KEY, b"same", **ADDRESS) for _ in range(200)}) == 200


def test_keys_are_32_random_bytes():
    keys = {new_key() for _ in range(200)}
    assert len(keys) == 200
    assert {len(key) for key in keys} == {32}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@given(JSON)
def test_json_comes_back_as_it_went_in(value):
    assert open_json(KEY, seal_json(KEY, value, **ADDRESS), **ADDRESS) == value


def test_json_is_sealed_compact_and_in_utf8():
    sealed = seal_json(KEY, {"grade": 3, "text": "作业"}, **ADDRESS)
    assert open_sealed(KEY, sealed, **ADDRESS) == '{"grade":3,"text":"作业"}'.encode()


def test_a_sealed_text_that_is_no_json_does_not_open_as_json():
    with pytest.raises(CannotOpen) as refusal:
        open_json(KEY, SEALED, **ADDRESS)
    assert refusal.value.__context__ is None


def test_numbers_json_does_not_know_are_refused():
    with pytest.raises(ValueError, match="JSON"):
        seal_json(KEY, float("nan"), **ADDRESS)


@given(st.binary(max_size=5000))
def test_padding_is_reversible_and_ends_at_a_bucket(data):
    padded = padding.pad(data)
    assert padding.unpad(padded) == data
    assert len(padded) in padding.BUCKETS


@given(st.integers(0, 8000), st.integers(0, 8000))
def test_texts_of_one_bucket_look_alike_and_no_bucket_is_skipped(one, other):
    sizes = [len(seal(KEY, b"x" * length, **ADDRESS)) - 30 for length in (one, other)]
    for length, size in zip((one, other), sizes, strict=True):
        assert length + 4 <= size
        assert size == 64 or size // 2 < length + 4


def test_buckets_double_from_64_bytes_to_one_mebibyte():
    assert list(padding.BUCKETS) == [64 * 2**step for step in range(15)]


def test_the_longest_text_fits_and_one_more_byte_does_not():
    longest = bytes(padding.LARGEST - 4)
    assert padding.unpad(padding.pad(longest)) == longest
    with pytest.raises(ValueError, match="too long"):
        padding.pad(longest + b"\0")


@given(st.binary(max_size=200))
def test_only_what_was_padded_can_be_unpadded(padded):
    try:
        data = padding.unpad(padded)
    except ValueError:
        return
    assert padding.pad(data) == padded


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\0" * 63,
        b"\0" * 96,
        b"\0\0\0\x3d" + b"\0" * 60,
        b"\xff\xff\xff\xff" + b"\0" * 60,
        b"\0\0\0\x01a" + b"\0" * 58 + b"b",
        b"\0" * 128,
    ],
    ids=["empty", "short", "no bucket", "length past the end", "huge length", "no zeros", "a bucket too large"],
)
def test_wrong_padding_is_refused(padded):
    with pytest.raises(ValueError, match="not padded"):
        padding.unpad(padded)
