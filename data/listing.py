"""Findings as a list: on the screen the first ones by file and sheet, as a table or JSON all of them."""

import json
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from traiber.data.findings import Cell, Finding, count_errors, count_warnings
from traiber.graph.tabular import Grid
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import ngettext_

SHOWN = 20
WIDTH = 100


def render_findings(findings: Sequence[Finding], shown: int = SHOWN) -> str:
    """At most `shown` messages in 100 columns: errors first, by file and sheet; then how to see all.

    What a column earns in many rows is given once with its number, see `fold`. Empty without findings.
    """
    messages = fold(findings)
    lines: list[str] = []
    for severity, group in groupby(messages[:shown], key=lambda message: message[0].severity):
        number = sum(finding.severity == severity for finding in findings)
        count = count_errors(number) if severity == "error" else count_warnings(number)
        lines += [*[""] * bool(lines), count.upper() if severity == "error" else count]
        for (file, sheet), members in groupby(group, key=lambda m: (m[0].cell.file, m[0].cell.sheet)):
            lines += ["", f"{file}, {sheet}" if sheet else file, *_render_group(list(members))]
    more = sum(number for _finding, number in messages[shown:])
    if more:
        text = ngettext_("… and {n} more.", "… and {n} more.", more).format(n=more)
        hint = _("All of them, in a copy of the tables: traiber check --mark FOLDER. Or: --format json.")
        lines += ["", f"{text} {hint}"]
    return "\n".join(lines)


def _render_group(messages: Sequence[tuple[Finding, int]]) -> list[str]:
    """Messages of one sheet, each with its place and code in front and wrapped beside them."""
    width = max(len(finding.cell.place) for finding, _number in messages)
    lines = []
    for finding, number in messages:
        first = f"  {finding.cell.place:<{width}}  " if width else "  "
        start = f"{first}{finding.code}  "
        text = finding.sentence
        if number > 1:
            text += " " + _("({n} rows of this sheet in all)").format(n=number)
        lines += textwrap.wrap(
            text, WIDTH, initial_indent=start, subsequent_indent=" " * len(start), break_on_hyphens=False
        )
    return lines


def fold(findings: Iterable[Finding]) -> list[tuple[Finding, int]]:
    """Each kind of message once, at the first of its cells, with their number; errors first.

    Warnings are of one kind if they state one rule in one column, errors if the value is the same too,
    and so are warnings about no column, such as one class of a file of others.
    """
    kinds: dict[tuple[object, ...], list[Finding]] = {}
    for finding in in_order(findings):
        cell = finding.cell
        value = finding.value if finding.severity == "error" or not cell.column else ""
        rule = "" if finding.code == "W202" else finding.rule  # which names the row that is repeated
        kind = (finding.code, cell.file, cell.sheet, cell.column, rule, value)
        kinds.setdefault(kind, []).append(finding)
    return [(_first(members), len(members)) for members in kinds.values()]


def _first(members: Sequence[Finding]) -> Finding:
    """The first of several messages; without its value where the others have different ones."""
    first = members[0]
    alike = all(member.value == first.value for member in members)
    return first if alike else replace(first, value="")


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings as every list shows them: errors before warnings, then by file, sheet, row and column."""
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[object, ...]:
    return (finding.severity, finding.cell, finding.code, finding.value)


def findings_json(findings: Iterable[Finding]) -> str:
    """All findings as `{"meta": {…}, "rows": […]}`, errors first."""
    rows = in_order(findings)
    errors = sum(finding.severity == "error" for finding in rows)
    meta = {"errors": errors, "warnings": len(rows) - errors}
    content = {"meta": meta, "rows": [finding.record() for finding in rows]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def findings_grid(findings: Iterable[Finding]) -> Grid:
    """All findings as a table, errors first, with its counts as caption."""
    rows = in_order(findings)
    errors = sum(finding.severity == "error" for finding in rows)
    headers = (
        _("Code"),
        _("Severity"),
        _("File"),
        _("Sheet"),
        _("Cell"),
        _("Value"),
        _("Rule"),
        _("What to do"),
        _("Suggestion"),
    )
    severities = {"error": _("error"), "warning": _("warning")}
    return Grid(
        headers,
        tuple(
            (
                finding.code,
                severities[finding.severity],
                finding.cell.file,
                finding.cell.sheet,
                finding.cell.place,
                finding.value,
                finding.rule,
                finding.remedy,
                finding.suggestion,
            )
            for finding in rows
        ),
        _("Findings"),
        f"{count_errors(errors)}, {count_warnings(len(rows) - errors)}",
    )


def findings_records(findings: Iterable[Finding]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Column keys and rows of all findings, errors first, for CSV."""
    keys = tuple(Finding("", Cell("", ""), "", "").record())
    return keys, [tuple(finding.record().values()) for finding in in_order(findings)]
