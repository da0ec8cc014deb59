"""Every setting and its default, once, in frozen records that travel through the stages as one argument."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from hypecheck.errors import SettingsError

__all__ = ["VERSION", "Settings", "models_folder", "samples_folder"]

VERSION = "0.1.0"

_MAY_BE_ZERO = ("max_retries", "host_delay_s", "host_rest_s", "min_health_terms_per_100_words", "min_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The knobs of a run. Sizes in bytes, times in seconds; ``with_s`` endings name the unit.

    Raises ``SettingsError`` when a number is not positive.
    """

    # Below this an article is not scored: with so few sentences one phrase decides everything.
    min_words: int = 80
    # Past this an article is cut for analysis: the longest page of the evaluation sets has 11,000 words, and
    # time must stay bounded on a book pasted into a page.
    max_words: int = 60_000
    # Raw HTML above this is refused before parsing; trafilatura's own limit is 20 MB.
    max_html_bytes: int = 20_000_000
    # Element nesting above this is refused: libxml2 gives up near 256 deep, browsers near 512.
    max_depth: int = 2_000
    # Fewer health words than this per 100 words and the text is not about health.
    min_health_terms_per_100_words: float = 0.8
    jobs: int = 1
    keep_text: bool = True
    # fetching
    user_agent: str = f"hypecheck/{VERSION} (+https://pypi.org/project/hypecheck/)"
    timeout_connect_s: float = 10.0
    timeout_read_s: float = 20.0
    timeout_total_s: float = 60.0
    max_redirects: int = 5
    max_retries: int = 2
    host_delay_s: float = 1.0
    # A laptop's resolver and router cope with this many; one host never sees more than one at a time.
    max_connections: int = 16
    # After so many troubles of a host in a row (no answer, no name, no connection) the rest of it is left alone;
    # after two it rests, twice as long each time: 30, 60, 120 s bridge a restart.
    max_host_failures: int = 5
    host_rest_s: float = 30.0
    # Reading one page takes 0.2 s, the longest of the evaluation sets under 10 s: past this the parser hangs.
    page_time_limit_s: float = 60.0
    obey_robots: bool = True
    allow_private: bool = False
    model: str = "framing-en"

    def __post_init__(self) -> None:
        for knob in fields(self):
            value = getattr(self, knob.name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            lowest = 0 if knob.name in _MAY_BE_ZERO else 1e-9
            if value < lowest:
                raise SettingsError(f"{knob.name} is {value}; it must not be below {lowest:g}.")


def models_folder() -> Path:
    """Return the folder that holds the models: inside an installed package, or the checkout's ``models/``."""
    return _data_folder("models", "models")


def samples_folder() -> Path:
    """Return the folder that holds the sample pages: inside an installed package, or the checkout's."""
    return _data_folder("samples", "data/samples")


def _data_folder(packaged: str, checkout: str) -> Path:
    here = Path(__file__).resolve().parent
    inside = here / packaged
    if inside.is_dir():
        return inside
    return here.parent.parent / checkout  # an editable install: src/hypecheck -> the checkout
