"""Each way a use case can say no.

Refusal
├── InvalidFields       something in the input, field by field
├── NotAuthenticated    no session
│   ├── BadCredentials  wrong name, password or code
│   └── OtpNeeded       the password is right, and a second factor is needed
├── WorkNeeded          a log-in needs a solved challenge as well
├── NotPermitted        the role may not do this
│   ├── EnrolFirst      without a second factor there is nothing but setting one up
│   └── KeyNotHeld      the key needed is one that the caller cannot open
├── NotFound            no such thing, or not for this reader: the same answer
├── UnknownReceipt      well-formed, but opens nothing
├── Gone                the report of this Idempotency-Key was withdrawn
├── OtherBody           the Idempotency-Key was used for another report
├── OfNoUse             the command cannot be carried out as things are
├── BackupRefused       a backup that is not restored; each kind says why
├── EvidenceRefused     a file that is not taken; each kind says why
│   └── EvidenceTooLarge
├── UploadRefused       this request about an upload is not possible now
│   ├── WrongOffset     it goes on elsewhere
│   ├── UploadLocked    another request is finishing it
│   ├── ChecksumMismatch
│   ├── EvidenceBusy    too much is going on; what has arrived is kept
│   └── TooManyUploads  too much of one report
└── Stale               somebody changed the case in the meantime
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policy.vocabulary import FieldError, Reason


class Refusal(Exception):
    """A use case said no; `reason.code` names the problem."""

    code = "refused"

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.reason = Reason(self.code, params)


class InvalidFields(Refusal):
    """Fields whose content is not allowed."""

    code = "invalid_fields"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__()
        self.errors = tuple(errors)

    @classmethod
    def one(cls, field: str, code: str, **params: object) -> InvalidFields:
        """Just one field is wrong."""
        return cls([FieldError(field, Reason(code, params))])


class NotAuthenticated(Refusal):
    """No valid session, or name and password do not match."""

    code = "unauthenticated"


class BadCredentials(NotAuthenticated):
    """Name, password or code is wrong; never which."""

    code = "bad_credentials"


class OtpNeeded(NotAuthenticated):
    """The password is right; a second factor is needed as well: `factors` says which, `options` is for a passkey."""

    code = "otp_needed"

    def __init__(self, factors: Sequence[str] = ("otp",), options: Mapping[str, object] | None = None) -> None:
        super().__init__()
        self.factors = tuple(factors)
        self.options = options


class WorkNeeded(Refusal):
    """So many log-ins went wrong for this account that the next needs a solved challenge: `challenge`, or as hard."""

    code = "work_needed"


class NotPermitted(Refusal):
    """The role may not do this."""

    code = "forbidden"


class EnrolFirst(NotPermitted):
    """Without a second factor there is nothing to do but set one up."""

    code = "enrol_first"


class KeyNotHeld(NotPermitted):
    """Only somebody who can open an office's key can pass it on."""

    code = "key_not_held"


class NotFound(Refusal):
    """Nothing there, or nothing for this reader."""

    code = "not_found"


class UnknownReceipt(Refusal):
    """A well-formed receipt that opens nothing: never existed, deleted and expired read alike."""

    code = "unknown_receipt"


class Gone(Refusal):
    """The report that was filed with this Idempotency-Key was withdrawn; the key is not used again."""

    code = "gone"


class OtherBody(Refusal):
    """This Idempotency-Key belongs to a report with another body."""

    code = "conflict_other_body"


class OfNoUse(Refusal):
    """What was asked for cannot be done as things are; each kind says why."""


class KeysChanged(OfNoUse):
    """Account or office got other keys in the meantime; try again."""

    code = "keys_changed"


class SecondFactorExists(OfNoUse):
    """The account has a second factor already."""

    code = "second_factor_exists"


class LastSecondFactor(OfNoUse):
    """Without this passkey the account would have no second factor, and it needs one."""

    code = "last_second_factor"


class PasskeyTaken(OfNoUse):
    """The passkey is registered already, or the account has as many as it may have."""

    code = "passkey_taken"


class WrongRecoveryKey(OfNoUse):
    """This is not the recovery key of this installation."""

    code = "wrong_recovery_key"


class BadUsername(OfNoUse):
    """The name is none: 1 to 40 of a to z, digits, dots, dashes, underscores, a letter or digit first and last."""

    code = "bad_username"


class UsernameTaken(BadUsername):
    """Somebody has this name, or had it: it stands in the history of cases."""

    code = "username_taken"


class BadOffice(OfNoUse):
    """There is no such office, it exists already, or it is not what the role needs."""

    code = "bad_office"


class BadSuperior(OfNoUse):
    """There is no such office above, or it would stand above itself; the root has none, every other office has one."""

    code = "bad_superior"


class ResealPending(OfNoUse):
    """The case came up without anybody's key; somebody with the oversight key has to seal it for this office first."""

    code = "reseal_pending"


class RootStays(OfNoUse):
    """The office that takes what nobody else can is never closed."""

    code = "root_stays"


class OfficeClosed(OfNoUse):
    """The office is closed: it gets no staff, no offices below it, and is not added again."""

    code = "office_closed"


class LastAdministrator(OfNoUse):
    """Without this account nobody would administer the installation."""

    code = "last_administrator"


class BackupRefused(Refusal):
    """A backup that cannot be made or is not restored, or a ledger that cannot be read."""

    code = "backup_damaged"

    def __init__(self, code: str | None = None, **params: object) -> None:
        self.code = code or self.code
        super().__init__(**params)


class EvidenceRefused(Refusal):
    """A file that is not taken."""

    code = "evidence_type"

    def __init__(self, code: str | None = None, **params: object) -> None:
        self.code = code or self.code
        super().__init__(**params)


class EvidenceEmpty(EvidenceRefused):
    """There is nothing in it."""

    code = "evidence_empty"


class EvidenceTooMany(EvidenceRefused):
    """The report has as many files as it may have."""

    code = "evidence_too_many"


class EvidenceTooLate(EvidenceRefused):
    """The office has answered."""

    code = "evidence_too_late"


class EvidenceTooLarge(EvidenceRefused):
    """It is longer than a file may be, or than was announced."""

    code = "evidence_too_large"


class UploadRefused(Refusal):
    """The request about an upload is not possible as things are; the upload stays."""


class WrongOffset(UploadRefused):
    """The upload does not end where the sender goes on."""

    code = "wrong_offset"


class UploadLocked(UploadRefused):
    """Another request is finishing this upload."""

    code = "upload_locked"


class ChecksumMismatch(UploadRefused):
    """What arrived is not what was sent, and was dropped."""

    code = "checksum_mismatch"


class EvidenceBusy(UploadRefused):
    """As many files are being worked on as may be at a time; what has arrived is kept."""

    code = "evidence_busy"


class TooManyUploads(UploadRefused):
    """As many files of one report are coming as may be at a time; what has arrived is kept."""

    code = "too_many_uploads"


class Stale(Refusal):
    """The case is not what the caller saw; `changed` is the history since then."""

    code = "stale"

    def __init__(self, version: int, changed: list[dict[str, object]]) -> None:
        super().__init__()
        self.version = version
        self.changed = changed
