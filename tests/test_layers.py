"""Imports go down only, and each heavy dependency has one door.

A module is what stands directly in the package: ``annotate`` with all its files is one. Imports inside
functions and for type checking count too: they couple all the same.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import hypecheck

PACKAGE = Path(hypecheck.__file__).parent

# From the top down; names on one line do not import each other. ``features.read_text`` and the framing
# model's wording reader use what `clean` and `annotate` give, so both stand a line above them; the spaCy
# component loads a Checker and so stands above the pipeline.
LAYERS = (
    ("__main__",),
    ("cli",),
    ("review",),
    ("batch", "report", "store", "component", "doctor", "evaluation", "learning"),
    ("pipeline", "training", "landscape"),
    ("framing", "rules"),
    ("features", "wording"),
    ("annotate", "clean", "fetch"),
    ("lexicon", "sources", "agreement", "register"),
    ("warc", "openings", "packing"),
    ("config",),
    ("records", "errors", "events"),
    ("endings",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}

DOORS = {
    "spacy": {"annotate"},
    "trafilatura": {"fetch", "clean"},
    "lxml": {"clean"},
    "sklearn": {"features", "wording", "framing", "training", "evaluation"},
    "skops": {"features", "wording", "framing", "training"},
    "joblib": {"batch", "training"},
    "datasketch": {"batch", "store"},
    "fastwarc": {"warc"},
    "courlan": {"batch", "clean"},
    "typer": {"cli"},
    "sqlalchemy": {"store"},
    "psycopg": {"store"},
    "argon2": {"store"},
    "fastapi": {"review"},
    "starlette": {"review"},
    "jinja2": {"review"},
    "markupsafe": {"review"},
    "pydantic": {"review"},
    "uvicorn": {"review"},
    "matplotlib": {"evaluation"},
}
HEAVY = ("spacy", "sklearn", "trafilatura", "scipy", "numpy", "pandas", "typer", "joblib", "lxml")


def modules() -> list[str]:
    return sorted(
        {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")} - {"__init__"}
    )


@cache
def imports_of(module: str) -> frozenset[str]:
    """Return the dotted names of everything a module imports, wherever in its files."""
    return frozenset(read_imports(module))


def read_imports(module: str) -> Iterator[str]:
    home = PACKAGE / module
    for path in home.rglob("*.py") if home.is_dir() else [home.with_suffix(".py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: write the full name of what is imported"
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", modules())
def test_every_module_has_a_layer(module):
    assert module in LEVEL


@pytest.mark.parametrize("module", modules())
def test_imports_go_down_only(module):
    inside = {name.split(".")[1] for name in imports_of(module) if name.startswith("hypecheck.")} - {module}
    assert {name for name in inside if LEVEL.get(name, -1) <= LEVEL[module]} == set()


@pytest.mark.parametrize("dependency", DOORS)
def test_a_dependency_has_one_door(dependency):
    using = {module for module in modules() for name in imports_of(module) if name.split(".")[0] == dependency}
    assert using <= DOORS[dependency]


def test_the_walk_sees_imports_inside_functions():
    assert "hypecheck.annotate.Annotator" in imports_of("pipeline")


def loaded_after(statement: str) -> set[str]:
    """Return which of the heavy packages a fresh interpreter holds after a statement."""
    told = f"import sys\n{statement}\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def test_the_command_can_take_ctrl_c_before_any_of_its_modules_is_loaded():
    told = "import sys, hypecheck.__main__; print(*(name for name in sys.modules if name.startswith('hypecheck')))"
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout
    assert sorted(loaded.split()) == ["hypecheck", "hypecheck.__main__"]


@pytest.mark.parametrize(
    "statement",
    [
        "import hypecheck",
        "import hypecheck; hypecheck.Settings(), hypecheck.HypecheckError, dir(hypecheck)",
        "from hypecheck import lexicon, pipeline, records, report, sources",
    ],
    ids=["the package", "its plain names", "modules that only compose"],
)
def test_importing_loads_nothing_heavy(statement):
    assert loaded_after(statement) == set()


def test_help_loads_no_reader_and_no_model():
    statement = (
        "from hypecheck.cli import main\nsys.argv = ['hypecheck', '--help']\n"
        "import contextlib, io\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit): main()"
    )
    assert loaded_after(statement).isdisjoint({"spacy", "sklearn", "trafilatura"})


def test_the_public_names_are_there():
    assert all(getattr(hypecheck, name) is not None for name in hypecheck.__all__)
    assert dir(hypecheck) == sorted(hypecheck.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        hypecheck.nonsense  # noqa: B018  # the look-up is the test
