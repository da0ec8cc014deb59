"""Text goes in; the DOI, PMID, PMCID and NCT numbers it holds come out, and those whose form is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

__all__ = ["find_identifiers", "find_malformed", "identify_link", "read_identifiers"]

# DOI: a prefix "10." with a registrant of 4 to 9 digits, a slash, a suffix without blanks (ANSI/NISO Z39.84;
# the pattern Crossref recommends). PMID: 1 to 8 digits, the first not 0; PMCID: PMC and digits (NLM). NCT and
# eight digits (ClinicalTrials.gov).
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]{1,300}")
_PMID = re.compile(
    r"\b(?:PMID|PubMed(?: ID)?)\s*[:#]?\s*([1-9]\d{0,7})\b(?!\.\d)"
    r"|\bpubmed(?:\.ncbi\.nlm\.nih\.gov)?/([1-9]\d{0,7})\b|\beuropepmc\.org/(?:article|abstract)/med/([1-9]\d{0,7})\b",
    re.IGNORECASE,
)
_PMCID = re.compile(r"\bPMC\s?(\d{5,8})\b|\bPMCID\s*:?\s*(\d{5,8})\b", re.IGNORECASE)
_NCT = re.compile(r"\bNCT\s?(\d{8})\b", re.IGNORECASE)
_PATTERNS = {"doi": _DOI, "pmid": _PMID, "pmcid": _PMCID, "nct": _NCT}
# One look spares a text without any of them the search for each.
_MAY_HOLD = re.compile(r"10\.\d|pmc|pmid|pubmed|nct\s?\d|doi|/med/", re.IGNORECASE)
_PREFIXES = {"pmcid": "PMC", "nct": "NCT"}

_WEB = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"]+", re.IGNORECASE)

# What stands behind a label and should have been an identifier; a PubMed address may lead to a search instead.
_LABELLED = {
    "doi": re.compile(
        r"\bdoi\s*:\s*(?:https?://(?:dx\.)?doi\.org/)?\S{0,80}?\d\S{0,80}|\bdoi\.org/\S{1,80}", re.IGNORECASE
    ),
    "pmid": re.compile(r"\bPMID\s*[:#]?\s*[A-Z]{0,3}\d+\b", re.IGNORECASE),
    "pmcid": re.compile(r"\bPMC\d+\b"),
    "nct": re.compile(r"\bNCT\s?\d+\b"),
}
_CLOSERS = {")": "(", "]": "[", "}": "{"}

# Publishers of studies whose addresses do not always carry an identifier.
# fmt: off
_JOURNAL_HOSTS = frozenset({
    "ahajournals.org", "annals.org", "biomedcentral.com", "biorxiv.org", "bmj.com", "cell.com", "clinicaltrials.gov",
    "cochranelibrary.com", "diabetesjournals.org", "europepmc.org", "frontiersin.org", "jamanetwork.com", "jstor.org",
    "karger.com", "mdpi.com", "medrxiv.org", "nature.com", "nejm.org", "oup.com", "plos.org", "pnas.org", "sagepub.com",
    "sciencedirect.com", "springer.com", "tandfonline.com", "thelancet.com", "wiley.com",
})
# fmt: on


def find_identifiers(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield (kind, value, start, end) for each identifier of good form, kind by kind. Empty text gives none.

    >>> list(find_identifiers("see doi:10.1000/x1."))
    [('doi', '10.1000/x1', 8, 18)]
    """
    if not _MAY_HOLD.search(text):
        return
    for kind, pattern in _PATTERNS.items():
        for found in pattern.finditer(text):
            value = found.group()
            if kind == "doi":
                value = _trim_doi(value)
                yield kind, value, found.start(), found.start() + len(value)
            else:
                digits = next(group for group in found.groups() if group)
                yield kind, _PREFIXES.get(kind, "") + digits, found.start(), found.end()


def read_identifiers(text: str) -> dict[str, str]:
    """Return the first identifier of each kind, and under ``url`` the first web address that is none of them."""
    found: dict[str, str] = {}
    for kind, value, _, _ in find_identifiers(text):
        found.setdefault(kind, value)
    for address in _WEB.finditer(text):
        if not any(find_identifiers(address.group())):
            found["url"] = address.group().rstrip(".,;:)]'’”")
            break
    return found


def find_malformed(text: str) -> tuple[str, ...]:
    """Return what is labelled as an identifier and lacks its form: "PMID: 123456789", "NCT0123456".

    >>> find_malformed("PMID: 12345678, NCT0123456")
    ('NCT0123456',)
    """
    if not _MAY_HOLD.search(text):
        return ()
    good = {kind: [(start, end) for k, _, start, end in find_identifiers(text) if k == kind] for kind in _PATTERNS}
    wrong = []
    for kind, pattern in _LABELLED.items():
        for found in pattern.finditer(text):
            if not any(start < found.end() and found.start() < end for start, end in good[kind]):
                wrong.append((found.start(), found.group().rstrip(".,;)]")))
    return tuple(words for _, words in sorted(wrong))


def identify_link(target: str) -> dict[str, str]:
    """Return the identifiers in a link's address; ``url`` alone for a journal's page; nothing for any other."""
    # "doi.org/10.1007/BF00269006?utm_source=mail" and "?doi=10.1007/BF00269006&referrer=..."
    found: dict[str, str] = {}
    if _MAY_HOLD.search(unquote(target)):
        for part in re.split(r"[?&#]", target):
            for kind, value in read_identifiers(unquote(part)).items():
                if kind != "url":
                    found.setdefault(kind, value)
    if found:
        return found
    try:
        parts = urlsplit(target)
        host = (parts.hostname or "").lower()
    except ValueError:  # "http://[broken"
        return {}
    names = host.split(".")
    known = any(".".join(names[place:]) in _JOURNAL_HOSTS for place in range(len(names)))
    return {"url": target} if known and len(parts.path) > 1 else {}


def _trim_doi(value: str) -> str:
    """Cut what ends the sentence and not the DOI: "10.1000/x1)." but "10.1016/0140-6736(91)90335-7"."""
    value = re.split(r"\.?(?:PMC?ID|Epub)\b", value, maxsplit=1)[0]
    while value and (value[-1] in ".,;:'’”*" or _closes_nothing(value)):
        value = value[:-1]
    return value


def _closes_nothing(value: str) -> bool:
    opener = _CLOSERS.get(value[-1])
    return opener is not None and value.count(value[-1]) > value.count(opener)
