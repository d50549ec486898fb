"""What holds at a place today, in plain words: the rules that answers are tried against, for who only wants to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from policy.findings import nearest
from policy.rules import Rule


def rules_in_force(rules: Iterable[Rule], chain: Sequence[str], today: date) -> Mapping[str, Sequence[Rule]]:
    """By category, in the order of the data, each rule once; of a rule with several wordings, the nearest one's.

    `chain` are the codes of a place and of what it lies in, the place first.
    """
    holding = [
        rule
        for rule in rules
        if rule.enabled and rule.starts <= today <= rule.ends and rule.distance(chain) is not None
    ]
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in nearest(holding, chain):
        found[rule.categories[0]].append(rule)
    return found
