"""What happened goes in as a name, a sentence and named values; one log record comes out, fit for people and machines.

The sentence is what ``--verbose`` shows, the name and the values are what ``--log`` writes as JSON.
"""

from __future__ import annotations

import logging

__all__ = ["note_event"]


def note_event(logger: logging.Logger, event: str, sentence: str, **values: object) -> None:
    """Log one event. ``sentence`` is for people; ``event`` and ``values`` travel as attributes of the record."""
    logger.info(sentence, extra={"event": event, "values": values})
