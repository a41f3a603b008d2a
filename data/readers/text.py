"""Text tables: CSV and its relatives, whatever program saved them."""

import csv
import io
import re
from itertools import islice

from traiber.data.readers.limits import Limits, check_columns, check_rows
from traiber.data.readers.sheet import UnreadableFileError
from traiber.data.values import Raw
from traiber.graph.tabular import unguard_formula
from traiber.ontology.language import gettext_ as _

DELIMITERS = ",;\t"
MOST_NULS = 0.01  # of all characters; UTF-16 that nothing announces and what is no text has many more
_LOOKED_AT = 10  # lines that tell the delimiter
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_LINE_END = re.compile(r"\r\n|\r|\n")  # not what else `splitlines` takes for one
_DECLARED = re.compile(r"\"?sep=(.)\"?[ \t;,]*(?:\r\n|\r|\n|$)", re.IGNORECASE)  # a first line for Excel
_UMLAUT_OF_UTF_8 = re.compile(rb"\xc3[\x80-\xbf]")  # in cp1252 a letter of Portuguese, then a sign
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8"))


def read_text(file: str, name: str, content: bytes, limits: Limits) -> list[list[Raw]]:
    """The rows of a text table; `None` is an empty cell.

    Encodings: UTF-8 and UTF-16 with or without mark, else cp1252. Delimiters: comma, semicolon or tab,
    as declared by a line `sep=;` or as the first lines agree on. Raises `UnreadableFileError`, and
    `TooLargeError` where the rows or columns that hold a value are too many.
    """
    text = _decode(file, content).replace("\ufeff", "")
    declared = _DECLARED.match(text)
    delimiter = "\t" if file.lower().endswith(".tsv") else declared[1] if declared else _delimiter(text)
    rows: list[list[Raw]] = []
    last = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            values: list[Raw] = [
                unguard_formula(value) if value and not value.isspace() else None for value in row
            ]
            while values and values[-1] is None:
                values.pop()
            rows.append(values)
            if values:
                last = len(rows)
                if last > limits.max_rows:
                    check_rows(file, name, last, limits)
                if len(values) > limits.max_columns:
                    check_columns(file, name, len(values), limits)
    except csv.Error as error:
        reason = _("The table cannot be split into cells ({reason}).").format(reason=error)
        raise UnreadableFileError(file, reason, _("Is a quotation mark left open?")) from None
    if declared and rows:
        rows[0] = []
    return rows[:last]


def _decode(file: str, content: bytes) -> str:
    encodings = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    if not encodings:
        wide = _wide(content)
        encodings = [wide] if wide else ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.count("\0") > len(text) * MOST_NULS:
            raise UnreadableFileError(
                file,
                _("The file holds NUL characters, so it is no text table."),
                _("Please export it again as CSV UTF-8."),
            )
        if encoding == "cp1252":
            _refuse_mixed(file, content)
        return text
    raise UnreadableFileError(
        file, _("The characters of the file are in no known encoding."), _("Please save it as CSV UTF-8.")
    )


def _refuse_mixed(file: str, content: bytes) -> None:
    """Refuse a file of both encodings: read as either of them, some of its names would be mangled."""
    lines = content.splitlines()
    if not any(_UMLAUT_OF_UTF_8.search(line) for line in lines):
        return
    wrong = [number for number, line in enumerate(lines, 1) if not _is_utf_8(line)]
    numbers = ", ".join([*map(str, wrong[:_LOOKED_AT]), *["…"] * (len(wrong) > _LOOKED_AT)])
    reason = _("Some lines of the file are in UTF-8, others are not: {lines}.").format(lines=numbers)
    remedy = _("Please type the special characters of these lines again and save the file as CSV UTF-8.")
    raise UnreadableFileError(file, reason, remedy)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of the beginning is zero."""
    head = content[:1000]
    if len(head) < 4 or not 3 * head.count(0) > len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _delimiter(text: str) -> str:
    """The sign that most of the first lines contain equally often, outside of quotation marks."""
    lines = (line for line in _LINE_END.split(_QUOTED.sub("", text[:65_536])) if line.strip())
    looked_at = list(islice((line for line in lines if not line.startswith("#")), _LOOKED_AT))

    def agreement(sign: str) -> tuple[int, int, bool]:
        counts = [count for line in looked_at if (count := line.count(sign))]
        usual = max(set(counts), key=lambda count: (counts.count(count), count), default=0)
        return counts.count(usual), usual, sign == ","

    return max(DELIMITERS, key=agreement)
