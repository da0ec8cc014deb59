"""What went wrong goes in; an answer of the kind ``application/problem+json`` (RFC 9457) comes out."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from hypecheck.errors import FAILURE_CODES, HypecheckError, LanguageModelError, ModelError, OutputError, StoreError

__all__ = ["API", "CODES", "PROBLEMS", "Problem", "ProblemError", "answer_error", "answer_problem", "is_api"]

#: Where the API stands; what is under it answers in JSON alone and knows tokens alone.
API = "/api/"
_TITLES = {
    400: "The request cannot be read",
    401: "A token is needed",
    403: "Not allowed",
    404: "Not there",
    405: "Not possible here",
    409: "It does not fit any more",
    413: "Too large",
    422: "The request is not as expected",
    429: "Too many requests",
    500: "A fault of hypecheck",
    503: "Busy",
}

#: The codes of what is refused before an operation is reached.
CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    422: "invalid",
    500: "internal",
    503: "busy",
}


class Problem(BaseModel):
    """Why a request was not done. ``code`` is one of hypecheck's failure codes where a page could not be read."""

    type: str = "about:blank"
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    code: str
    stage: str | None = None


def answer_problem(
    status: int, detail: str, *, code: str, stage: str | None = None, retry_s: float | None = None
) -> JSONResponse:
    """Return the answer; ``retry_s`` are the seconds after which to ask again."""
    problem = Problem(title=_TITLES.get(status, "Not done"), status=status, detail=detail, code=code, stage=stage)
    headers = {} if retry_s is None else {"Retry-After": str(max(1, math.ceil(retry_s)))}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(problem.model_dump(), status, headers, media_type="application/problem+json")


class ProblemError(HypecheckError):
    """Raise to answer with a status; ``retry_s`` are the seconds after which to ask again."""

    stage = "review"

    def __init__(self, message: str, *, code: str, status: int, retry_s: float | None = None) -> None:
        super().__init__(message, code=code)
        self.status = status
        self.retry_s = retry_s


def answer_error(error: HypecheckError) -> JSONResponse:
    """Return the answer to an error of ours, by what kind it is of."""
    retry_s = None
    if isinstance(error, ProblemError):
        status, retry_s = error.status, error.retry_s
    elif error.code in ("busy", "unavailable") or isinstance(error, OutputError):
        status, retry_s = 503, 2.0
    elif isinstance(error, ModelError | LanguageModelError):  # the page is none the worse for it
        return answer_problem(503, str(error), code="unavailable", stage=error.stage, retry_s=60.0)
    elif error.code in FAILURE_CODES and error.code != "internal":  # a page that cannot be fetched or read
        status = 422
    else:
        status = 400 if isinstance(error, StoreError) else 500
    code = "bad_request" if status == 400 else error.code
    return answer_problem(status, str(error), code=code, stage=error.stage, retry_s=retry_s)


def is_api(path: str) -> bool:
    """Say whether a path is one of the API."""
    return path.startswith(API)


def _described(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": _TITLES[status], "content": {"application/problem+json": {"schema": schema}}}


#: What every operation of the API may answer besides what it is there for.
PROBLEMS: dict[int | str, dict[str, Any]] = {status: _described(status) for status in _TITLES}
