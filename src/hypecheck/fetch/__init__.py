"""A URL goes in; the page behind it comes out, fetched politely and safely, or a FetchError says why not.

``_stories`` tells how a page is got (robots.txt, redirects, retries, limits) as a generator that neither waits nor
dials. ``Fetcher`` drives one story at a time; ``Scheduler`` drives hundreds over a few connections, one a host.
``_exchange`` carries out one GET: ``_targets`` says which addresses may be connected to, ``_wire`` alone opens
sockets. ``_politeness`` keeps robots.txt, ``_cache`` keeps pages from run to run.
"""

from hypecheck.fetch._cache import PageCache
from hypecheck.fetch._fetcher import Fetcher
from hypecheck.fetch._scheduler import Outcome, Scheduler, Visits
from hypecheck.fetch._targets import Target, parse_target
from hypecheck.fetch._wire import HttpTransport, Reply, Request, Transport

__all__ = [
    "Fetcher",
    "HttpTransport",
    "Outcome",
    "PageCache",
    "Reply",
    "Request",
    "Scheduler",
    "Target",
    "Transport",
    "Visits",
    "parse_target",
]
