"""The table of a workspace in which decisions by command are kept: `sources/duplicates.csv`."""

import codecs
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from traiber.data.build import registry_of
from traiber.data.cell_edits import UneditableError, find_form
from traiber.data.duplicates.actors import Actor
from traiber.data.duplicates.decisions import SHEET
from traiber.data.duplicates.records import Records, read_records
from traiber.data.files import UnwritableError, write_bytes, write_text
from traiber.data.findings import Finding
from traiber.data.lock import locked
from traiber.data.readers import Limits, RawSheet, read_bytes
from traiber.data.values import to_text
from traiber.data.workbook import load_workbook
from traiber.data.workspace import NoWorkspaceError, Workspace
from traiber.graph.tabular import guard_formula
from traiber.ontology.codes import load_codes
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import current_language
from traiber.ontology.language import gettext_ as _

FILE = "duplicates.csv"
COLUMNS = ("actor", "other", "decision", "replaced_id", "note")


class DecisionError(TraiberError):
    """A decision that cannot be recorded; nothing was written."""


def remember(
    workspace: Workspace, same: Iterable[tuple[str, str]], different: Iterable[tuple[str, str]]
) -> Path:
    """Append decisions about pairs (names or IDs) to the table and return its path.

    Of two that are the same, the first is merged into the second. What stands in the table stays as
    it is; the file is written whole or not at all, while nobody builds. The Kennungen of all actors
    are kept, so that the decision lasts. Raises `DecisionError` for an unknown or ambiguous actor
    and where the decision contradicts another one, `LockedError` while somebody builds.
    """
    if workspace.folder is None:
        raise NoWorkspaceError
    path = workspace.folder / "sources" / FILE
    with locked(workspace.state):
        registry = registry_of(workspace)
        sheets = workspace.read_sources()
        settings = workspace.configuration

        def read(given: Iterable[RawSheet]) -> Records:
            return read_records(given, settings.base, registry, settings.network, "personal")

        records = read(sheets)
        rows = [
            _row(records, *pair, notation)
            for notation, pairs in (("same", same), ("different", different))
            for pair in pairs
        ]
        content = _appended(path, rows, settings.limits)
        others = [sheet for sheet in sheets if sheet.file != FILE]
        (appended,) = read_bytes(FILE, content, settings.limits)
        after = read([*others, appended])
        known = {_fault(finding) for finding in records.findings}
        if faults := [f for f in after.findings if f.severity == "error" and _fault(f) not in known]:
            raise DecisionError("\n".join(f"'{fault.value}' {fault.rule}" for fault in faults))
        _require(path, appended, rows)
        decided = {row["replaced_id"] for row in rows}  # a person has said who these are
        doubtful = {one.kennung for one in records.identities.assigned if one.doubtful}
        registry.forget_doubtful(doubtful - decided)
        write_text(workspace.state / "ids.csv", registry.to_csv(), force=True)
        write_bytes(path, content, force=True)
    return path


def _require(path: Path, raw: RawSheet, rows: Sequence[Mapping[str, str]]) -> None:
    """Raise `DecisionError` unless the table, read again, ends with these decisions."""
    keys = _keys(raw)
    written = [dict(zip(keys, map(to_text, row), strict=False)) for row in raw.rows[-len(rows) :]]
    pairs = zip(written, rows, strict=True)
    if any(one[key] != row[key] for one, row in pairs for key in ("actor", "other")):
        raise _not_continued(path)


def _not_continued(path: Path) -> DecisionError:
    text = _("{path} cannot be continued. Please write the decision into it by hand.")
    return DecisionError(text.format(path=path))


def _keys(raw: RawSheet) -> list[str]:
    """The column that each header names; "" for one that is none of ours."""
    sheet = load_workbook()[SHEET]
    return [next((column.key for column in sheet.find_columns(name)), "") for name in raw.header]


def _fault(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.value, finding.rule


def _row(records: Records, one: str, other: str, notation: str) -> Mapping[str, str]:
    """A decision as the cells of a row."""
    first, second = _actor(records, one), _actor(records, other)
    if first.key == second.key:
        text = _("'{one}' and '{other}' mean the same actor already.")
        raise DecisionError(text.format(one=one, other=other))
    code = next(code for code in load_codes()["DuplicateDecision"].codes if code.notation == notation)
    return {
        "actor": records.written(first),
        "other": records.written(second),
        "decision": code.labels[current_language()],
        "replaced_id": first.key if notation == "same" else "",
    }


def _actor(records: Records, text: str) -> Actor:
    found = records.find(text)
    if len(found) == 1:
        return found[0]
    subjects = {records.identities.subject("org", actor.key) for actor in found}
    if not records.identities.fresh.keys().isdisjoint(subjects):
        rule, remedy = records.identities.ambiguous(subjects)
        raise DecisionError(f"'{text}' {rule} {remedy}")
    if found:
        ids = ", ".join(f"{actor.key} {actor.region_name}".strip() for actor in found)
        rule = _("'{name}' is the name of several actors ({ids}). Please write the ID instead.")
        raise DecisionError(rule.format(name=text, ids=ids))
    near = records.identities.suggest(["actors"], text)
    remedy = _("Did you mean '{name}'?").format(name=near) if near else ""
    raise DecisionError(_("'{name}' is no known actor. {remedy}").format(name=text, remedy=remedy).rstrip())


def _appended(path: Path, rows: Sequence[Mapping[str, str]], limits: Limits) -> bytes:
    """The content of the table with further rows, in its own delimiter, columns and encoding."""
    sheet = load_workbook()[SHEET]
    try:
        content = path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise UnwritableError(path, error.strerror or str(error)) from None
    raw = next(iter(read_bytes(FILE, content, limits)), None) if content.strip() else None
    if raw is None:
        header = [sheet.column(key).labels[current_language()] for key in COLUMNS]
        return (
            codecs.BOM_UTF8
            + (_csv([header], ";") + _csv([_cells(COLUMNS, row) for row in rows], ";")).encode()
        )
    keys = _keys(raw)
    if missing := [key for key in ("actor", "other", "decision") if key not in keys]:
        names = ", ".join(sheet.column(key).label for key in missing)
        raise DecisionError(
            _("{path} lacks the columns {names}. Please add them.").format(path=path, names=names)
        )
    try:
        form = find_form(content, raw.header, raw.header_row)
    except UneditableError:
        raise _not_continued(path) from None
    start = form.text if form.text.endswith("\n") else f"{form.text}\r\n"
    whole = start + _csv([_cells(keys, row) for row in rows], form.delimiter)
    try:
        return form.mark + whole.encode(form.encoding)
    except UnicodeEncodeError:  # a name that the table's old encoding cannot hold
        return whole.encode("utf-8-sig")


def _cells(keys: Iterable[str], row: Mapping[str, str]) -> list[str]:
    return [guard_formula(row.get(key, "")) for key in keys]


def _csv(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    output = io.StringIO()
    csv.writer(output, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return output.getvalue()
