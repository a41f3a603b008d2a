"""One entry for all exports; each format is written by its own module."""

from pathlib import Path

from traiber.data.csvw import METADATA_FILE, render_csvw
from traiber.data.exchange import write_graphml, write_rdf
from traiber.data.export import export_tables
from traiber.data.files import FileExistsAlreadyError, make_folder, write_text
from traiber.data.workbook import load_workbook
from traiber.data.writers import write_csv_folder, write_workbook
from traiber.graph.network import Network
from traiber.graph.store import Store
from traiber.ontology.language import current_language

RDF = ("ttl", "nq", "jsonld")


def write_export(format_: str, store: Store, network: Network, base: str, target: Path, force: bool) -> None:
    """Write a store's statements, or its network, to a file or folder.

    What is in the store is what is handed over: the access level was decided when it was opened.
    Raises `FileExistsAlreadyError` without `force`.
    """
    if target.exists() and not force:
        raise FileExistsAlreadyError(target)
    make_folder(target if format_ == "csv" else target.parent)
    if format_ in RDF:
        write_rdf(store, base, target, format_)
    elif format_ == "graphml":
        write_graphml(network, target)
    elif format_ == "csv":
        tables, language = export_tables(store, base), current_language()
        written = write_csv_folder(tables, target, language)
        write_text(target / METADATA_FILE, render_csvw(tables, network, base, language), force=True)
        _remove_others(target, written)
    else:
        write_workbook(export_tables(store, base), target, current_language())


def _remove_others(folder: Path, written: list[Path]) -> None:
    """Remove the tables of an earlier export that this one does not have: they may be of a higher level."""
    for sheet in load_workbook():
        table = folder / f"{sheet}.csv"
        if table not in written:
            table.unlink(missing_ok=True)
