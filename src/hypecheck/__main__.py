"""``python -m hypecheck`` is the ``hypecheck`` command."""

from hypecheck.cli import main

if __name__ == "__main__":
    main()
