"""The triple store, and the only place that knows its engine (Oxigraph).

A store holds the statements of one access level: each in the named graph that tells its source and
level, and all of them once more, merged, in the default graph. The engine's own union view returns
a statement as often as graphs contain it, so counts over it would be wrong.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from traiber.graph.guard import check_query
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _
from traiber.ontology.prefixes import PREFIXES

Row = dict[str, str]  # variable -> lexical form; unbound variables are absent

FORMATS: Mapping[str, ox.RdfFormat] = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}

BULK = 32 * 2**20  # bytes of N-Quads loaded at once
_EXPECTED = re.compile(r"(expected one of )(.{40,}?)(?:, |$).*", re.DOTALL)  # a page of signs and ranges


class QueryError(TraiberError):
    """A query that the engine does not understand or cannot run."""

    def __init__(self, reason: str) -> None:
        """Keep the engine's reason."""
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        """Say that it is the query and where the engine stopped."""
        return _("The query is not valid SPARQL: {reason}").format(reason=self.reason)


class StoreError(TraiberError):
    """A store that cannot be opened or written."""


class RdfSyntaxError(ValueError):
    """RDF that cannot be parsed: the engine's reason, and the line where it stopped (0: not known)."""

    def __init__(self, reason: str) -> None:
        """Take the line from the reason's text."""
        super().__init__(reason)
        found = re.search(r"\bline ([0-9]+)", reason)
        self.reason = re.sub(r"^Parser error (?:at|between)[^:]*: | \(line [0-9]+\)$", "", reason)
        self.line = int(found[1]) if found else 0


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term of a result: `kind` is `iri`, `blank` or `literal`."""

    kind: str
    value: str
    datatype: str | None = None
    language: str | None = None


Statement = tuple[Term, Term, Term, str]  # subject, predicate, object, IRI of the graph or ""


class Store:
    """One access level of one build, to be asked."""

    def __init__(self, engine: ox.Store, ties_file: Path | None = None) -> None:
        """Wrap an engine's store; use `open_store`, `memory_store` or `write_store`.

        `ties_file` is where a build keeps the contacts of this store (see `recorded_ties`).
        """
        self._engine = engine
        self.ties_file = ties_file

    def select(self, query: str, bindings: Mapping[str, str] | None = None) -> list[Row]:
        """The rows of a SELECT query as plain text; `bindings` gives N-Triples terms by variable.

        Raises `QueryError` for invalid SPARQL and `RefusedQueryError` for what `check_query` refuses.
        """
        with _reported():
            solutions = _solutions(self._query(query, bindings))
            names = [variable.value for variable in solutions.variables]
            return [
                {name: value.value for name, value in zip(names, solution, strict=True) if value is not None}
                for solution in solutions
            ]

    def records(self, query: str) -> Iterator[list[str]]:
        """The rows of a SELECT query as plain text, "" where unbound; the fastest way for millions of rows.

        The engine writes CSV, which costs a third of handing over its terms one by one.
        """
        with _reported():
            text = _solutions(self._query(query, None)).serialize(format=ox.QueryResultsFormat.CSV)
        rows = csv.reader(io.TextIOWrapper(io.BytesIO(text or b""), "utf-8", newline=""))
        next(rows)
        yield from rows

    def pairs(self, query: str) -> Iterator[tuple[str, str | None]]:
        """The first two columns of a SELECT query, as the shapes' checks want them."""
        with _reported():
            solutions = _solutions(self._query(query, None))
            for solution in solutions:
                value = solution[1] if len(solutions.variables) > 1 else None
                yield solution[0].value, None if value is None else value.value

    def table(
        self, query: str, bindings: Mapping[str, str] | None = None
    ) -> tuple[tuple[str, ...], list[tuple[Term | None, ...]]]:
        """Columns and typed rows of a query; ASK gives one cell, CONSTRUCT subject, predicate, object."""
        with _reported():
            answer = self._query(query, bindings)
            if isinstance(answer, ox.QueryBoolean):
                value = Term("literal", str(bool(answer)).lower(), PREFIXES["xsd"] + "boolean")
                return ("answer",), [(value,)]
            if isinstance(answer, ox.QueryTriples):
                triples = [(_term(t.subject), _term(t.predicate), _term(t.object)) for t in answer]
                return ("subject", "predicate", "object"), list(triples)
            columns = tuple(variable.value for variable in answer.variables)
            return columns, [tuple(None if v is None else _term(v) for v in row) for row in answer]

    def _query(
        self, query: str, bindings: Mapping[str, str] | None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        check_query(query)
        substitutions: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
            ox.Variable(name): _parse_term(text) for name, text in (bindings or {}).items()
        }
        return self._engine.query(query, prefixes=dict(PREFIXES), substitutions=substitutions or None)

    def __len__(self) -> int:
        """The number of quads, the merged copies included."""
        return len(self._engine)

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(graph.value for graph in self._engine.named_graphs())

    def write_graphs(self, output: IO[bytes], format_: str, graphs: Iterable[str]) -> None:
        """Serialise the statements of these named graphs, sorted; triple formats merge them."""
        quads = {
            quad
            for graph in graphs
            for quad in self._engine.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        }
        serialise(quads, output, format_)

    def statements(self, graphs: Iterable[str]) -> Iterator[Statement]:
        """The statements of these named graphs, one graph after the other.

        Asked as a query, the engine does not look up the name of the graph for each of them.
        """
        terms = _Terms()
        for graph in graphs:
            query = f"SELECT ?s ?p ?o WHERE {{ GRAPH {ox.NamedNode(graph)} {{ ?s ?p ?o }} }}"
            for subject, predicate, object_ in _solutions(self._engine.query(query)):
                yield terms[subject], terms[predicate], terms[object_], graph

    def quads(self, graphs: Iterable[str]) -> "ox.Dataset":
        """The statements of these named graphs as a dataset."""
        return ox.Dataset(
            quad
            for graph in graphs
            for quad in self._engine.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        )


@contextmanager
def _reported() -> Iterator[None]:
    """What the engine raises, also while it hands out rows, as a `QueryError`."""
    try:
        yield
    except (SyntaxError, OSError, RuntimeError, ValueError) as error:
        raise QueryError(_EXPECTED.sub(r"\1\2, …", str(error))) from None


def _solutions(answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> ox.QuerySolutions:
    if not isinstance(answer, ox.QuerySolutions):
        raise QueryError(_("A SELECT query is expected here."))
    return answer


def open_store(folder: Path) -> Store:
    """Open a finished store for reading; raises `StoreError` where there is none or it is damaged."""
    try:
        ties = ties_file_of(folder)
        return Store(ox.Store.read_only(str(folder)), ties if ties.is_file() else None)
    except (OSError, RuntimeError) as error:
        text = _("The store in {folder} cannot be read ({reason}). Please run 'traiber build' again.")
        raise StoreError(text.format(folder=folder, reason=" ".join(str(error).split()))) from None


def ties_file_of(folder: Path) -> Path:
    """Where a build keeps the contacts of the store in this folder."""
    return folder.with_name(f"{folder.name}.ties.npz")


def memory_store(named: Mapping[str, Iterable[bytes]], shared: Iterable[bytes] = ()) -> Store:
    """A store in memory, filled like `write_store` does it."""
    return Store(_filled(ox.Store(), named, shared))


def write_store(folder: Path, named: Mapping[str, Iterable[bytes]], shared: Iterable[bytes] = ()) -> Store:
    """A new store on disk from N-Triples: by named graph, and `shared` (Turtle) for the default graph only.

    Everything of the named graphs is merged into the default graph too. Raises `StoreError` where
    the folder cannot be written.
    """
    with _written(folder):
        return Store(_filled(ox.Store(str(folder)), named, shared))


def extend_store(store: Store, folder: Path, named: Mapping[str, Iterable[bytes]]) -> Store:
    """A store in another folder that holds what `store` holds and these named graphs as well.

    The files of the first are linked, not copied, so only what is added costs time and space; both
    stores are independent of each other afterwards. Raises `StoreError` as `write_store` does.
    """
    with _written(folder):
        store._engine.backup(str(folder))
        return Store(_filled(ox.Store(str(folder)), named))


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        text = _("The store cannot be written to {folder}: {reason}")
        raise StoreError(text.format(folder=folder, reason=error)) from None


def _filled(engine: ox.Store, named: Mapping[str, Iterable[bytes]], shared: Iterable[bytes] = ()) -> ox.Store:
    """Few bulk loads: each writes files of its own, so many are slow, while one keeps all in memory.

    The next one is put together while the engine is busy with the one before.
    """
    with ThreadPoolExecutor(1) as thread:
        busy = thread.submit(engine.bulk_load, b"".join(map(_to_ntriples, shared)), ox.RdfFormat.N_QUADS)
        for portion in _portions(named):
            busy.result()
            busy = thread.submit(engine.bulk_load, portion, ox.RdfFormat.N_QUADS)
        busy.result()
    engine.flush()
    return engine


def _portions(named: Mapping[str, Iterable[bytes]]) -> Iterator[bytes]:
    """The statements in their named graphs and in the default graph, as N-Quads of about `BULK` bytes."""
    pending: list[bytes] = []
    size = 0
    for graph, chunks in named.items():
        ending = f" <{graph}> .\n".encode()
        for chunk in chunks:
            pending += (chunk, chunk.replace(b" .\n", ending))
            size += 2 * len(chunk)
            if size >= BULK:
                yield b"".join(pending)
                pending, size = [], 0
    yield b"".join(pending)


def _to_ntriples(turtle: bytes) -> bytes:
    triples = ox.serialize(ox.parse(turtle, ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES)
    return triples or b""


def parse_rdf(content: bytes, format_: str, base: str) -> list[Statement]:
    """The statements of RDF in one of `FORMATS`, in the order of the text, blank nodes with their labels.

    `base` is what relative IRIs are resolved against. Nothing is ever fetched: the engine has no
    loader of remote contexts. Nesting must have been limited before: JSON-LD of some thousand levels
    ends the process. Raises `RdfSyntaxError`, also for triple terms and directions of RDF 1.2.
    """
    terms = _Terms()
    try:
        return [
            (
                terms[q.subject],
                terms[q.predicate],
                terms[q.object],
                "" if isinstance(graph := q.graph_name, ox.DefaultGraph) else terms[graph].value,
            )
            for q in ox.parse(content, FORMATS[format_], base_iri=base)
        ]
    except (SyntaxError, ValueError) as error:
        raise RdfSyntaxError(_EXPECTED.sub(r"\1\2, …", str(error))) from None


class _Terms(dict[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, Term]):
    """The terms of one text: most stand in it many times, and each is made once."""

    def __missing__(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
        found = self[term] = _plain_term(term)
        return found


def _plain_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    if isinstance(term, ox.Triple) or (isinstance(term, ox.Literal) and term.direction):
        raise ValueError(f"{term} is RDF 1.2; only RDF 1.1 is read")
    return _term(term)


def serialise(quads: Iterable[ox.Quad], output: IO[bytes], format_: str) -> None:
    """Write quads sorted, so that the same statements give the same bytes.

    Triple formats drop the graph; each statement is written once.
    """
    rdf_format = FORMATS[format_]
    if rdf_format.supports_datasets:
        ox.serialize(sorted(quads, key=str), output, rdf_format, prefixes=dict(PREFIXES))
    else:
        triples = {quad.triple for quad in quads}
        ox.serialize(sorted(triples, key=str), output, rdf_format, prefixes=dict(PREFIXES))


def canonical_hash(statements: Mapping[str, Iterable[bytes]]) -> str:
    """SHA-256 of the canonical N-Quads of N-Triples chunks by graph.

    Blank nodes are named by RDFC-1.0 (W3C, RDF Dataset Canonicalization, 2024), so two datasets
    have one hash exactly if they are isomorphic.
    """
    dataset = ox.Dataset(
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph))
        for graph, chunks in statements.items()
        for chunk in chunks
        for quad in ox.parse(chunk, ox.RdfFormat.N_TRIPLES)
    )
    return hash_of(dataset)


def hash_of(dataset: ox.Dataset) -> str:
    """SHA-256 of the canonical N-Quads of a dataset (RDFC-1.0)."""
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} ." for quad in dataset)
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    if isinstance(term, ox.NamedNode):
        return Term("iri", term.value)
    if isinstance(term, ox.Literal):
        return Term("literal", term.value, term.datatype.value, term.language)
    return Term("blank", str(term))


def _parse_term(text: str) -> ox.NamedNode | ox.Literal:
    triple = next(iter(ox.parse(f"<urn:s> <urn:p> {text} .", ox.RdfFormat.N_TRIPLES)))
    found = triple.object
    if not isinstance(found, ox.NamedNode | ox.Literal):
        raise QueryError(_("A parameter must be an address or a literal."))
    return found
