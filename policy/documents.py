"""The documents that rules cite; their titles and issuers are words, for a reader sees those and no web address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, StringConstraints

from policy.reading import DATA, NO_OTHER_KEYS, laid_over, read_csv

PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}(-\d{2})?$")]


class Confidence(StrEnum):
    """How well a fact is known: legal text read, dated public page, partly recalled, recalled only."""

    VT = "VT"
    V = "V"
    P = "P"
    M = "M"

    @property
    def known(self) -> bool:
        """Whether a rule or price may be in use by default."""
        return self in (Confidence.VT, Confidence.V)


@dataclass(frozen=True, kw_only=True)
class Document:
    """A law, measure or notice; `issued` is the day or the month it is dated or was posted."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS

    key: str
    number: str | None
    number_confidence: Confidence | None
    issued: PartialDate

    @property
    def title_code(self) -> str:
        """The word for its title."""
        return f"document.{self.key}.title"

    @property
    def issuer_code(self) -> str:
        """The word for who issued it."""
        return f"document.{self.key}.issuer"

    def article_code(self, article: str) -> str:
        """The word for one of its articles."""
        return f"document.{self.key}.article.{article}"


Documents = Mapping[str, Document]


def load_documents(data: Path = DATA, overlay: Path | None = None) -> Documents:
    """Documents by key; refuses a key said twice, or a number whose confidence is not given."""
    source = laid_over(
        "documents.csv", data, overlay, lambda file: read_csv(file, Document), lambda document: document.key
    )
    documents: dict[str, Document] = {}
    for index, document in enumerate(source.items):
        if document.key in documents:
            source.refuse(index, f"{document.key}: said twice")
        if (document.number is None) != (document.number_confidence is None):
            source.refuse(index, f"{document.key}: a number and its confidence belong together")
        documents[document.key] = document
    return documents
