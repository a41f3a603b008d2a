"""Kinds of error that staff make, each planted once in the tables of the fictional example."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from traiber.data.example import generate
from traiber.data.findings import column_letters
from traiber.data.table import Cell

Grid = list[list[Cell]]  # the header of column keys, then the rows
Book = dict[str, Grid]  # sheet key -> its cells
KEPT = 45  # actors
LIMITS = {"ties": 60, "attendance": 40}


@dataclass(frozen=True)
class Place:
    """A cell by sheet, column and row of data (from 0; -1 is the header), or by its address.

    Without a column it is the row, without a row too the sheet.
    """

    sheet: str
    column: str = ""
    row: int | None = None
    address: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of error: how to make it, and what must be said about it where.

    `suggestion` is what would be right, in German and in English; `also` are further findings that
    follow from the same error, as (code, place).
    """

    name: str
    code: str
    place: Place
    plant: Callable[[Book], None]
    suggestion: tuple[str, str] | None = None
    also: tuple[tuple[str, Place], ...] = ()
    formats: tuple[str, ...] = ("xlsx", "csv")
    codes: Mapping[str, str] = field(default_factory=dict)  # format -> code, where it differs

    def code_in(self, format_: str) -> str:
        return self.codes.get(format_, self.code)


def small_example() -> Book:
    """The example with the rows of its first and last actors only, so that a check takes no time."""
    tables = generate()
    book = {key: [list(table.columns), *(list(row) for row in table.rows)] for key, table in tables.items()}
    everyone = [str(row[0]) for row in book["actors"][1:]]
    gone = set(everyone[KEPT:])
    for key, grid in book.items():
        kept = [row for row in (_without(row, gone, grid[0]) for row in grid[1:]) if row is not None]
        book[key] = [grid[0], *kept[: LIMITS.get(key)]]
    return book


def _without(row: list[Cell], gone: set[str], header: list[Cell]) -> list[Cell] | None:
    """The row without actors that are gone; nothing where it is about one of them."""
    if any(value in gone for value in row):
        return None
    return [
        ("; ".join(p for p in value.split("; ") if p not in gone) or None)
        if isinstance(value, str) and "; " in value
        else value
        for value in row
    ]


def at(book: Book, place: Place) -> str:
    """The address of a place in the planted book as a spreadsheet writes it; empty for a sheet."""
    if place.row is None:
        return place.address
    if not place.column:
        return f"row {place.row + 2}"
    return f"{column_letters(book[place.sheet][0].index(place.column) + 1)}{place.row + 2}"


def set_(sheet: str, column: str, row: int, value: Cell) -> Callable[[Book], None]:
    """Plant a value; a column that the sheet lacks is added."""

    def plant(book: Book) -> None:
        grid = book[sheet]
        if column not in grid[0]:
            for line in grid:
                line.append(None)
            grid[0][-1] = column
        grid[row + 1][grid[0].index(column)] = value

    return plant


def add(sheet: str, **cells: Cell) -> Callable[[Book], None]:
    """Plant a row below the others; columns that the sheet lacks are added."""

    def plant(book: Book) -> None:
        grid = book[sheet]
        for column in cells:
            if column not in grid[0]:
                for line in grid:
                    line.append(None)
                grid[0][-1] = column
        grid.append([cells.get(str(column)) for column in grid[0]])

    return plant


def all_of(*plants: Callable[[Book], None]) -> Callable[[Book], None]:
    """Plant several things."""

    def plant(book: Book) -> None:
        for one in plants:
            one(book)

    return plant


def header(sheet: str, column: str, text: str) -> Callable[[Book], None]:
    """Write another header."""

    def plant(book: Book) -> None:
        book[sheet][0][book[sheet][0].index(column)] = text

    return plant


def drop(sheet: str, column: str) -> Callable[[Book], None]:
    """Leave a column out."""

    def plant(book: Book) -> None:
        number = book[sheet][0].index(column)
        for line in book[sheet]:
            del line[number]

    return plant


def rename(sheet: str, name: str) -> Callable[[Book], None]:
    """Give a sheet another name."""

    def plant(book: Book) -> None:
        book[name] = book.pop(sheet)

    return plant


def cell(
    name: str,
    code: str,
    sheet: str,
    column: str,
    row: int,
    value: Cell,
    suggestion: str | tuple[str, str] | None = None,
    also: Iterable[tuple[str, Place]] = (),
) -> Kind:
    """A kind that is one wrong cell."""
    pair = (suggestion, suggestion) if isinstance(suggestion, str) else suggestion
    return Kind(name, code, Place(sheet, column, row), set_(sheet, column, row, value), pair, tuple(also))


BOOK = small_example()
NEW = {key: len(grid) - 1 for key, grid in BOOK.items()}  # the row that `add` plants


def value(sheet: str, column: str, row: int) -> Cell:
    grid = BOOK[sheet]
    return grid[row + 1][grid[0].index(column)]


def find(sheet: str, column: str, wanted: Cell) -> int:
    """The first row with this value."""
    return next(n for n in range(len(BOOK[sheet]) - 1) if value(sheet, column, n) == wanted)


def last(sheet: str, column: str, wanted: Cell) -> int:
    """The last row with this value."""
    return max(n for n in range(len(BOOK[sheet]) - 1) if value(sheet, column, n) == wanted)


CHAMBER = find("actors", "type", "chamber")
COMPANY = find("actors", "role", "company")
ID = {n: str(value("actors", "id", n)) for n in range(len(BOOK["actors"]) - 1)}
NAME = {n: str(value("actors", "name", n)) for n in ID}
NETWORK = str(value("networks", "id", 0))
DISTRICT = 1  # row of the first district: Kreis Amselgrund
MEASURE = find("measures", "kind", "measure")
BUNDLE = find("measures", "kind", "bundle")
INTERVIEW = str(value("ratings", "interview", 0))
WORKSHOP = find("events", "kind", "workshop")
FREE = {"id": None, "name": "Neue Firma", "type": "company", "seat": "99001", "source": "fiktiv-register"}
WRONG_CHECK = ID[COMPANY][:-1] + ("7" if ID[COMPANY][-1] != "7" else "8")


def slip(name: str) -> str:
    """A name with a letter left out in the middle."""
    middle = len(name) // 2
    return name[:middle] + name[middle + 1 :]


def suspect(name: str, sheet: str, column: str, row: int, planted: Cell) -> Kind:
    """A warning of the shapes."""
    return cell(name, "W301", sheet, column, row, planted)


def broken(name: str, sheet: str, column: str, row: int, planted: Cell) -> Kind:
    """A violation of the shapes."""
    return cell(name, "E301", sheet, column, row, planted)


def _last_of(sheet: str, column: str) -> Place:
    return Place(sheet, column, NEW[sheet])


def _after(sheet: str, row: int) -> Place:
    """The cell after the last one of the header."""
    return Place(sheet, address=f"{column_letters(len(BOOK[sheet][0]) + 1)}{row + 2}")


def _twice(sheet: str, column: str) -> Callable[[Book], None]:
    def plant(book: Book) -> None:
        for number, line in enumerate(book[sheet]):
            line.append(column if number == 0 else None)

    return plant


def _beyond(sheet: str, row: int) -> Callable[[Book], None]:
    def plant(book: Book) -> None:
        book[sheet][row + 1].append("zu viel")

    return plant


def _unsplit(sheet: str, sign: str) -> Callable[[Book], None]:
    def plant(book: Book) -> None:
        book[sheet] = [[sign.join("" if v is None else str(v) for v in line)] for line in book[sheet]]

    return plant


KINDS: tuple[Kind, ...] = (
    # ---- actors
    cell("district misspelt", "E205", "actors", "seat", 3, "Kreis Amselgrnd", "Kreis Amselgrund"),
    cell("district misspelt without its kind", "E205", "actors", "seat", 3, "Amselgrnd", "Kreis Amselgrund"),
    cell("district by a part of its name", "E205", "actors", "seat", 3, "Oberberg", "Oberbergischer Kreis"),
    cell("district contracted", "E205", "actors", "seat", 3, "W-tal", "Wuppertal"),
    cell("district without signs", "E205", "actors", "seat", 3, "ENNEPE RUHR", "Ennepe-Ruhr-Kreis"),
    cell("district key without its zero", "W116", "actors", "seat", 3, 5374),
    cell("district of nowhere", "E205", "actors", "seat", 3, "Timbuktu"),
    cell("one of several districts wrong", "E205", "actors", "active_in", 3, "99001; Solingn", "Solingen"),
    cell("actor type misspelt", "E204", "actors", "type", CHAMBER, "Kamer", ("Kammer", "Chamber")),
    cell(
        "one of several types wrong",
        "E204",
        "actors",
        "type",
        CHAMBER,
        "chamber; Univrsität",
        ("Hochschule", "University"),
    ),
    cell("actor type of another list", "E204", "actors", "type", CHAMBER, "10-49"),
    cell("actor type missing", "E203", "actors", "type", 3, None),
    cell("actor type known to be none", "E203", "actors", "type", 3, "-"),
    cell("name blank", "E203", "actors", "name", 3, "   "),
    cell(
        "role misspelt", "E204", "actors", "role", CHAMBER, "Multiplikater", ("Multiplikator", "multiplier")
    ),
    cell(
        "size class misspelt",
        "E204",
        "actors",
        "size_class",
        COMPANY,
        "10-48",
        ("10 bis 49 Beschäftigte", "10 to 49 employees"),
    ),
    cell(
        "size class as a number",
        "E204",
        "actors",
        "size_class",
        COMPANY,
        37,
        ("10 bis 49 Beschäftigte", "10 to 49 employees"),
    ),
    cell(
        "drive dependence misspelt", "E204", "actors", "drive_dependence", COMPANY, "hochh", ("hoch", "High")
    ),
    cell("economic activity unknown", "E204", "actors", "activity", COMPANY, "Kesselflicken"),
    cell("yes or no vague", "E206", "actors", "surveyed", 3, "vielleicht"),
    cell("survey in the future", "E206", "actors", "surveyed", 3, date(2999, 1, 1)),
    cell(
        "web address without https",
        "E206",
        "actors",
        "homepage",
        3,
        "www.beispiel.org/amt",
        "https://www.beispiel.org/amt",
    ),
    cell("web address that is none", "E206", "actors", "homepage", 3, "siehe Flyer"),
    cell("postcode without its zero", "W116", "actors", "postcode", 3, 1234),
    cell("error value", "E207", "actors", "town", 3, "#NV"),
    cell("error value in a required cell", "E207", "actors", "name", 3, "#BEZUG!"),
    cell("confidence misspelt", "E204", "actors", "confidence", 3, "bestätigd", ("bestätigt", "Confirmed")),
    cell("access level misspelt", "E204", "actors", "access", 3, "intren", ("intern", "Internal")),
    cell("access level unknown", "E204", "actors", "access", 3, "geheim"),
    Kind("ID of another row", "E202", _last_of("actors", "id"), add("actors", **{**FREE, "id": ID[3]})),
    Kind(
        "ID with a wrong check character",
        "E201",
        _last_of("actors", "id"),
        add("actors", **{**FREE, "id": WRONG_CHECK}),
        (ID[COMPANY],) * 2,
    ),
    Kind(
        "ID with blanks",
        "E201",
        _last_of("actors", "id"),
        add("actors", **{**FREE, "id": "neue firma 7"}),
        ("neue-firma-7",) * 2,
    ),
    Kind(
        "two rows of one name without ID",
        "E208",
        Place("actors", "town", NEW["actors"] + 1),
        all_of(add("actors", **FREE, town="Dort"), add("actors", **FREE, town="Hier")),
    ),
    Kind(
        "the same row twice",
        "W202",
        Place("actors", "", NEW["actors"] + 1),
        all_of(add("actors", **FREE), add("actors", **FREE)),
    ),
    Kind("required column missing", "E102", Place("actors", "", -1), drop("actors", "type")),
    Kind(
        "required header misspelt",
        "W102",
        Place("actors", "Tyyp", -1),
        header("actors", "type", "Tyyp"),
        ("Typ", "Typ"),
        (("E102", Place("actors", "", -1)),),
    ),
    Kind(
        "header misspelt",
        "W102",
        Place("actors", "Webseitte", -1),
        header("actors", "homepage", "Webseitte"),
        ("Webseite", "Webseite"),
    ),
    # ---- ties
    cell("tie to a misspelt actor", "E205", "ties", "target_actor", 3, slip(NAME[COMPANY]), NAME[COMPANY]),
    cell("tie to an unknown actor", "E205", "ties", "target_actor", 3, "Nirgendwo Unbekannt GmbH"),
    cell("tie to a mistyped ID", "E205", "ties", "target_actor", 3, slip(ID[COMPANY]), ID[COMPANY]),
    cell("tie from nobody", "E203", "ties", "source_actor", 3, None),
    Kind(
        "tie to oneself",
        "E301",
        Place("ties", "source_actor", 3),
        all_of(
            set_("ties", "kind", 3, "contact"),
            set_("ties", "target_actor", 3, value("ties", "source_actor", 3)),
        ),
    ),
    cell(
        "tie kind misspelt", "E204", "ties", "kind", 3, "Projekte", ("Gemeinsames Projekt", "Common project")
    ),
    broken("strength 0", "ties", "strength", 3, 0),
    broken("strength 6", "ties", "strength", 3, 6),
    cell("strength not whole", "E206", "ties", "strength", 3, 2.5),
    cell("number in words", "E206", "ties", "strength", 3, "drei"),
    cell("number with two decimal signs", "E206", "ties", "strength", 3, "2,5,1"),
    cell("date in a number cell", "E206", "ties", "strength", 3, date(2025, 3, 1)),
    cell("text in a date cell", "E206", "ties", "last_contact", 3, "letzten Sommer"),
    cell("30 February", "E206", "ties", "last_contact", 3, "30.02.2025"),
    cell("ambiguous date", "E206", "ties", "last_contact", 3, "01.02.03"),
    cell("number in a date cell", "E206", "ties", "last_contact", 3, 2025),
    cell("contact in the future", "E206", "ties", "last_contact", 3, date(2999, 1, 1)),
    suspect("contact of long ago", "ties", "last_contact", 3, date(1925, 3, 1)),
    cell("frequency misspelt", "E204", "ties", "frequency", 3, "monatlch", ("monatlich", "Monthly")),
    cell("reported by an unknown", "E205", "ties", "reported_by", 3, "Hörensagen"),
    Kind(
        "end before start",
        "E301",
        Place("ties", "valid_from", 3),
        all_of(
            set_("ties", "valid_from", 3, date(2025, 3, 1)), set_("ties", "valid_to", 3, date(2024, 3, 1))
        ),
    ),
    suspect("start of long ago", "ties", "valid_from", 3, date(1902, 1, 1)),
    Kind(
        "ambiguous name",
        "E205",
        Place("ties", "target_actor", 3),
        all_of(
            add("actors", **{**FREE, "id": "neu-1"}),
            add("actors", **{**FREE, "id": "neu-2"}),
            set_("ties", "target_actor", 3, "Neue Firma"),
        ),
    ),
    Kind("header twice", "E107", _after("ties", -1), _twice("ties", "strength")),
    Kind("row longer than the header", "E103", _after("ties", 3), _beyond("ties", 3)),
    Kind(
        "sheet misspelt",
        "E101",
        Place("Beziehugen"),
        rename("ties", "Beziehugen"),
        ("Beziehungen", "Beziehungen"),
    ),
    Kind(
        "sheet unknown",
        "W101",
        Place("Telefonliste"),
        lambda book: book.update(Telefonliste=[["Wer", "Nummer"], ["Ich", 1]]),
        codes={"csv": "E101"},
    ),
    Kind(
        "columns separated by bars",
        "E212",
        Place("ties", address="A1"),
        _unsplit("ties", "|"),
        formats=("csv",),
    ),
    Kind(
        "columns pasted into one",
        "E212",
        Place("ties", address="A1"),
        _unsplit("ties", ";"),
        formats=("xlsx",),
    ),
    # ---- events, attendance
    broken("event without a date", "events", "date", 1, None),
    Kind(
        "event ends before it begins",
        "E301",
        Place("events", "date", 1),
        set_("events", "end", 1, date(2020, 1, 1)),
    ),
    suspect("event of long ago", "events", "date", 1, date(1923, 4, 21)),
    cell("event kind misspelt", "E204", "events", "kind", 1, "Wrokshop", ("Workshop", "Workshop")),
    cell("action field mistyped", "E205", "events", "field", 1, "HF 2-1", "HF2-1"),
    cell(
        "event of an unknown network",
        "E205",
        "events",
        "network",
        1,
        "Musterregion Mobl",
        "Musterregion Mobil",
    ),
    cell("event of an unknown committee", "E205", "events", "committee", 1, "Kaffeerunde"),
    cell("attendance of a person", "E205", "attendance", "actor", 1, "Alva Musterfeld"),
    cell(
        "attendance at an unknown event",
        "E205",
        "attendance",
        "event",
        1,
        slip(str(value("events", "title", 0))),
        str(value("events", "title", 0)),
    ),
    cell(
        "attendance role misspelt", "E204", "attendance", "role", 1, "ausgerichtett", ("ausgerichtet", "Host")
    ),
    # ---- needs, offers, ratings
    broken("need of one that is no company", "needs", "company", 0, ID[CHAMBER]),
    broken("severity 7", "needs", "severity", 0, 7),
    cell("need without a field", "E203", "needs", "field", 0, None),
    cell("offer without a provider", "E203", "offers", "provider", 0, None),
    broken("rating 6", "ratings", "value", 0, 6),
    cell("a company as rater group", "E204", "ratings", "rater_group", 0, NAME[COMPANY]),
    broken("rating from a workshop", "ratings", "interview", 0, value("events", "id", WORKSHOP)),
    # ---- measures, committees, memberships, networks
    cell("measure without a field", "E203", "measures", "field", MEASURE, None),
    cell("measure status misspelt", "E204", "measures", "status", MEASURE, "laufent", ("laufend", "Running")),
    cell("due soon", "E206", "measures", "due", MEASURE, "bald"),
    broken("bundle of itself", "measures", "bundle", BUNDLE, value("measures", "id", BUNDLE)),
    broken("part of a measure", "measures", "bundle", MEASURE, value("measures", "id", MEASURE + 1)),
    cell("committee without a network", "E203", "committees", "network", 0, None),
    cell(
        "member of an unknown network",
        "E205",
        "memberships",
        "organization",
        2,
        "Nordwind Antreib",
        "Nordwind Antrieb",
    ),
    cell("membership role misspelt", "E204", "memberships", "role", 2, "Mitgleid", ("Mitglied", "Member")),
    Kind(
        "member of itself",
        "E301",
        Place("memberships", "member", 2),
        set_("memberships", "organization", 2, value("memberships", "member", 2)),
    ),
    broken("network beside itself", "networks", "neighbour_of", 2, value("networks", "id", 2)),
    broken("funding below zero", "networks", "funding", 0, -5),
    cell("number with a unit", "E206", "networks", "funding", 0, "1,2 Mio."),
    cell("number with a point for thousands", "E206", "networks", "funding", 0, "1.234"),
    suspect("network without an area", "networks", "covers", 2, None),
    # ---- regions, strategies, study
    cell("NUTS code malformed", "E206", "regions", "nuts", DISTRICT, "DE-A1A", "DEA1A"),
    cell("position in words", "E206", "regions", "point", DISTRICT, "Rathausplatz"),
    cell("position outside of the earth", "E206", "regions", "point", DISTRICT, "95.0, 7.2"),
    suspect("latitude and longitude swapped", "regions", "point", DISTRICT, "7.2000, 51.2000"),
    broken("area 0", "regions", "area", DISTRICT, 0),
    suspect("population 0", "regions", "population", DISTRICT, 0),
    Kind(
        "AGS without its zero",
        "W116",
        _last_of("regions", "id"),
        add("regions", id="9009", name="Neukreis", level="district", source="fiktiv-studie"),
    ),
    broken("region of itself", "regions", "part_of", DISTRICT, "99001"),
    cell("day of a strategy as a year", "E206", "strategies", "issued", 0, "2023"),
    cell("indicator without a unit", "E203", "indicators", "unit", 0, None),
    cell("year of two digits", "E206", "indicators", "year", 0, "23"),
    cell("value roughly", "E206", "indicators", "value", 0, "ca. 12"),
    cell("indicator unknown", "E204", "indicators", "indicator", 0, "Glück"),
    cell("unit misspelt", "E204", "indicators", "unit", 0, "Prozant", ("Prozent", "Per cent")),
    cell("SWOT kind unknown", "E204", "swot", "kind", 0, "Y"),
    cell("SWOT without a statement", "E203", "swot", "text", 0, None),
    suspect("pilot with one that is no company", "pilots", "company", 0, ID[CHAMBER]),
    # ---- sources, persons, lists
    cell("source with a bad address", "E206", "sources", "url", 0, "http://"),
    Kind(
        "source key twice",
        "E202",
        _last_of("sources", "id"),
        add("sources", id="fiktiv-crm", title="Etwas anderes"),
    ),
    cell("person without an actor", "E203", "persons", "actor", 0, None),
    broken("person with a phone number", "persons", "post", 0, "Leitung, 0202 123456"),
    Kind(
        "own code of an unknown list",
        "E206",
        Place("lists", "list", 0),
        lambda book: book.update(lists=[["list", "id", "name"], ["Akteurstyyp", "verein", "Verein"]]),
        ("Akteurstyp", "Akteurstyp"),
    ),
    Kind(
        "own code that exists",
        "E213",
        Place("lists", "id", 0),
        lambda book: book.update(lists=[["list", "id", "name"], ["Akteurstyp", "chamber", "Kammer"]]),
    ),
)
