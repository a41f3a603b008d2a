"""The proposals of a workspace, and the sheet in which people decide about them."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traiber.data.build import registry_of
from traiber.data.duplicates.pairs import THRESHOLD, Pair, find_pairs
from traiber.data.duplicates.reasons import reason
from traiber.data.duplicates.records import Records, read_records
from traiber.data.files import FileExistsAlreadyError, write_text
from traiber.data.lock import locked
from traiber.data.registry import Registry
from traiber.data.table import Cell, Table
from traiber.data.workbook import load_workbook
from traiber.data.workspace import Workspace
from traiber.data.writers import ColumnLayout, SheetLayout, write_sheets
from traiber.data.writers.cells import csv_cell
from traiber.ontology.codes import load_codes
from traiber.ontology.language import current_language

COLUMNS = ("actor", "other", "decision", "score", "reason", "note")
WIDTHS: Mapping[str, tuple[int, int]] = {  # of a column at least, and at most where its texts ask for it
    "actor": (38, 60),
    "other": (38, 60),
    "decision": (18, 18),
    "score": (12, 12),
    "reason": (70, 110),
    "note": (30, 30),
}


@dataclass(frozen=True, slots=True)
class Proposals:
    """Likely pairs, the likeliest first, and the actors that they were found among."""

    pairs: list[Pair]
    records: Records
    threshold: float
    access: str

    @property
    def unkept(self) -> set[str]:
        """The IDs by which the proposals name actors and that neither tables nor registry hold yet."""
        actors = {actor.key: actor for pair in self.pairs for actor in (pair.one, pair.other)}
        subject, fresh = self.records.identities.subject, self.records.identities.fresh
        return {
            key
            for key, actor in actors.items()
            if self.records.written(actor) == key and subject("org", key) in fresh
        }

    def rows(self) -> list[dict[str, Any]]:
        """Each pair as plain values: how cells name the two, score, parts, and the reason in words."""
        return [
            {
                "score": round(pair.score.value, 2),
                "actor": self.records.written(pair.one),
                "actor_id": pair.one.key,
                "actor_region": pair.one.region_name,
                "other": self.records.written(pair.other),
                "other_id": pair.other.key,
                "other_region": pair.other.region_name,
                "reason": reason(pair.score),
                "parts": [
                    {"kind": part.kind, "points": round(part.points, 3), "texts": list(part.texts)}
                    for part in pair.score.parts
                ],
            }
            for pair in self.pairs
        ]

    def to_json(self) -> str:
        """`{"meta": {…}, "rows": […]}` with the parts of each score."""
        meta = {"actors": len(self.records.actors), "threshold": self.threshold, "access": self.access}
        return json.dumps({"meta": meta, "rows": self.rows()}, ensure_ascii=False, indent=2) + "\n"

    def to_table(self) -> Table:
        """The sheet of duplicates with an empty column for the decision."""
        return Table(
            "duplicates",
            COLUMNS,
            [(row["actor"], row["other"], None, row["score"], row["reason"], None) for row in self.rows()],
        )


def propose(workspace: Workspace, access: str, threshold: float = THRESHOLD) -> Proposals:
    """The likely duplicates of a workspace's tables, without those that people decided about.

    Where a name means several actors, the proposals name them by ID; such an ID is kept in the registry
    from now on, so that it means the same actor when the decision is read. Raises `LockedError` then
    while somebody builds.
    """
    proposals = _propose(workspace, registry_of(workspace), access, threshold)
    if workspace.folder is None or not proposals.unkept:
        return proposals
    with locked(workspace.state):
        registry, kept = registry_of(workspace), registry_of(workspace)
        proposals = _propose(workspace, registry, access, threshold)
        kept.entries |= {key: registry.entries[key] for key in proposals.unkept}
        write_text(workspace.state / "ids.csv", kept.to_csv(), force=True)
    return proposals


def _propose(workspace: Workspace, registry: Registry, access: str, threshold: float) -> Proposals:
    settings = workspace.configuration
    sheets = workspace.read_sources()
    records = read_records(sheets, settings.base, registry, settings.network, access)
    pairs = find_pairs(records.actors, records.places, threshold, records.merges.different, records.namesakes)
    return Proposals(pairs, records, threshold, access)


def proposals_csv(table: Table) -> str:
    """The sheet as CSV that a German spreadsheet opens and that can be put into `sources/` as it is."""
    sheet = load_workbook()[table.sheet]
    headers = [sheet.column(key).labels[current_language()] for key in table.columns]
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\n")
    writer.writerow(headers)
    writer.writerows([csv_cell(value, current_language()) for value in row] for row in table.rows)
    return output.getvalue()


def write_proposals(table: Table, path: Path, force: bool = False) -> None:
    """The sheet as a workbook with a drop-down for the decision, to be put into `sources/` as it is.

    Raises `FileExistsAlreadyError` without `force`, and `UnwritableError`.
    """
    if path.exists() and not force:
        raise FileExistsAlreadyError(path)
    language = current_language()
    sheet = load_workbook()[table.sheet]
    names = [code.labels[language] for code in load_codes()["DuplicateDecision"].codes]
    columns = [
        ColumnLayout(
            sheet.column(key).labels[language],
            _width(key, (row[at] for row in table.rows)),
            help=sheet.column(key).help[language],
            required=key == "decision",
            choices=f'"{",".join(names)}"' if key == "decision" else "",
            kind="" if key == "score" else "text",
        )
        for at, key in enumerate(table.columns)
    ]
    rows: Sequence[tuple[Cell, ...]] = table.rows
    write_sheets([SheetLayout(sheet.labels[language], columns, rows)], path, language)


def _width(key: str, cells: Iterable[Cell]) -> int:
    least, most = WIDTHS[key]
    return min(most, max((least, *(len(str(cell)) + 2 for cell in cells))))
