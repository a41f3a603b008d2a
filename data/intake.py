"""Raw sheets recognised as sheets of the mapping: which column is which, and where each cell stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from traiber.data.adapters import adapt
from traiber.data.findings import Cell, Finding, column_letters
from traiber.data.matrix import Matrix, read_matrix
from traiber.data.mojibake import find_mojibake
from traiber.data.readers import RawSheet
from traiber.data.recognition import nearest_sheet, recognise_sheets
from traiber.data.suggestion import is_slip, nearest
from traiber.data.values import KNOWN_NONE, Raw, error_values, shown, split_values, to_text
from traiber.data.workbook import Column, Sheet, Shorthand, find_sheet, load_workbook
from traiber.ontology.codes import normalise, resolve
from traiber.ontology.language import gettext_ as _

OWN = frozenset({"own", "eigenes", "eigenes netzwerk"})  # the home network, in a shorthand column
NOT_DATA = frozenset({"liesmich", "readme", "lies mich", "read me"})


@dataclass(frozen=True, slots=True)
class Owner:
    """The rows in which shorthand rows stand: the i-th one names row `rows[i]` of `table` in `column`."""

    table: "SourceTable"
    rows: Sequence[int]
    column: str


@dataclass(slots=True)
class SourceTable:
    """One recognised sheet, column by column.

    `cells[key][i]` is the value of a column in the i-th row, which stands in row `numbers[i]` of the
    file; `positions[key]` is the number of the column there; `notes[i]` are the cells of unknown
    columns as "header: value". `create[key]` is the sheet in which an unknown value of a column
    becomes a row. `places[key][i]` is the row and column of a value that stands elsewhere than in the
    row and column of its table, as in a matrix. `owner` is where shorthand rows come from.
    """

    sheet: Sheet
    file: str
    name: str
    sha256: str
    numbers: list[int]
    cells: dict[str, list[Raw]]
    positions: Mapping[str, int]
    notes: list[list[str]] = field(default_factory=list)
    create: Mapping[str, str] = field(default_factory=dict)
    own_rows: bool = True  # False: rows that a shorthand or a mention in another sheet stands for
    places: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    owner: Owner | None = None

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.numbers)

    def cell(self, key: str, row: int) -> Cell:
        """The address of a value."""
        if key in self.places:
            return Cell(self.file, self.name, *self.places[key][row])
        return Cell(self.file, self.name, self.numbers[row], self.positions.get(key, 0))

    def column(self, key: str) -> list[Raw]:
        """The values of a column; all `None` where the table lacks it."""
        return self.cells.get(key) or [None] * len(self)


def recognise(sheets: Iterable[RawSheet], home: str | None = None) -> tuple[list[SourceTable], list[Finding]]:
    """The sheets of the mapping among raw ones, shorthand columns turned into rows of their sheets.

    Unknown columns become notes, unknown sheets are left out; both are reported as warnings, a file
    without any known sheet as an error. `home` is the network that "own" means.
    """
    tables: list[SourceTable] = []
    findings: list[Finding] = []
    rest: list[RawSheet] = []
    for raw in sheets:
        matrix = read_matrix(raw) if raw.header else None
        if matrix:
            tables.append(_matrix_table(raw, matrix))
            findings.extend((*raw.findings, *matrix.findings))
        elif raw.header:
            rest.append(raw)
        else:
            findings.extend(raw.findings)
    known, others = recognise_sheets(rest)
    for one in known:
        table, found = _to_table(one.raw, one.sheet)
        tables.append(table)
        findings.extend((*one.raw.findings, *([one.finding] if one.finding else []), *found))
    unknown: dict[str, list[RawSheet]] = {}
    for raw in others:
        if normalise(raw.name) not in NOT_DATA:
            unknown.setdefault(raw.file, []).append(raw)
    read = {table.file for table in tables}
    for file, found_sheets in unknown.items():
        if file in read:
            there = {table.sheet.key for table in tables if table.file == file}
            findings.extend(_unknown_sheet(raw, there) for raw in found_sheets)
        else:
            findings.append(_unknown_file(found_sheets))
    for table in list(tables):
        tables.extend(_expand(table, home))
    return tables, findings


def _matrix_table(raw: RawSheet, matrix: Matrix) -> SourceTable:
    """The namings of a matrix as contacts; each value with the address of the cell that says it."""
    sheet = load_workbook()["ties"]
    namings = matrix.namings
    sources: list[Raw] = [one.source for one in namings]
    cells: dict[str, list[Raw]] = {
        "source_actor": sources,
        "target_actor": [one.target for one in namings],
        "strength": [one.strength for one in namings],
        "reported_by": sources,
    }
    first = [(one.row, 1) for one in namings]
    own = [(one.row, one.column) for one in namings]
    places = {column.key: own for column in sheet.columns}
    places |= {"": own, "source_actor": first, "reported_by": first}
    places["target_actor"] = [(matrix.header_row, one.column) for one in namings]
    numbers = [one.row for one in namings]
    notes: list[list[str]] = [[] for _one in namings]
    return SourceTable(
        sheet, raw.file, raw.name, raw.sha256, numbers, cells, dict.fromkeys(cells, 0), notes, places=places
    )


def _unknown_sheet(raw: RawSheet, known: set[str]) -> Finding:
    """A warning, unless the name is a typing slip for that of a missing sheet: then rows would be lost."""
    near, remedy = _nearest_sheet(raw.name)
    rule = _("is no known sheet; nothing was read from it.")
    meant = find_sheet(near)
    if meant and meant.key not in known and is_slip(raw.name, near):
        otherwise = _("Otherwise let its name end in (ignore).")
        return Finding("E101", Cell(raw.file, raw.name), raw.name, rule, f"{remedy} {otherwise}", near)
    return Finding("W101", Cell(raw.file, raw.name), raw.name, rule, remedy, near, "warning")


def _unknown_file(sheets: Sequence[RawSheet]) -> Finding:
    """A file of which nothing was read."""
    cell = Cell(sheets[0].file, "")
    if len(sheets) == 1:
        near, remedy = _nearest_sheet(sheets[0].name)
        rule = _("is no known sheet; nothing was read from it.")
        return Finding("E101", cell, sheets[0].name, rule, remedy, near)
    names = ", ".join(raw.name for raw in sheets)
    return Finding(
        "E101", cell, names, _("are no known sheets; nothing was read from them."), _known_sheets()
    )


def _nearest_sheet(name: str) -> tuple[str, str]:
    """The sheet that was probably meant, and what to do."""
    near = nearest_sheet(name)
    return near, _("Did you mean '{name}'?").format(name=near) if near else _known_sheets()


def _known_sheets() -> str:
    return _("Known sheets: {names}.").format(names=", ".join(s.label for s in load_workbook().values()))


def _to_table(raw: RawSheet, sheet: Sheet) -> tuple[SourceTable, list[Finding]]:
    if _is_unsplit(raw):
        rule = _("is the only header: the columns of this table are not separated.")
        remedy = _("Please separate them: as columns of the sheet, or in a CSV file by semicolons.")
        at = Cell(raw.file, raw.name, raw.header_row, 1)
        nothing: dict[str, list[Raw]] = {}
        table = SourceTable(sheet, raw.file, raw.name, raw.sha256, [], nothing, {})
        return table, [Finding("E212", at, raw.header[0], rule, remedy)]
    positions = _assign(raw.header, sheet)
    columns: Sequence[Sequence[Raw]] = list(zip(*raw.rows, strict=False))[
        : len(raw.header)
    ]  # rows may be longer
    if not columns:
        columns = [()] * len(raw.header)
    taken = set(positions.values())
    unknown = [
        at
        for at, header in enumerate(raw.header)
        if at + 1 not in taken and (header or any(value is not None for value in columns[at]))
    ]
    repeated = _repeated_headers(raw, positions)
    findings = [*repeated.values()]
    findings += [
        _same_column(raw, sheet, positions, at) or _unknown_column(raw, sheet, at)
        for at in unknown
        if at not in repeated
    ]
    findings.extend(_beyond_header(raw))
    findings.extend(find_mojibake(raw))
    wrong = error_values(raw.rows)
    findings.extend(_error_values(raw, columns, wrong))
    cells = {
        key: _usable(raw, columns[at - 1], wrong, at - 1, sheet.column(key)) for key, at in positions.items()
    }
    notes: list[list[str]] = [[] for _row in raw.rows]
    for place in unknown:
        for value, into in zip(columns[place], notes, strict=True):
            if value is not None:
                into.append(f"{raw.header[place] or place + 1}: {' '.join(to_text(value).split())}")
    adapted = adapt(raw, sheet, positions, cells, notes)
    findings.extend(adapted.findings)
    findings.extend(
        Finding(
            "E102",
            Cell(raw.file, raw.name, raw.header_row),
            column.label,
            _("is a required column and missing."),
            _("Please add a column with this header."),
        )
        for column in sheet.columns
        if column.required and column.key not in adapted.cells
    )
    origin = (raw.file, raw.name, raw.sha256)
    return SourceTable(sheet, *origin, raw.numbers, adapted.cells, positions, adapted.notes), findings


def _assign(header: Sequence[str], sheet: Sheet) -> dict[str, int]:
    """The position of each column that the header names.

    "Source" may be the beginning of a tie or its evidence: a name that fits several columns is that
    of the required one, unless another header names it without doubt.
    """
    candidates = [sheet.find_columns(name) if name else () for name in header]
    positions: dict[str, int] = {}
    for most in (1, len(sheet.columns)):
        for at, found in enumerate(candidates):
            free = [column for column in found if column.key not in positions]
            if free and len(found) <= most and at + 1 not in positions.values():
                best = max(free, key=lambda column: column.required)
                positions[best.key] = at + 1
    return positions


def _same_column(raw: RawSheet, sheet: Sheet, positions: Mapping[str, int], at: int) -> Finding | None:
    """A warning for a column that another one stands for already, under another name."""
    header = raw.header[at]
    first = next((p for c in sheet.find_columns(header) if header and (p := positions.get(c.key))), None)
    if first is None:
        return None
    rule = _("means the same as '{header}' in {cell}; its values are kept as notes.")
    where = f"{column_letters(first)}{raw.header_row}"
    rule = rule.format(header=raw.header[first - 1], cell=where)
    cell = Cell(raw.file, raw.name, raw.header_row, at + 1)
    return Finding("W111", cell, header, rule, severity="warning")


def _repeated_headers(raw: RawSheet, positions: Mapping[str, int]) -> dict[int, Finding]:
    """An error for each header that stands twice above known columns, by its position."""
    first: dict[str, int] = {}
    found = {}
    for at, header in enumerate(raw.header):
        other = first.setdefault(normalise(header), at)
        if header and other != at and {other + 1, at + 1}.intersection(positions.values()):
            where = f"{column_letters(other + 1)}{raw.header_row}"
            rule = _("is the header of {cell} already.").format(cell=where)
            remedy = _("Please rename or delete one of the two columns.")
            found[at] = Finding(
                "E107", Cell(raw.file, raw.name, raw.header_row, at + 1), header, rule, remedy
            )
    return found


def _unknown_column(raw: RawSheet, sheet: Sheet, at: int) -> Finding:
    header = raw.header[at]
    near = nearest(header, (label for c in sheet.columns for label in c.labels.values())) if header else ""
    return Finding(
        "W102",
        Cell(raw.file, raw.name, raw.header_row, at + 1),
        header,
        _("is no known column; its values are kept as notes."),
        _("Did you mean '{name}'?").format(name=near) if near else "",
        near,
        "warning",
    )


def _is_unsplit(raw: RawSheet) -> bool:
    """Whether all columns stand in one: a foreign separator, or a CSV file pasted into a sheet."""
    return len(raw.header) == 1 and any(len(raw.header[0].split(sign)) > 2 for sign in ";,|\t")


def _beyond_header(raw: RawSheet) -> list[Finding]:
    width = len(raw.header)
    return [
        Finding(
            "E103",
            Cell(raw.file, raw.name, number, at + 1),
            shown(row[at]),
            _("stands in a column without a header."),
            _("Please add a header or remove the value. Is a separator in an unquoted text?"),
        )
        for number, row in zip(raw.numbers, raw.rows, strict=True)
        for at in range(width, len(row))
        if row[at] is not None
    ]


def _error_values(raw: RawSheet, columns: Sequence[Sequence[Raw]], wrong: set[Raw]) -> list[Finding]:
    if not wrong:
        return []
    return [
        Finding(
            "E207",
            Cell(raw.file, raw.name, number, at + 1),
            to_text(value),
            _("is an error value of the spreadsheet."),
            _("Please repair the formula or clear the cell."),
        )
        for at, values in enumerate(columns)
        for number, value in zip(raw.numbers, values, strict=True)
        if value in wrong
    ]


def _usable(raw: RawSheet, values: Sequence[Raw], wrong: set[Raw], at: int, column: Column) -> list[Raw]:
    """The values; nothing for what was reported as no value, unless that were reported too."""
    if column.required:
        return list(values)
    formulas = {one.cell.row for one in raw.findings if one.code == "E106" and one.cell.column == at + 1}
    if not wrong and not formulas:
        return list(values)
    return [
        None if value in wrong or number in formulas else value
        for number, value in zip(raw.numbers, values, strict=True)
    ]


def _expand(table: SourceTable, home: str | None) -> list[SourceTable]:
    """The rows of other sheets that the shorthand columns of a table stand for."""
    expanded = []
    for column in table.sheet.columns:
        if column.key in table.cells:
            expanded += [_expand_one(table, column, shorthand, home) for shorthand in column.shorthand]
    return [found for found in expanded if len(found)]


def _expand_one(table: SourceTable, column: Column, shorthand: Shorthand, home: str | None) -> SourceTable:
    own = table.column("id" if "id" in table.cells else "name")
    names = table.column("name")
    rows = [
        (
            number,
            name if own_id is None else own_id,
            home if home and normalise(value) in OWN else value,
            source,
            access,
            at,
        )
        for at, (number, own_id, name, text, role, source, access) in enumerate(
            zip(
                table.numbers,
                own,
                names,
                table.cells[column.key],
                roles_of(table),
                table.column("source"),
                table.column("access"),
                strict=True,
            )
        )
        if (shorthand.role is None or shorthand.role in role) and (own_id is not None or name is not None)
        for value in split_values(to_text(text))
        if value not in (KNOWN_NONE, "–")
    ]
    sheet = load_workbook()[shorthand.sheet]
    at = table.positions[column.key]
    cells: dict[str, list[Raw]] = {
        shorthand.self: [row[1] for row in rows],
        shorthand.value: [row[2] for row in rows],
        "source": [row[3] for row in rows],
        "access": [row[4] for row in rows],
    }
    positions = dict.fromkeys(cells, at)
    numbers = [row[0] for row in rows]
    create = {shorthand.value: shorthand.create} if shorthand.create else {}
    notes: list[list[str]] = [[] for _row in rows]
    origin = (table.file, table.name, table.sha256)
    owner = Owner(table, [row[5] for row in rows], shorthand.self)
    return SourceTable(sheet, *origin, numbers, cells, positions, notes, create, own_rows=False, owner=owner)


def roles_of(table: SourceTable) -> list[frozenset[str]]:
    """The roles of each actor: as recorded, else the typical role of its types."""
    column = table.sheet.column("role")
    names = {normalise(name): choice.key for choice in column.choices for name in choice.names}
    result = []
    for role, type_ in zip(table.column("role"), table.column("type"), strict=True):
        recorded = {names[n] for part in split_values(to_text(role)) if (n := normalise(part)) in names}
        codes = [resolve("ActorType", part) for part in split_values(to_text(type_))]
        typical = {code.typical_role for code in codes if code and code.typical_role}
        classes = {"company" for code in codes if code and "tr:Company" in code.classes.values()}
        result.append(frozenset((recorded | classes) or typical))
    return result
