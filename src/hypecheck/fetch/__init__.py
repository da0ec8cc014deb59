"""A URL goes in; the page behind it comes out, fetched politely and safely, or a FetchError says why not.

``Fetcher`` tells the story (redirects, retries, limits); ``_targets`` says which addresses may be connected
to; ``_politeness`` keeps robots.txt and the pause between two requests; only ``_wire`` opens sockets.
"""

from hypecheck.fetch._fetcher import Fetcher
from hypecheck.fetch._targets import Target
from hypecheck.fetch._wire import HttpTransport, Reply, Request, Transport

__all__ = ["Fetcher", "HttpTransport", "Reply", "Request", "Target", "Transport"]
