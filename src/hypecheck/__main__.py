"""``python -m hypecheck`` and the ``hypecheck`` script: loads the command and runs it."""

from __future__ import annotations

import sys

__all__ = ["main"]

_INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def main() -> None:
    """Run the command line; Ctrl-C ends it with one plain line while its modules are still being loaded, too."""
    try:
        from hypecheck.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("hypecheck: interrupted before it was done.\n")
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
