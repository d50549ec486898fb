"""Log-in and who am I."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.schemas.common import OfficeOut
from api.schemas.fields import COMMON, Flag, Id, In, Part, Said, Text, code
from api.schemas.queue import FiltersIn
from policy.views import LONGEST_NAME, MOST_SAVED
from security.passkeys import LONGEST_PART
from security.proof_of_work import LONGEST_PAYLOAD


class UsedPasskeyIn(In):
    """What a browser says of a passkey that was used (AuthenticatorAssertionResponse); all in base64url."""

    credential_id = Text(LONGEST_PART, least=1, required=True)
    client_data = Text(LONGEST_PART, least=1, required=True)
    authenticator_data = Text(LONGEST_PART, least=1, required=True)
    signature = Text(LONGEST_PART, least=1, required=True)


class MadePasskeyIn(In):
    """What a browser says of a passkey that was made (AuthenticatorAttestationResponse); all in base64url."""

    credential_id = Text(LONGEST_PART, least=1, required=True)
    client_data = Text(LONGEST_PART, least=1, required=True)
    attestation = Text(LONGEST_PART, least=1, required=True)


class LogInIn(In):
    """Name, password, and a second factor: 6 digits, a passkey that answered the `options` of the refusal, or a code.

    `cookie` asks for a session cookie instead of a token; `challenge` solves that of a refusal `work_needed`.
    """

    username = Text(40, least=1, required=True)
    password = Text(200, least=1, required=True)
    otp = Text(20, load_default=None, allow_none=True)
    recovery_code = Text(40, load_default=None, allow_none=True)
    passkey = Part(UsedPasskeyIn, load_default=None, allow_none=True)
    challenge = Text(LONGEST_PAYLOAD, load_default=None, allow_none=True)
    cookie = Flag(load_default=False)


class PasskeyLogInIn(In):
    """A passkey and what its PRF gave (32 bytes in base64url), instead of name and password."""

    passkey = Part(UsedPasskeyIn, required=True)
    prf = Text(60, least=1, required=True)
    cookie = Flag(load_default=False)


class EnrolIn(In):
    """The password once more: the seed is sealed under it."""

    password = Text(200, least=1, required=True)


class ConfirmIn(EnrolIn):
    """The password, and a code of the authenticator app."""

    otp = Text(20, least=1, required=True)


class PasskeyIn(EnrolIn):
    """The password, a new passkey, what to call it, and what its PRF gave where it has that."""

    name = Text(60, least=1, required=True)
    passkey = Part(MadePasskeyIn, required=True)
    prf = Text(60, load_default=None, allow_none=True)


class PasskeyOptionsOut(Schema):
    """`options` as the standard has them: for `PublicKeyCredential.parse…OptionsFromJSON`."""

    options = fields.Dict(required=True)


class NewPasskeyOut(Schema):
    """The passkey that was added."""

    id = fields.String(required=True)


class PasskeyOut(NewPasskeyOut):
    """One of the own passkeys; with `replaces_password` it logs in alone."""

    name = fields.String(required=True)
    added_on = fields.Date(required=True)
    last_used_on = fields.Date(required=True, allow_none=True)
    replaces_password = fields.Boolean(required=True)


class FactorsOut(Schema):
    """What the account has beside its password."""

    has_authenticator = fields.Boolean(required=True)
    passkeys = fields.List(fields.Nested(PasskeyOut), required=True)
    recovery_codes_left = fields.Integer(required=True)


class RecoveryCodesOut(Schema):
    """Shown once: each stands in for the second factor once, and never for the password."""

    recovery_codes = fields.List(fields.String(), required=True)


class OwnSessionOut(Schema):
    """A session of one's own, to the day."""

    began_on = fields.Date(required=True)
    last_used_on = fields.Date(required=True)
    is_this = fields.Boolean(required=True)


class OwnSessionsOut(Schema):
    """The own sessions, this one first."""

    items = fields.List(fields.Nested(OwnSessionOut), required=True)


class SecondFactorOut(Schema):
    """For the authenticator app, as a link or a QR code."""

    otpauth_uri = fields.String(required=True)


class ViewOut(Schema):
    """A view of the queue: `filters` by the names of `GET /cases`. A queue opens with the one that `is_default`."""

    id = fields.String(required=True)
    name = Said(lambda view: view.name, required=True)
    filters = fields.Dict(required=True)
    is_default = fields.Boolean(required=True)


class ViewFiltersIn(FiltersIn):
    """Filters of the queue as a body has them."""

    open = Flag()
    overdue = Flag()


class SavedViewIn(In):
    """A view that somebody saves."""

    id = Id(required=True)
    name = Text(LONGEST_NAME, least=1, required=True)
    filters = Part(ViewFiltersIn, required=True)


class SavedViewsIn(In):
    """All of them."""

    items = fields.List(
        Part(SavedViewIn),
        required=True,
        validate=validate.Length(max=MOST_SAVED, error=code("field.too_many", max=MOST_SAVED)),
        error_messages={**COMMON, "invalid": "field.type_list"},
    )


class SavedViewOut(Schema):
    """A view that somebody saved."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    filters = fields.Dict(required=True)


class SavedViewsOut(Schema):
    """All of them, in the order in which they were kept."""

    items = fields.List(fields.Nested(SavedViewOut), required=True)


class MeOut(Schema):
    """Who is logged in, and what the role may do; with `is_pending` or `must_enrol` that is nothing yet.

    `views` are the role's own of the queue, `saved_views` the person's; `filters` the names of those of `GET /cases`
    that tell the role something.
    `wrong_codes` one-time codes came with the right password and were wrong since `wrong_codes_since`.
    """

    id = fields.String(required=True)
    username = fields.String(required=True)
    role = fields.String(required=True)
    office_id = fields.String(required=True, allow_none=True)
    office = fields.Nested(OfficeOut, required=True, allow_none=True)
    permissions = fields.List(fields.String(), required=True)
    is_pending = fields.Boolean(required=True)
    must_enrol = fields.Boolean(required=True)
    has_second_factor = fields.Boolean(required=True)
    wrong_codes = fields.Integer(required=True)
    wrong_codes_since = fields.Date(required=True, allow_none=True)
    views = fields.List(fields.Nested(ViewOut), required=True)
    saved_views = fields.List(fields.Nested(SavedViewOut), required=True)
    filters = fields.List(fields.String(), required=True)


class SessionOut(MeOut):
    """A new session; `token` is null when it went into a cookie."""

    token = fields.String(required=True, allow_none=True)
    expires_at = fields.AwareDateTime(required=True)
