"""Assessments go in, one SARIF 2.1.0 log comes out, streamed: results first, what describes them last."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Any, TextIO
from urllib.parse import quote

from hypecheck.config import VERSION
from hypecheck.records import Assessment, Finding, Framing, Plug
from hypecheck.report._jsonl import dump_json
from hypecheck.report._output import write_out
from hypecheck.report._words import explain_end, name_of, one_line, printable, strongest_reasons

__all__ = ["SarifWriter"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"critical": "error", "high": "error", "error": "error", "medium": "warning", "warning": "warning"}
_URI_SAFE = "%/:=&?~#+!$,;'@()*[]-._"


class SarifWriter:
    """Writes a result for each commercial page, plug and finding, and a notification for each unscored page.

    ``charOffset`` counts characters (code points) of the article's text as hypecheck extracted it.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._rules: dict[str, dict[str, Any]] = {}
        self._notifications: list[dict[str, Any]] = []
        self._first = True
        run = '{"columnKind":"unicodeCodePoints","results":['
        write_out(stream, f'{{"$schema":"{_SCHEMA}","version":"2.1.0","runs":[{run}')

    def write(self, assessment: Assessment) -> None:
        """Write the results of one page, if it has any."""
        if assessment.framing is None:
            self._notifications.append(_notification(assessment))
        self.write_results(self.results_of(assessment))

    def write_results(self, results: list[dict[str, Any]]) -> None:
        """Write results of one page; none write nothing."""
        if results:
            separator = "\n" if self._first else ",\n"
            self._first = False
            write_out(self._stream, separator + ",\n".join(map(dump_json, results)))

    def close(self) -> None:
        """Write the rules met, the notifications and the closing brackets."""
        driver = {
            "name": "hypecheck",
            "version": VERSION,
            "informationUri": "https://pypi.org/project/hypecheck/",
            "rules": list(self._rules.values()),
        }
        invocation = {"executionSuccessful": True, "toolExecutionNotifications": self._notifications}
        tail = f'],"tool":{dump_json({"driver": driver})},"invocations":[{dump_json(invocation)}]}}]}}\n'
        write_out(self._stream, "\n" + tail)

    def results_of(self, assessment: Assessment) -> list[dict[str, Any]]:
        """Return the results of a page, that on the whole page first."""
        results = []
        if assessment.framing is not None and assessment.framing.band == "commercial":
            results.append(self._page_result(assessment, assessment.framing))
        results += [self._plug_result(assessment, plug) for plug in assessment.annotations.plugs]
        results += [self._finding_result(assessment, finding) for finding in assessment.findings]
        return results

    def _page_result(self, assessment: Assessment, framing: Framing) -> dict[str, Any]:
        rule = self._rule(
            "framing/commercial",
            level="warning",
            short="The article reads as written to sell.",
            full="The score says how likely a careful reader is to call the article's framing commercial. "
            "It does not say whether a claim holds.",
        )
        speaking = [reason for reason in strongest_reasons(assessment) if reason.contribution > 0]
        reasons = " ".join(one_line(reason.text) for reason in speaking[:3])
        score = f"score {framing.score:.2f}, {framing.low:.2f} to {framing.high:.2f}"
        message = f"Reads as written to sell ({score}). {reasons}"
        return _result(assessment, rule, level="warning", message=message.strip(), span=None, text="")

    def decision_result(self, assessment: Assessment, *, message: str) -> dict[str, Any]:
        """Return the result on a page that a person, and not the score, calls commercial."""
        rule = self._rule(
            "review/commercial",
            level="warning",
            short="A reader decided that the article is written to sell.",
            full="The score alone did not say so.",
        )
        return _result(assessment, rule, level="warning", message=message, span=None, text="")

    def _plug_result(self, assessment: Assessment, plug: Plug) -> dict[str, Any]:
        kind = one_line(plug.kind)
        rule = self._rule(
            f"plug/{kind}",
            level="note",
            short=f"A plug ({kind}).",
            full="A passage that points the reader to something to buy, book, order or try.",
        )
        target = f" Points to {one_line(plug.target)}" if plug.target else ""
        message = f"Plug ({kind}): {one_line(plug.text, limit=300)}{target}"
        return _result(assessment, rule, level="note", message=message, span=(plug.start, plug.end), text=plug.text)

    def _finding_result(self, assessment: Assessment, finding: Finding) -> dict[str, Any]:
        level = _LEVELS.get(finding.severity.lower(), "note")
        message = f"{one_line(finding.message)} Basis: {one_line(finding.basis)}."
        rule = self._rule(
            one_line(finding.rule),
            level=level,
            short=one_line(finding.message),
            full=f"{message} ({one_line(finding.jurisdiction)})",
        )
        span = (finding.start, finding.end)
        return _result(assessment, rule, level=level, message=message, span=span, text=finding.text)

    def _rule(self, rule: str, *, level: str, short: str, full: str) -> tuple[str, int]:
        rule = rule or "unnamed"
        if rule not in self._rules:
            self._rules[rule] = {
                "id": rule,
                "shortDescription": {"text": short or rule},
                "fullDescription": {"text": full},
                "defaultConfiguration": {"level": level},
            }
        return rule, list(self._rules).index(rule)


def _result(
    assessment: Assessment,
    rule: tuple[str, int],
    *,
    level: str,
    message: str,
    span: tuple[int, int] | None,
    text: str,
) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri_of(assessment)}}
    if span is not None:
        start, end = span
        location["region"] = {
            "charOffset": start,
            "charLength": end - start,
            "snippet": {"text": printable(text)},
        }
    identity = "\0".join((assessment.article.sha256 if assessment.article else "", rule[0], text))
    fingerprint = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()
    properties: dict[str, Any] = {"id": assessment.input.id, "page": name_of(assessment)}
    if assessment.input.line is not None:
        properties["line"] = assessment.input.line
    if assessment.framing is not None:
        properties |= {"band": assessment.framing.band, "score": round(assessment.framing.score, 4)}
    return {
        "ruleId": rule[0],
        "ruleIndex": rule[1],
        "level": level,
        "message": {"text": _literal(message)},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"hypecheck/1": fingerprint},
        "properties": properties,
    }


def _notification(assessment: Assessment) -> dict[str, Any]:
    end = assessment.failure or assessment.abstention
    detail = one_line(end.detail) if end else ""
    return {
        "level": "error" if assessment.failure else "note",
        "message": {"text": _literal(f"{name_of(assessment)}: {explain_end(assessment)}. {detail}".strip())},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri_of(assessment)}}}],
    }


def _literal(message: str) -> str:
    """Escape what a SARIF message would take for a link or a placeholder: "[here](javascript:...)", "{0}"."""
    return message.replace("[", "\\[").replace("]", "\\]").replace("{", "{{").replace("}", "}}")


def _uri_of(assessment: Assessment) -> str:
    """Return the page's web address, else the path of the file it came from, as a valid URI."""
    article = assessment.article
    for url in (
        assessment.input.url,
        article.final_url if article else None,
        article.url if article else None,
    ):
        if url and url.lower().startswith(("http://", "https://")):
            return quote(one_line(url), safe=_URI_SAFE, errors="replace")
    source = printable(assessment.input.source)
    if source in ("-", ""):
        return "stdin"
    prefix = "file://" if PurePath(source).is_absolute() else ""
    return prefix + quote(PurePath(source).as_posix(), errors="replace")
