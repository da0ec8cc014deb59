"""The pieces of HTML of a page on an assessment, for pages of one's own; what a web page said is escaped in them."""

from __future__ import annotations

from hypecheck.report._article_html import render_article
from hypecheck.report._html import label_badge, mini_bar, score_bar, web_address
from hypecheck.report._marks import KINDS, Kind, kind_of_cue, lay_out_blocks, spans_by_layer
from hypecheck.report._sections_html import (
    citations_table,
    claims_table,
    findings_table,
    origin_lines,
    page_facts,
    plugs_table,
    reasons_list,
    record_facts,
    score_card,
)
from hypecheck.report._words import LABELS, SYMBOLS, count_of, label_of, name_of, one_line

__all__ = [
    "KINDS",
    "LABELS",
    "SYMBOLS",
    "Kind",
    "citations_table",
    "claims_table",
    "count_of",
    "findings_table",
    "kind_of_cue",
    "label_badge",
    "label_of",
    "lay_out_blocks",
    "mini_bar",
    "name_of",
    "one_line",
    "origin_lines",
    "page_facts",
    "plugs_table",
    "reasons_list",
    "record_facts",
    "render_article",
    "score_bar",
    "score_card",
    "spans_by_layer",
    "web_address",
]
