"""What a browser says about a passkey: the answer to a challenge of ours, or refused."""

from contextlib import suppress
from datetime import UTC, datetime

from security.passkeys import Known, PasskeyRefused, Passkeys, RelyingParty
from tests.support.passkeys import Authenticator, read, write

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
OURS = Passkeys(b"s" * 32, RelyingParty.at("http://localhost:8000"))
DEVICE = Authenticator(counts=False)
MADE = DEVICE.create(OURS.creation_options("staff-1", "x", [], NOW))
KNOWN = OURS.registered(MADE, "staff-1", NOW).passkey
USED = DEVICE.get(OURS.request_options("staff-1", [], NOW))


PARTS = [(answer, name) for answer in (MADE, USED) for name in sorted(answer)]


def webauthn(data):
    """The first byte says which part of which answer the rest stands for."""
    which, part = data[:1] or b"\0", write(data[1:])
    answer, name = PARTS[which[0] % len(PARTS)]
    with suppress(PasskeyRefused):
        if answer is MADE:
            known = OURS.registered(MADE | {name: part}, "staff-1", NOW).passkey
            assert isinstance(known, Known)
        else:
            assert OURS.asserted(USED | {name: part}, KNOWN, "staff-1", NOW).passkey == KNOWN


SEEDS = {"webauthn": tuple(bytes((at,)) + read(answer[name]) for at, (answer, name) in enumerate(PARTS))}
