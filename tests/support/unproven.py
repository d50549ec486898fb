"""Bodies of the right shape that prove nothing."""

ACKNOWLEDGEMENT = {
    "reference": "7K3M-9QXD",
    "category": "homework",
    "filed_on": "2026-11-18",
    "nonce": "00" * 32,
    "digest": "00" * 32,
    "public_key": "00" * 32,
    "signature": "00" * 64,
}
USED_PASSKEY = dict.fromkeys(("credential_id", "client_data", "authenticator_data", "signature"), "AAAA")
