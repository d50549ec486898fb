"""Fields that are strict about what comes in and speak the reader's language on the way out.

Errors are codes of `policy/data/words`, with their parameters behind a `?`; `api.problems` says them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from marshmallow import Schema, ValidationError, fields, pre_load, validate

from policy.disclosure import without_identity
from policy.vocabulary import Reason
from policy.words import match
from security.receipts import LONGEST_TYPED, MalformedReference, parse_reference

Say = Callable[[str, Mapping[str, object]], str]


@dataclass(frozen=True)
class Reader:
    """Who the answer is for: the locale, and how to say a code in it."""

    locale: str
    say: Say


reader: ContextVar[Reader] = ContextVar("reader")
"""The reader of the answer that is being made."""

ME = "me"
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
LONGEST_TAG = 35  # RFC 5646 §4.4.1
COMMON = {"required": "field.required", "null": "field.required", "validator_failed": "field.invalid"}


def code(name: str, **params: object) -> str:
    """An error as marshmallow carries it."""
    return f"{name}?{urlencode(params)}" if params else name


class In(Schema):
    """What a client sends: nothing unknown, nothing guessed."""

    error_messages = {"unknown": "field.unknown", "type": "field.type_object"}  # noqa: RUF012 - marshmallow's attribute


class FromReporter(In):
    """What a phone sends: who the reporter is, should a client say so, is dropped before anything looks at it."""

    @pre_load
    def forget_identity(self, data: Any, **_: Any) -> Any:
        """It is never stored, logged or signed."""
        return without_identity(data)


class Text(fields.String):
    """Text that both databases can hold: no NUL, no lone surrogate. At most `longest` characters."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's attribute
        **COMMON,
        "invalid": "field.type_text",
        "invalid_utf8": "field.type_text",
    }

    def __init__(self, longest: int, *, least: int = 0, **options: Any) -> None:
        limits = [validate.Length(max=longest, error=code("field.too_long", max=longest))]
        if least:
            limits.insert(0, validate.Length(min=least, error="field.required"))
        super().__init__(validate=limits, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if UNSTORABLE.search(text):
            raise self.make_error("invalid_utf8")
        return text.strip()


class Address(Text):
    """What a push service calls a phone: printable ASCII without space, quotation mark and backslash."""

    def __init__(self, longest: int, **options: Any) -> None:
        super().__init__(longest, least=1, **options)
        self.validators.append(validate.Regexp(r"[!#-\[\]-~]*\Z", error="field.type_address"))


class Read(Address):
    """An address, or a part of one, that has to make sense to `read` (which raises ValueError)."""

    def __init__(self, longest: int, read: Callable[[str], object], **options: Any) -> None:
        super().__init__(longest, **options)
        self.validators.append(self._makes_sense)
        self._read = read

    def _makes_sense(self, text: str) -> None:
        try:
            self._read(text)
        except ValueError:
            raise ValidationError("field.type_address") from None


class Reference(Text):
    """The reference of a report, as somebody typed or heard it: small letters, no dash, O for 0."""

    def __init__(self, **options: Any) -> None:
        super().__init__(LONGEST_TYPED, least=1, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return parse_reference(text) if text else text
        except MalformedReference:
            raise ValidationError("field.type_reference") from None


class Choice(fields.String):
    """One of the values given."""

    default_error_messages = {**COMMON, "invalid": "field.type_text"}  # noqa: RUF012 - marshmallow's attribute

    def __init__(self, values: Any, **options: Any) -> None:
        allowed = [str(value) for value in values]
        error = code("field.not_offered", allowed=", ".join(allowed))
        super().__init__(validate=validate.OneOf(allowed, error=error), **options)


class Locale(fields.String):
    """A language, as loosely as `Accept-Language` has it; one that we do not speak is zh-Hans."""

    default_error_messages = {**COMMON, "invalid": "field.type_text"}  # noqa: RUF012 - marshmallow's attribute

    def __init__(self, **options: Any) -> None:
        limit = validate.Length(max=LONGEST_TAG, error=code("field.too_long", max=LONGEST_TAG))
        super().__init__(validate=limit, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        tag = super()._deserialize(value, attr, data, **kwargs)
        return match(tag) if len(tag) <= LONGEST_TAG else tag


class Flag(fields.Boolean):
    """true or false, nothing that looks like it."""

    default_error_messages = {**COMMON, "invalid": "field.type_boolean"}  # noqa: RUF012 - marshmallow's attribute

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:  # noqa: ARG002 - marshmallow's signature
        if value is True or value is False:
            return value
        raise self.make_error("invalid", input=None)


class QueryFlag(fields.Boolean):
    """true or false in a query string."""

    default_error_messages = {**COMMON, "invalid": "field.type_boolean"}  # noqa: RUF012 - marshmallow's attribute

    def __init__(self, **options: Any) -> None:
        super().__init__(truthy={"true"}, falsy={"false"}, **options)


class Day(fields.Date):
    """A date, YYYY-MM-DD."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's attribute
        **COMMON,
        "invalid": "field.type_date",
        "format": "field.type_date",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not DATE.fullmatch(value):
            raise self.make_error("invalid", input=None, obj_type="date")
        return super()._deserialize(value, attr, data, **kwargs)


class Id(fields.UUID):
    """A row id, in its canonical form."""

    default_error_messages = {**COMMON, "invalid_uuid": "field.type_id"}  # noqa: RUF012 - marshmallow's attribute

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise self.make_error("invalid_uuid")
        return str(super()._deserialize(value, attr, data, **kwargs))


class Assignee(Id):
    """A member of staff's id, or `me`."""

    default_error_messages = {"invalid_uuid": "field.type_assignee"}  # noqa: RUF012 - marshmallow's attribute

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return value if value == ME else super()._deserialize(value, attr, data, **kwargs)


class Whole(fields.Integer):
    """A whole number between two bounds; as text in a query string."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's attribute
        **COMMON,
        "invalid": "field.type_integer",
        "too_large": "field.type_integer",
    }

    def __init__(self, least: int, most: int, **options: Any) -> None:
        limits = validate.Range(least, most, error=code("field.range", min=least, max=most))
        super().__init__(validate=limits, **options)


class Count(Whole):
    """A whole number between two bounds as JSON has it: no text, no true."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002 - marshmallow's signature
        if type(value) is not int:
            raise self.make_error("invalid", input=None)
        return int(value)


class Codes(fields.List[str]):
    """Codes of at most `longest` characters, none twice, at most `most` of them; nothing given is none."""

    default_error_messages = {**COMMON, "invalid": "field.type_list"}  # noqa: RUF012 - marshmallow's attribute

    def __init__(self, longest: int, most: int) -> None:
        limit = validate.Length(max=most, error=code("field.too_many", max=most))
        unique = {"uniqueItems": True}
        super().__init__(Text(longest, least=1), load_default=list, validate=limit, metadata=unique)


class Part(fields.Nested):
    """An object within the body."""

    default_error_messages = {**COMMON, "type": "field.type_object"}  # noqa: RUF012 - marshmallow's attribute


class Answers(fields.Dict):
    """Answers by question id; `policy.answers` checks what is in it."""

    default_error_messages = {**COMMON, "invalid": "field.type_object"}  # noqa: RUF012 - marshmallow's attribute


def one_of(values: Iterable[object], **options: Any) -> fields.String:
    """A value of the vocabulary, on the way out; the document lists them."""
    return fields.String(required=True, metadata={"enum": [str(value) for value in values]}, **options)


class Said(fields.String):
    """A sentence in the reader's language; `code_of` gives its code, or its Reason, from the object dumped."""

    def __init__(self, code_of: Callable[[Any], str | Reason | None], **options: Any) -> None:
        super().__init__(**options)
        self.code_of = code_of

    def serialize(self, attr: str, obj: Any, accessor: Any = None, **kwargs: Any) -> str | None:  # noqa: ARG002 - marshmallow's signature
        """The sentence, if there is one to say."""
        reason = self.code_of(obj)
        if not reason:
            return None
        said = Reason(reason) if isinstance(reason, str) else reason
        return reader.get().say(said.code, said.params)


class SaidEach(fields.List[str]):
    """Sentences in the reader's language; `codes_of` gives their codes from the object dumped."""

    def __init__(self, codes_of: Callable[[Any], Iterable[str]], **options: Any) -> None:
        super().__init__(fields.String(), **options)
        self.codes_of = codes_of

    def serialize(self, attr: str, obj: Any, accessor: Any = None, **kwargs: Any) -> list[str]:  # noqa: ARG002 - marshmallow's signature
        """Each of them."""
        return [reader.get().say(one, {}) for one in self.codes_of(obj)]


class Facet(fields.Nested):
    """A part of the answer that is made from the same object as the whole."""

    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = None) -> Any:  # noqa: ARG002 - marshmallow's signature
        """The object itself."""
        return obj
