"""The unified social credit code (统一社会信用代码) of a legal person: 18 characters, the last one checks the others.

Source: GB 32100-2015, sections 4 and 5: department of registration, kind of organisation, division (6 digits), the
organisation's own code (9, of which GB 11714 makes the last), check character. No I, O, S, V, Z.
"""

from __future__ import annotations

import re
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SHAPE: Final = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}", re.ASCII)
BASE: Final = len(ALPHABET)
FACTOR: Final = 3


def check_character(first: str) -> str:
    """The 18th character for the 17 before it: their weighted sum, the weights being 3ⁱ, over 31."""
    total = sum(ALPHABET.index(character) * pow(FACTOR, place, BASE) for place, character in enumerate(first))
    return ALPHABET[-total % BASE]


def is_credit_code(text: str) -> bool:
    """Whether it is one, in capitals and without spaces."""
    return SHAPE.fullmatch(text) is not None and check_character(text[:-1]) == text[-1]
