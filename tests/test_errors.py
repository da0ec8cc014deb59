"""One tree of errors, and the one list of codes a failed record can carry."""

from __future__ import annotations

import ast
import errno
import os
import re
from pathlib import Path

import pytest

import hypecheck
from hypecheck import errors
from hypecheck.clean._obstacles import _OBSTACLES, _OBSTACLES_OF_ANY_LENGTH
from hypecheck.errors import (
    ABSTENTION_CODES,
    FAILURE_CODES,
    RETRIED,
    FetchError,
    HypecheckError,
    ModelError,
    ModelHashError,
    OutputError,
)

CLASSES = [each for each in vars(errors).values() if isinstance(each, type)]
CODES_OF_THEIR_OWN = ("Abstention", "StoreError")
SOURCES = sorted(Path(hypecheck.__file__).parent.rglob("*.py"))
OF_RECORDS = [path for path in SOURCES if path.parent.name != "review"]  # which has codes of its own, over HTTP


def codes_in(path: Path) -> set[str]:
    """Return the string given as ``code=`` anywhere in a file, but to what has codes of its own."""
    return {
        keyword.value.value
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") not in CODES_OF_THEIR_OWN
        for keyword in call.keywords
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
    }


class TestTree:
    @pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.__name__)
    def test_everything_comes_from_one_base(self, each):
        assert issubclass(each, HypecheckError)

    def test_all_names_exactly_what_is_public(self):
        assert set(errors.__all__) == {each.__name__ for each in CLASSES} | {
            "ABSTENTION_CODES",
            "FAILURE_CODES",
            "RETRIED",
        }

    def test_the_drawing_shows_every_class(self):
        assert set(re.findall(r"\w+Error\b", errors.__doc__)) == {each.__name__ for each in CLASSES}

    @pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.__name__)
    def test_every_class_says_its_stage(self, each):
        assert re.fullmatch(r"[a-z]+", each.stage)

    def test_a_tampered_model_is_a_model_error(self):
        assert issubclass(ModelHashError, ModelError)

    def test_an_error_is_internal_unless_it_says_otherwise(self):
        assert HypecheckError("x").code == "internal"
        assert HypecheckError("x", code="decode").code == "decode"

    def test_a_fetch_error_says_whether_to_try_again(self):
        assert not FetchError("x", code="dns").retriable
        assert FetchError("x", code="timeout", retriable=True).retriable

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            (errno.ENOENT, "there is no folder gone. Make the folder first, or give --out another file."),
            (errno.EACCES, "Permission denied. Check the permissions of the file and its folder, or give --out"),
            (errno.ENOSPC, "No space left on device. Free some space, or give --out another file."),
            (errno.EIO, "Input/output error. Check the path and the disk, or give --out another file."),
        ],
        ids=lambda value: errno.errorcode[value] if isinstance(value, int) else "",
    )
    def test_a_refusal_of_the_system_comes_with_what_helps_against_it(self, number, words):
        refusal = OSError(number, os.strerror(number))
        told = str(OutputError.from_system(refusal, Path("gone/a.jsonl"), option="--out"))
        assert told.startswith(f"gone/a.jsonl cannot be written: {words}")

    def test_a_folder_that_is_there_and_takes_no_file_is_not_called_missing(self, tmp_path):
        refusal = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))  # as /proc/x gives it
        told = str(OutputError.from_system(refusal, tmp_path / "a.jsonl", option="--out"))
        assert told == (
            f"{tmp_path}/a.jsonl cannot be written: the folder {tmp_path} takes no new file. "
            "Name a file in another folder, or give --out another file."
        )


class TestCodes:
    @pytest.mark.parametrize("code", FAILURE_CODES)
    def test_are_short_words_with_a_stage_and_advice(self, code):
        stage, advice = FAILURE_CODES[code]
        assert re.fullmatch(r"[a-z][a-z0-9_]+", code)
        assert stage in {"source", "fetch", "clean", "batch", "internal"}
        assert advice.endswith(".")

    @pytest.mark.parametrize("code", ABSTENTION_CODES)
    def test_of_pages_without_a_score_are_no_failures_and_come_with_advice(self, code):
        stage, advice = ABSTENTION_CODES[code]
        assert code not in FAILURE_CODES
        assert stage in {"clean", "pipeline", "batch"}
        assert advice.endswith(".")

    def test_of_pages_without_a_score_are_those_of_the_package(self):
        sources = [path.read_text(encoding="utf-8") for path in SOURCES if path.name != "errors.py"]
        made = {code for source in sources for code in re.findall(r'Abstention\(\s*code="(\w+)"', source)}
        assert made | {code for code, *_ in (*_OBSTACLES, *_OBSTACLES_OF_ANY_LENGTH)} == set(ABSTENTION_CODES)

    @pytest.mark.parametrize("code", RETRIED)
    def test_retried_are_codes_of_fetching(self, code):
        assert FAILURE_CODES[code][0] == "fetch"

    @pytest.mark.parametrize("path", OF_RECORDS, ids=lambda path: path.name)
    def test_used_in_the_package_are_listed(self, path):
        assert codes_in(path) <= set(FAILURE_CODES)

    @pytest.mark.parametrize("code", FAILURE_CODES)
    def test_listed_are_used_in_the_package(self, code):
        elsewhere = (path.read_text(encoding="utf-8") for path in SOURCES if path.name != "errors.py")
        assert any(f'"{code}"' in source for source in elsewhere)
