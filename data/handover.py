"""One entry for all exports; each format is written by its own module."""

from pathlib import Path

from traiber.data.csvw import METADATA_FILE, render_csvw
from traiber.data.exchange import write_graphml, write_rdf
from traiber.data.export import export_tables
from traiber.data.files import FileExistsAlreadyError, make_folder, write_text
from traiber.data.folders import staged_folder
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
    make_folder(target.parent)
    if format_ in RDF:
        write_rdf(store, base, target, format_)
    elif format_ == "graphml":
        write_graphml(network, target)
    elif format_ == "csv":
        tables, language = export_tables(store, base), current_language()
        with staged_folder(target, _is_table) as staging:
            write_csv_folder(tables, staging, language)
            described = render_csvw(tables, network, base, language)
            write_text(staging / METADATA_FILE, described, force=True)
    else:
        write_workbook(export_tables(store, base), target, current_language())


def _is_table(path: Path) -> bool:
    """Whether a file is a table of an earlier export, which may be of a higher level."""
    return path.name == METADATA_FILE or (path.suffix == ".csv" and path.stem in load_workbook())
