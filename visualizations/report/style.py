"""The style of the page and the policy that lets this style, and nothing else, take effect."""

from base64 import b64encode
from hashlib import sha256

from traiber.graph.results import Meta
from traiber.ontology.language import gettext_ as _
from traiber.visualizations.report.naming import data_day, report_title, shortened
from traiber.visualizations.tables.common import access_name, fictional_line


def running_lines(meta: Meta) -> str:
    """What is printed on the margin of every page: network, data date, settings, page number."""
    days = _("stale after {n} days").format(n=meta.settings.get("stale_after_days", "–"))
    parts = (
        _("Data of {date}").format(date=data_day(meta)),
        _("level {access}").format(access=access_name(meta.access)),
        days,
        _("without the network's office"),
    )
    head = report_title(shortened(meta.network, 60))
    word = _css_string(_("Page"))
    page = f"{word} ' ' counter(page) ' / ' counter(pages)"
    look = "font: 7.5pt system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif; color: #556070;"
    return (
        "@page { size: A4; margin: 19mm 16mm 18mm;\n"
        f"  @top-left {{ content: {_css_string(head)}; white-space: nowrap; {look} }}\n"
        f"  @top-right {{ content: {_css_string(fictional_line() if meta.fictional else '')}; {look} }}\n"
        f"  @bottom-left {{ content: {_css_string(' · '.join(parts))}; white-space: nowrap; {look} }}\n"
        f"  @bottom-right {{ content: {page}; {look} }}\n"
        "}\n@page :first { @top-left { content: ''; } @top-right { content: ''; } }\n"
    )


def content_policy(style: str) -> str:
    """Nothing may run, be loaded or be sent; only this very style applies."""
    digest = b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _css_string(text: str) -> str:
    """A CSS string in which everything but plain letters and digits is an escape, so that nothing ends it.

    >>> _css_string("a</style>")
    '"a\\\\3c \\\\2f style\\\\3e "'
    """
    plain = (c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text)
    return f'"{"".join(plain)}"'
