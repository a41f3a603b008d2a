"""What a cell means: codes, other rows, sources, and the rows that a mention brings into being."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from traiber.data.additions import Addition, shipped_rows, to_table
from traiber.data.departures import DepartedError
from traiber.data.findings import Cell, Finding
from traiber.data.identities import Identities
from traiber.data.intake import SourceTable
from traiber.data.keys import digest
from traiber.data.nicknames import district_of
from traiber.data.same_names import SameNames
from traiber.data.suggestion import find_range, nearest
from traiber.data.values import (
    KNOWN_NONE,
    PARSERS,
    BadValueError,
    Raw,
    refuse_future,
    shown,
    split_values,
    to_text,
)
from traiber.data.workbook import Column, load_workbook
from traiber.graph.access import LEVELS
from traiber.ontology.codes import load_codes, normalise, resolve, resolve_scheme
from traiber.ontology.language import current_language
from traiber.ontology.language import gettext_ as _
from traiber.ontology.ntriples import iri, literal

NOWHERE = Cell("", "")
LOOKED_UP = ("code", "ref", "source", "choice", "scheme")  # all other types are read by themselves
CLOSED = ("AccessLevel", "DuplicateDecision")  # lists whose codes the program itself acts on
MOST_LABELS = 12  # of a list that a message names; the own ones of the workspace first
EXTENSIBLE = ("regions", "action_fields")

# A text that `to_text` and `literal` leave alone and that is never split: Latin-1, all of it printable
_VERBATIM = re.compile(r"[0-9A-Za-z\u00c0-\u00ff][ !#-:<-\[\]-{}~\u00a1-\u00ac\u00ae-\u00ff]*(?<! )")


@dataclass(slots=True)
class Resolver:
    """The meaning of cells within one batch.

    With `extend_codes` an unknown code, region or action field becomes a new one.
    """

    identities: Identities
    extend_codes: bool = False
    own_codes: dict[str, dict[str, str]] = field(default_factory=dict)  # scheme -> name -> term
    own_labels: dict[str, dict[str, str]] = field(default_factory=dict)  # scheme -> name -> what is shown
    additions: dict[str, Addition] = field(default_factory=dict)  # term -> row to come
    findings: list[Finding] = field(default_factory=list)
    same_names: SameNames = field(default_factory=SameNames)

    def reader(self, table: SourceTable, column: Column) -> Callable[[Raw, int], tuple[str, ...] | Finding]:
        """What reads the cells of a column: the terms of a value in a row, or what is wrong with it.

        The finding has no address. There is a shorter way for what most cells hold, a single value.
        """
        if column.type in LOOKED_UP:
            look_up = self._look_up(table, column)
            return lambda value, row: self._terms(column, lambda part: look_up(part, row), value)
        parse = _parser(column)
        is_text = column.type in ("text", "label")
        ending = f'"@{column.language}' if column.language else '"'

        def read(value: Raw, row: int) -> tuple[str, ...] | Finding:
            if isinstance(value, str):
                if is_text and _VERBATIM.fullmatch(value):
                    return (f'"{value}{ending}',)
                if _is_single(value):
                    try:
                        return (parse(value),)
                    except BadValueError:
                        pass
            return self._terms(column, parse, value)

        return read

    def _terms(self, column: Column, parse: Callable[[Raw], str], value: Raw) -> tuple[str, ...] | Finding:
        text = to_text(value)
        if not text.strip(";| "):
            if column.required:
                return _wrong(
                    "E203",
                    "",
                    _("{column} is required, but the cell is empty.").format(column=column.label),
                    _("Please fill the cell."),
                )
            return (self._code(column.codes, column.default),) if column.default and column.codes else ()
        if text in (KNOWN_NONE, "–"):
            if column.required:
                rule = _("is not possible here: {column} is required.").format(column=column.label)
                return _wrong("E203", text, rule, _("Please fill the cell."))
            return (KNOWN_NONE,)
        parts: Sequence[Raw] = (
            split_values(text, column.by_line) if column.multiple or column.by_line else [value]
        )
        found: list[str] = []
        for part in parts:
            try:
                found.append(parse(part))
            except BadValueError as error:
                codes = {"code": "E204", "choice": "E204", "ref": "E205", "source": "E205", "lei": "E221"}
                code = "E222" if isinstance(error, DepartedError) else codes.get(column.type, "E206")
                return _wrong(code, shown(part), error.rule, error.remedy, error.suggestion)
        return tuple(dict.fromkeys(found))

    def at(self, finding: Finding, cell: Cell) -> Finding:
        """The finding with its address."""
        return replace(finding, cell=cell)

    def note_levels(
        self,
        table: SourceTable,
        column: Column,
        terms: Sequence[tuple[str, ...]],
        levels: Sequence[str],
        distinct: Iterable[str],
    ) -> None:
        """Let added rows be as public as the most public row that mentions them, and stand there.

        `distinct` are the terms of all rows, each once.
        """
        if not self.additions or column.type not in ("ref", "code", "source"):
            return
        rank = {level: LEVELS.index(level) for level in LEVELS}
        hidden = self.additions.keys() & set(distinct)
        lowest = min((rank[level] for level in set(levels)), default=0) if hidden else 0
        hidden = {one for one in hidden if rank[self.additions[one].level] > lowest}
        for row, (found, level) in enumerate(zip(terms, levels, strict=True)):
            if not hidden:
                break
            for one in hidden.intersection(found):
                addition = self.additions[one]
                if rank[level] < rank[addition.level]:
                    addition.level = level
                    addition.table, addition.row, addition.column = table, row, column.key
                if rank[level] == lowest:
                    hidden.remove(one)

    def take_additions(self) -> list[tuple[SourceTable, list[str]]]:
        """The rows that came up since the last call, as tables with their keys."""
        fresh = [addition for addition in self.additions.values() if not addition.done]
        for addition in fresh:
            addition.done = True
        return [(to_table(addition), [addition.key]) for addition in fresh]

    def create(
        self, sheet: str, name: str, table: SourceTable, row: int, column: str, level: str = "personal"
    ) -> str:
        """A new row of a sheet with this name; the same name gives the same row.

        It is read at `level`, or at the lowest level of the rows that mention it.
        """
        spec = load_workbook()[sheet]
        label = "title" if sheet == "sources" else "name"
        key = " ".join(name.split())  # speaks for itself in results; texts of sources may be long
        if sheet == "sources":
            key = digest([normalise(name), *[""] * (len(spec.identity) - 1)])
        cells: dict[str, Raw] = {label: name}
        if sheet == "sources" and name.startswith(("https://", "http://")):
            cells["url"] = name
        return self._add(Addition(sheet, key, cells, table, row, column, level), [name, key])

    def bring_in(self, sheet: str, key: str, table: SourceTable, level: str) -> None:
        """Let the row of a shipped thing come in that something beside the tables refers to by its ID."""
        if self.identities.find([sheet], key) or normalise(key) not in shipped_rows().get(sheet, {}):
            return
        addition = self.additions.get(self._find([sheet], key, table, 0, "") or "")
        if addition and LEVELS.index(level) < LEVELS.index(addition.level):
            addition.level = level

    def _add(self, addition: Addition, names: Iterable[str]) -> str:
        subject = self.identities.subject(load_workbook()[addition.sheet].path, addition.key)
        self.additions.setdefault(subject, addition)
        for name in names:
            self.identities.add_name(addition.sheet, name, subject)
        return subject

    def _look_up(self, table: SourceTable, column: Column) -> Callable[[Raw, int], str]:
        """What finds the term of a single value among codes, rows or choices; raises `BadValueError`."""

        def look_up(value: Raw, row: int) -> str:
            text = " ".join(to_text(value).split())
            if not column.multiple and column.type in ("code", "ref", "choice"):
                self._refuse_several(column, text)
            match column.type:
                case "code":
                    return self._code_or_new(table, column, text, row)
                case "ref":
                    return self._ref(table, column, text, row)
                case "source":
                    found = self._find(column.ref, text, table, row, column.key)
                    return found or self.create("sources", text, table, row, column.key)
                case "choice":
                    return _choice(column, text)
                case _:
                    return _scheme(text)

        return look_up

    def _ref(self, table: SourceTable, column: Column, text: str, row: int) -> str:
        found = self._find(column.ref, text, table, row, column.key)
        if found:
            return found
        if column.codes and (code := resolve(column.codes, text)):
            return iri(code.iri)
        target = table.create.get(column.key)
        extensible = next((sheet for sheet in column.ref if sheet in EXTENSIBLE), None)
        if target is None and self.extend_codes and extensible:
            target = extensible
            self._warn_new(table, column, text, row)
        if target:
            return self.create(target, text, table, row, column.key)
        if "actors" in column.ref and (departed := self.identities.departures.explain(text)):
            raise departed
        if column.ref == ("regions",):
            otherwise = _("Please add it to the sheet Regions or correct the name.")
            raise BadValueError(_("is no known district."), *self._hint(column.ref, text, otherwise))
        names = " / ".join(load_workbook()[sheet].label for sheet in column.ref)
        raise BadValueError(
            _("is not known in {sheets}.").format(sheets=names),
            *self._hint(column.ref, text, _("Please add it there or correct the name.")),
        )

    def _refuse_several(self, column: Column, text: str) -> None:
        """Say that there are several values where one is possible, rather than that none is known."""
        if len(split_values(text)) > 1 and not self.identities.find(column.ref or (), text):
            rule = _("holds several values; only one is allowed here.")
            raise BadValueError(rule, _("Please keep one of them, or write one row for each."))

    def _find(
        self, sheets: Sequence[str], text: str, table: SourceTable, row: int, column: str
    ) -> str | None:
        found = self.identities.find(sheets, text)
        if len(found) > 1:
            raise BadValueError(*self.identities.ambiguous(found))
        if found:
            return next(iter(found))
        for sheet in sheets:
            shipped = shipped_rows().get(sheet, {}).get(normalise(text))
            if shipped:
                cells, known = shipped
                return self._add(Addition(sheet, str(cells["id"]), dict(cells), table, row, column), known)
        return None

    def _hint(self, sheets: Sequence[str], text: str, otherwise: str) -> tuple[str, str]:
        near = self._in_other_words(sheets, text) or self.identities.suggest(sheets, text)
        found = self.identities.find(sheets, near) if near else set()
        code = next(iter(found))[1:-1].rpartition("/")[2] if len(found) == 1 else ""
        if not near:
            shipped = {
                name: row
                for sheet in sheets
                for row, names in shipped_rows().get(sheet, {}).values()
                for name in names
            }
            row = shipped.get(district_of(text) or nearest(text, shipped), {})
            near, code = str(row.get("name", "")), str(row.get("id", ""))
        if not near:
            return otherwise, ""
        if code.isdigit() and code != near:  # an official key, which people know
            return _("Did you mean '{name}' ({code})?").format(name=near, code=code), near
        return _("Did you mean '{name}'?").format(name=near), near

    def _in_other_words(self, sheets: Sequence[str], text: str) -> str:
        """The known actor or district that a text means by abbreviations, nicknames and the like."""
        actors = self.identities.spoken.get("actors", {}).values() if "actors" in sheets else ()
        if found := self.same_names.find(text, actors):
            return found
        district = district_of(text) if "regions" in sheets else ""
        return district if district and self.identities.find(["regions"], district) else ""

    def _code(self, scheme: str, text: str) -> str:
        code = resolve(scheme, text)
        if code:
            return iri(code.iri)
        return self.own_codes[scheme][normalise(text)]

    def _code_or_new(self, table: SourceTable, column: Column, text: str, row: int) -> str:
        scheme = column.codes or ""
        try:
            return self._code(scheme, text)
        except KeyError:
            if self.extend_codes and scheme not in CLOSED:
                return self._new_code(table, column, text, row)
        codes = load_codes()[scheme].codes
        names = {
            name: code.labels[current_language()]
            for code in codes
            for name in (code.notation, *code.labels.values(), *code.names)
        }
        own = self.own_labels.get(scheme, {})
        names |= own
        suggestion = names.get(find_range(text, names) or nearest(text, names), "")
        label = load_codes()[scheme].labels[current_language()]
        labels = [*dict.fromkeys(own.values()), *(code.labels[current_language()] for code in codes)]
        known = ", ".join([*labels[:MOST_LABELS], *["…"] * (len(labels) > MOST_LABELS)])
        raise BadValueError(
            _("is not in the list {name}.").format(name=label),
            _("Did you mean '{name}'?").format(name=suggestion)
            if suggestion
            else _("Possible: {names}.").format(names=known),
            suggestion,
        )

    def _new_code(self, table: SourceTable, column: Column, text: str, row: int) -> str:
        scheme = column.codes or ""
        self._warn_new(table, column, text, row)
        key = f"{scheme}/{'_'.join(normalise(text).split())}"
        cells: dict[str, Raw] = {"list": scheme, "name": text}
        found = self._add(Addition("lists", key, cells, table, row, column.key), ())
        self.own_codes.setdefault(scheme, {})[normalise(text)] = found
        self.own_labels.setdefault(scheme, {})[text] = text
        return found

    def _warn_new(self, table: SourceTable, column: Column, text: str, row: int) -> None:
        self.findings.append(
            Finding(
                "W201",
                table.cell(column.key, row),
                text,
                _("is new and was added to the list."),
                severity="warning",
            )
        )

    def learn_codes(self, table: SourceTable, keys: Sequence[str]) -> None:
        """Take the workspace's own codes from its sheet of lists."""
        for row, key in enumerate(keys):
            scheme = resolve_scheme(to_text(table.column("list")[row]))
            if scheme is not None:
                self._refuse_known(table, row, scheme.key, key.rpartition("/")[2])
                subject = self.identities.subject(table.sheet.path, key)
                german, english = (to_text(table.column(c)[row]) for c in ("name", "name_en"))
                code = key.rpartition("/")[2]
                label = (english if current_language() == "en" else german) or german or code
                for name in (code, german, english):
                    if name:
                        self.own_labels.setdefault(scheme.key, {})[name] = label
                        self.own_codes.setdefault(scheme.key, {})[normalise(name)] = subject

    def _refuse_known(self, table: SourceTable, row: int, scheme: str, code: str) -> None:
        """An own code that the list has already would never be meant."""
        known = resolve(scheme, code)
        if known is not None:
            rule = _("is in this list already, as {name}.").format(name=known.labels[current_language()])
            remedy = _("Please delete the row or choose another code.")
            self.findings.append(Finding("E213", table.cell("id", row), code, rule, remedy))


def _parser(column: Column) -> Callable[[Raw], str]:
    """What reads a single value of a column that needs no look at anything else."""
    if column.type == "label":
        language = column.language
        return lambda value: literal(to_text(value), language)
    parse = PARSERS[column.type]
    if not column.past:
        return parse

    def parse_past(value: Raw) -> str:
        refuse_future(value)
        return parse(value)

    return parse_past


def _is_single(text: str) -> bool:
    """Whether a text begins with a letter or digit and has nothing at which a cell is split."""
    return text[:1].isalnum() and text.isprintable() and ";" not in text and "|" not in text


def _wrong(code: str, value: str, rule: str, remedy: str = "", suggestion: str = "") -> Finding:
    return Finding(code, NOWHERE, value, rule, remedy, suggestion)


def _choice(column: Column, text: str) -> str:
    for choice in column.choices:
        if normalise(text) in map(normalise, choice.names):
            return choice.key
    names = [choice.names[1 if current_language() == "de" else 2] for choice in column.choices]
    near = nearest(text, names)
    raise BadValueError(
        _("is none of: {names}.").format(names=", ".join(names)),
        _("Did you mean '{name}'?").format(name=near) if near else "",
        near,
    )


def _scheme(text: str) -> str:
    found = resolve_scheme(text)
    if found is None:
        names = [code_list.labels[current_language()] for code_list in load_codes().values()]
        near = nearest(
            text, (name for each in load_codes().values() for name in (each.key, *each.labels.values()))
        )
        possible = _("Possible: {names}.").format(names=", ".join(names))
        remedy = _("Did you mean '{name}'?").format(name=near) if near else possible
        raise BadValueError(_("is no code list."), remedy, near)
    return iri(found.iri)
