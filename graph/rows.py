"""The rows of the shipped projection queries."""

from collections.abc import Iterator
from importlib.resources import files

from traiber.graph.store import Row, Store


def read_rows(store: Store, name: str) -> list[Row]:
    """The rows of a shipped projection query, in its order."""
    return store.select(_query(name))


def scan(store: Store, name: str) -> Iterator[list[str]]:
    """The rows of a shipped projection query as texts, "" where nothing is recorded; in no order."""
    return store.records(_query(name))


def _query(name: str) -> str:
    return (files("traiber.graph") / "projections" / f"{name}.rq").read_text(encoding="utf-8")
