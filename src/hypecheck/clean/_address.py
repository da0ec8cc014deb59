"""A page's address in, what kind of place it is out: a public body, an association, a trade's site, a shop's shelf.

Read off the address alone. It says something before a word is read, and it is what a moderator looks at first.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from hypecheck.clean._patterns import any_of, words_of
from hypecheck.records import AddressKind

__all__ = ["REFERENCE_HOSTS", "is_listed", "kind_of_address"]

# Governments, universities, medical bodies, journals and their indexes.
REFERENCE_HOSTS = frozenset(
    words_of(
        "gov mil edu int doi.org nhs.uk nhs.scot nice.org.uk europa.eu cochrane.org cochranelibrary.com"
        " europepmc.org nejm.org bmj.com thelancet.com jamanetwork.com ama-assn.org annals.org"
        " acpjournals.org nature.com science.org sciencemag.org cell.com pnas.org plos.org biomedcentral.com"
        " springer.com sciencedirect.com wiley.com oup.com oxfordjournals.org tandfonline.com sagepub.com"
        " frontiersin.org mdpi.com karger.com lww.com ahajournals.org asm.org diabetesjournals.org"
        " physiology.org jbc.org ajcn.org gov.uk ac.uk gov.au edu.au gov.nz ac.nz gov.in ac.in gov.za ac.za"
        " gov.ie gov.sg edu.sg gc.ca canada.ca hse.ie health.nz"
    )
)
_OFFICIAL_HOSTS = REFERENCE_HOSTS | {"wikipedia.org"}
_NONPROFIT = any_of(r"\.org(?:\.[a-z]{2})?$", r"\.ngo$")
# Shelves of shops: Shopify keeps products under /products and /collections and a shop's articles under /blogs.
_SHELF = any_of(
    r"^/(?:[a-z]{2}(?:-[a-z]{2})?/)?(?:products?|shop|store|collections?|cart|buy|item|dp|catalog(?:ue)?)(?:/|$)",
    r"/(?:product|shop)[-_/]",
    r"^/(?:[a-z]{2}(?:-[a-z]{2})?/)?blogs/",
)
_SHOP_HOST = any_of(
    r"^(?:shop|store|buy)\.", r"(?<!work)(?<!bi)(?:shop|store|outlet|pharmacy)s?\.", r"\.(?:shop|store)$"
)
# What firms of the trade put into their names.
_TRADE_HOST = any_of(
    r"vitamins?|supplement|nutraceutic|naturals|organics|herbals?\b|botanical|nutrition|wellness",
    r"clinic|dental|dentist|orthodont|smile|derma|aesthetic|cosmetic|laser|surge(?:on|ry)|medspa|(?:^|[.-])spa[.-]|[a-z]spa\.|vein|"
    r"chiro|physio|acupunct|osteopath|hearing|optical|fertility|mattress|pharma|biotech|labs?\.|formula",
)


def is_listed(host: str, domains: frozenset[str]) -> bool:
    """Tell whether the host or a domain above it is in the list: "pubmed.ncbi.nlm.nih.gov" is, by "gov"."""
    while host not in domains:
        _, dot, host = host.partition(".")
        if not dot:
            return False
    return True


@lru_cache(maxsize=1024)
def kind_of_address(address: str | None) -> AddressKind | None:
    """Return the kind of place an address points to; None where it says nothing, or there is none.

    >>> kind_of_address("https://www.nhs.uk/conditions/anaemia/"), kind_of_address("https://k2.test/products/k2-100")
    ('official', 'shop')
    """
    try:
        parts = urlsplit(address or "")
        host = (parts.hostname or "").removeprefix("www.").removesuffix(".")
    except ValueError:  # "http://[broken"
        return None
    if not host:
        return None
    if is_listed(host, _OFFICIAL_HOSTS):
        return "official"
    if _SHELF.search(parts.path) or _SHOP_HOST.search(host):
        return "shop"
    if _NONPROFIT.search(host):
        return "nonprofit"
    return "trade" if _TRADE_HOST.search(host) else None
