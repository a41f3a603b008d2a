"""The actors of a batch's tables, each with all that its rows say."""

from urllib.parse import urlsplit

from traiber.data.duplicates.terms import load_terms


def host_of(url: str) -> str:
    """The host of a homepage without "www."; "" for none, and for hosts that many share.

    >>> host_of("https://www.beispiel.example/kontakt"), host_of("https://facebook.com/beispiel")
    ('beispiel.example', '')
    """
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    shared = load_terms().shared_hosts
    return "" if any(host == name or host.endswith(f".{name}") for name in shared) else host
