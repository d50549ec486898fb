"""How well two kinds of request can be told apart by the time they take."""

import statistics
from bisect import bisect_left, bisect_right


def gap(one, other):
    """|difference of the medians|."""
    return abs(statistics.median(one) - statistics.median(other))


def auc(one, other):
    """How often a time of `one` is above one of `other`, a tie counting half; 0.5 is no better than tossing a coin.

    Never below 0.5: whoever guesses wrong too often guesses the other way round.
    """
    ordered = sorted(other)
    above = sum((bisect_left(ordered, time) + bisect_right(ordered, time)) / 2 for time in one)
    found = above / (len(one) * len(other))
    return max(found, 1 - found)
