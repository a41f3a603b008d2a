"""Queries that would call another server or crash the engine are refused before it sees them.

The traps are those of the engine: it follows SERVICE, reads keywords without word limits, takes `<` for
a comparison where an address does not fit, and overruns its stack on nested input (pyoxigraph 0.5.13).
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.resources import files
from threading import Thread

import pytest

from traiber.graph.guard import RefusedQueryError, check_query
from traiber.graph.store import QueryError, Store, memory_store
from traiber.ontology.errors import TraiberError

CALLS = (
    "SELECT * { SERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { sErViCe <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { VALUES ?where { <ADDRESS> } SERVICE ?where { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <ADDRESS> { ?s ?p ?o } } }",
    "SELECT * { SERVICE # here\n #and there\r\n <ADDRESS> { ?s ?p ?o } }",
    "PREFIX ex: <ADDRESS> SELECT * { SERVICEex: { ?s ?p ?o } }",
    "PREFIX ex: <ADDRESS> SELECT * { SERVICESILENTex: { ?s ?p ?o } }",
    "SELECT * { VALUES ?v { 1SERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { BIND(1 AS ?v)SERVICE<ADDRESS>{ ?s ?p ?o } }",
    "PREFIX ex: <urn:x> SELECT * { ?s ?p ex:.SERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER(1<2#>'''\n) SERVICE <ADDRESS> { ?s ?p ?o } #'''\n }",
    "SELECT * { ?s ?p ?o FILTER(1<2&&'a>'='a>')SERVICE<ADDRESS>{?a?b?c} #'\n }",
    "SELECT * { VALUES ?v {'''a'} SERVICE <ADDRESS> { ?s ?p ?o } } #\\x'''",
    "SELECT * FROM <ADDRESS> { ?s ?p ?o }",
    "SELECT * FROM NAMED <ADDRESS> { ?s ?p ?o }",
    "PREFIX ex: <ADDRESS> SELECT * FROMex: { ?s ?p ?o }",
    "LOAD <ADDRESS>",
)
HARMLESS = (
    "SELECT ?service { ?service ?from $load }",
    "PREFIX ex: <urn:x:> SELECT * { ?s ex:service ?o ; ex:from\\#service ex:a.load }",
    "SELECT * { ?s ?p 'SERVICE <http://example.org/> { }', \"LOAD\", '''FROM\n\"it\"''' }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://example.org/> { ((((",
    "SELECT * { ?s <http://example.org/it's#SERVICE(> ?o FILTER(1 < 2 && 3 > 2) }",
)
BOMBS = (
    "ASK " + "{" * 6000,
    "ASK { FILTER " + "(" * 20_000,
    "ASK { FILTER(1<" + "(" * 8000 + ">",
    "ASK { FILTER(1" + "+1" * 9000 + ") }",
    "ASK { {}" + "UNION{}" * 9000 + " }",
    "ASK {" + "OPTIONAL{?s?p?o}" * 4000 + "}",
    "ASK {" + "\n((((1<2#>))))" * 4000,
    "ASK {} #" + "x" * 65_536,
)


@pytest.fixture(scope="module")
def store() -> Store:
    return memory_store({"https://example.org/g": [b"<urn:s> <urn:p> <urn:o> .\n"]})


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine and the paths that were asked for there."""
    hits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", hits
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_form_of_a_call_reaches_another_server(store: Store, listener: tuple[str, list[str]]) -> None:
    address, hits = listener
    for form in CALLS:
        with suppress(TraiberError):
            store.table(form.replace("ADDRESS", address))
    assert hits == []


@pytest.mark.parametrize("form", CALLS)
def test_a_call_is_refused(form: str) -> None:
    with pytest.raises(RefusedQueryError):
        check_query(form.replace("ADDRESS", "http://127.0.0.1:8000/"))


@pytest.mark.parametrize("query", HARMLESS)
def test_texts_comments_variables_and_names_may_say_anything(store: Store, query: str) -> None:
    assert isinstance(store.table(query)[1], list)


@pytest.mark.parametrize("query", BOMBS, ids=range(len(BOMBS)))
def test_a_query_that_would_crash_the_engine_is_refused(store: Store, query: str) -> None:
    with pytest.raises(RefusedQueryError):
        store.table(query)


def test_a_hundred_nested_brackets_are_answered(store: Store) -> None:
    assert store.table("ASK { FILTER" + "(" * 99 + "1" + ")" * 99 + " }")[1]


def test_every_shipped_query_passes_and_a_check_takes_under_a_millisecond() -> None:
    queries = [
        file.read_text(encoding="utf-8")
        for folder in ("queries", "projections")
        for file in (files("traiber.graph") / folder).iterdir()
        if file.name.endswith(".rq")
    ]
    for query in queries:
        check_query(query)
    shortest = min(_seconds("\n".join(queries)[:2000].rpartition("\n")[0]) for _run in range(20))
    assert len(queries) > 20 and shortest < 0.001


def _seconds(query: str) -> float:
    start = time.perf_counter()
    check_query(query)
    return time.perf_counter() - start


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o", "ASK { ?s ?p '\ud800' }", "DROP ALL", "ASK { ?s ?p ? }"])
def test_what_the_engine_refuses_is_said_in_one_short_sentence(store: Store, query: str) -> None:
    with pytest.raises(QueryError) as caught:
        store.table(query)
    assert len(str(caught.value)) < 200 and "\n" not in str(caught.value)


def test_an_open_quotation_mark_is_named_with_its_position() -> None:
    with pytest.raises(RefusedQueryError, match="2:4"):
        check_query("ASK {\n?s 'abc\n}")
