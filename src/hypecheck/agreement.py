"""What several people said of the same things goes in; how far they agree beyond chance comes out.

Cohen's kappa is for two people, Krippendorff's alpha for any number who each saw some of the things. 1 is agreement
on everything, 0 what chance gives, less than 0 worse than that. Krippendorff (2019, ch. 12) relies on alpha from 0.8
and draws tentative conclusions from 0.667.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

__all__ = ["TENTATIVE", "TRUSTED", "cohens_kappa", "krippendorffs_alpha", "pairs_of"]

TRUSTED = 0.8
TENTATIVE = 0.667


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return the agreement of two people about the things both rated (Cohen 1960).

    None without pairs, and where both said one and the same of all: chance would agree as well.

    >>> cohens_kappa([("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15)
    0.4
    """
    if not pairs:
        return None
    total = len(pairs)
    agreed = sum(first == second for first, second in pairs) / total
    first, second = Counter(pair[0] for pair in pairs), Counter(pair[1] for pair in pairs)
    by_chance = sum(first[value] * second[value] for value in first) / total**2
    if by_chance == 1:
        return None
    return round((agreed - by_chance) / (1 - by_chance), 12)


def krippendorffs_alpha(units: Sequence[Sequence[str]], *, order: Sequence[str] | None = None) -> float | None:
    """Return the agreement about units, each with what whoever saw it said (Krippendorff 2011, section E).

    Without an ``order`` values are names (nominal) and any two differ alike; with one they are ranks (ordinal), and
    those further apart differ more. Units with one value count for nothing. None where nothing can be compared, or
    all values are one. Raises ``ValueError`` for a value that is not in the order.

    >>> krippendorffs_alpha([["a", "a"], ["b", "b"], ["a", "b"]])
    0.444444444444
    """
    shared = [unit for unit in units if len(unit) > 1]
    counts = Counter(value for unit in shared for value in unit)
    strangers = set(counts) - set(counts if order is None else order)
    if strangers:
        raise ValueError(f"{', '.join(sorted(strangers))}: not in the order {', '.join(order or ())}.")
    if len(counts) < 2:
        return None
    distance = _nominal if order is None else _ordinal(counts, order)
    total = counts.total()
    observed = sum(_disagreement(Counter(unit), distance) / (len(unit) - 1) for unit in shared) / total
    expected = _disagreement(counts, distance) / (total * (total - 1))
    return round(1 - observed / expected, 12)


def pairs_of(units: Sequence[Mapping[str, str]]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return, for each two people, what they said of each thing both rated; ``units`` are values by person."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for unit in units:
        for one, other in combinations(sorted(unit), 2):
            found.setdefault((one, other), []).append((unit[one], unit[other]))
    return found


def _disagreement(counts: Mapping[str, int], distance: Callable[[str, str], float]) -> float:
    """Return the summed distance of all ordered pairs of values."""
    return sum(2 * counts[a] * counts[b] * distance(a, b) for a, b in combinations(sorted(counts), 2))


def _nominal(a: str, b: str) -> float:
    return float(a != b)


def _ordinal(counts: Mapping[str, int], order: Sequence[str]) -> Callable[[str, str], float]:
    """Return the squared difference of two ranks: how many values lie between them, their own counted half."""
    place = {value: index for index, value in enumerate(order)}

    def distance(a: str, b: str) -> float:
        low, high = sorted((place[a], place[b]))
        between = sum(counts.get(order[index], 0) for index in range(low, high + 1))
        return float(between - (counts[a] + counts[b]) / 2) ** 2

    return distance
