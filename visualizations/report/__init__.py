"""The network report: one printable HTML page without scripts that asks the network for nothing."""

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from traiber.graph.network import Network
from traiber.graph.results import Result
from traiber.ontology.language import LANGUAGES
from traiber.ontology.language import gettext_ as _
from traiber.visualizations.report.chart import bar_chart
from traiber.visualizations.report.districts import count_districts
from traiber.visualizations.report.figures import key_figures, thin_line
from traiber.visualizations.report.findings import SHOWN_GAPS, group_findings
from traiber.visualizations.report.multipliers import SHOWN_MULTIPLIERS, describe_multipliers
from traiber.visualizations.report.naming import data_day, report_title
from traiber.visualizations.report.style import content_policy, running_lines
from traiber.visualizations.report.texts import fixed_texts, list_definitions, list_settings
from traiber.visualizations.tables.common import access_name, fictional_line

__all__ = ["SHOWN_GAPS", "SHOWN_MULTIPLIERS", "bar_chart", "render_report"]


def render_report(network: Network, multipliers: Result, gaps: Result, language: str) -> str:
    """The whole page as text, to be written as UTF-8; equal results give the same bytes.

    `multipliers` comes from `rank_multipliers` and `gaps` from `gap_table`, both of this network.
    The texts are in the current language, which the caller has set; `language` ("de" or "en")
    declares it to the browser, ValueError for any other. Small networks get sentences in the place
    of charts and ranks, empty ones a page that says so.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
    meta = multipliers.meta
    style = _page("report.css") + running_lines(meta)
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    districts = count_districts(network)
    page = environment.from_string(_page("report.html.jinja")).render(
        language=language,
        policy=content_policy(style),
        style=style,
        title=report_title(meta.network),
        name=meta.network,
        facts=((_("Data of"), data_day(meta)), (_("Access level"), access_name(meta.access))),
        fictional=fictional_line() if meta.fictional else "",
        figures=key_figures(meta, multipliers.rows, districts.total),
        thin=thin_line(meta, multipliers.rows),
        multipliers=describe_multipliers(network, multipliers.rows),
        groups=group_findings(network, gaps.rows),
        districts=districts,
        definitions=list_definitions(meta),
        settings=list_settings(meta, gaps.meta),
        text=fixed_texts(),
    )
    # A lone surrogate cannot be written as UTF-8.
    return (page.rstrip() + "\n").encode("utf-8", "replace").decode("utf-8")


def _page(name: str) -> str:
    return files("traiber.visualizations").joinpath("page", name).read_text(encoding="utf-8")
