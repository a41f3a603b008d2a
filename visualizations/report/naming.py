"""How the report names what it speaks of: regions, dates, itself, and names that are too long."""

from collections.abc import Mapping
from typing import Any

from traiber.graph.network import Network
from traiber.graph.results import Meta, day
from traiber.ontology.language import gettext_ as _
from traiber.ontology.language import pick

Row = Mapping[str, Any]  # of a result


def report_title(name: str) -> str:
    """The title of the page."""
    return _("Network report: {name}").format(name=name)


def data_day(meta: Meta) -> str:
    """The day the data are of."""
    return day(meta.data_date) if meta.data_date else _("unknown")


def region_name(network: Network, key: str) -> str:
    """The name of a region in the current language, else its key."""
    region = network.regions.get(key)
    return (pick(region.labels) if region else "") or key


def shortened(text: str, most: int) -> str:
    """The text with single spaces, cut to at most so many characters."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
