"""What several tests share: LibreOffice, and a Chromium that is offline and records all that it asks for."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pytest

from traiber.data.build import ntriples_by_graph, open_build
from traiber.data.example import generate, settings
from traiber.data.mapper import map_sheets
from traiber.data.readers import RawSheet
from traiber.data.registry import Registry
from traiber.data.table import Table
from traiber.data.workspace import parse_settings, shipped_network
from traiber.graph.store import Store, memory_store
from traiber.ontology.codes import codes_ntriples
from traiber.ontology.language import set_language

# The real binary first: Debian's wrapper adds flags that make a canvas ten times slower.
REAL_BINARIES = ("/usr/lib/chromium/chromium", "/usr/lib/chromium-browser/chromium-browser")
COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "microsoft-edge",
)
LOCAL = ("file:", "data:", "blob:", "about:")
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => window.violations.push(e.violatedDirective));
"""


def find_chromium() -> str | None:
    """The path of a Chromium: TRAIBER_CHROMIUM, else an installed one, else playwright's own."""
    named = os.environ.get("TRAIBER_CHROMIUM")
    if named:
        return named
    real = next((path for path in REAL_BINARIES if Path(path).is_file()), None)
    return real or next((path for path in map(shutil.which, COMMANDS) if path), None)


@dataclass
class WatchedPage:
    """A browser tab and everything that it complained about or asked the network for."""

    tab: Any
    folder: Path
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def open(self, html: str, fragment: str = "") -> Any:
        """Write the page, open it from its file and wait for the first picture."""
        file = self.folder / "map.html"
        file.write_text(html, encoding="utf-8")
        self.tab.goto("about:blank")
        self.tab.goto(file.as_uri() + fragment)
        self.tab.wait_for_selector("html[data-ready]", state="attached", timeout=20_000)
        return self.tab

    @property
    def violations(self) -> list[str]:
        """Directives of the content security policy that the page broke."""
        return list(self.tab.evaluate("window.violations"))


def _give_up(reason: str, switch: str = "TRAIBER_REQUIRE_BROWSER") -> NoReturn:
    if os.environ.get(switch) == "1":
        pytest.fail(reason)
    pytest.skip(reason)


Convert = Callable[[Path, str], Path]


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """A function that lets LibreOffice Calc open a table and save it as another kind, in a new folder.

    The kind is an ending (xlsx, ods, pdf, csv), or an ending with a filter as LibreOffice writes it.

    Without LibreOffice the test is skipped, or fails if TRAIBER_REQUIRE_OFFICE=1.
    """
    program = next((path for path in map(shutil.which, ("soffice", "libreoffice")) if path), None)
    if program is None:
        _give_up("no LibreOffice: apt-get install libreoffice-calc-nogui", "TRAIBER_REQUIRE_OFFICE")
    profile = tmp_path_factory.mktemp("office")

    def convert(path: Path, ending: str) -> Path:
        folder = tmp_path_factory.mktemp("converted")
        form = {"csv": "csv:Text - txt - csv (StarCalc):59,34,76,1"}.get(ending, ending)
        ending = ending.partition(":")[0]
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        done = subprocess.run(
            [*command, "--convert-to", form, "--outdir", str(folder), str(path)],
            capture_output=True,
            encoding="utf-8",
            timeout=180,
        )
        made = folder / f"{path.stem}.{ending}"
        assert made.is_file(), done.stdout + done.stderr
        return made

    return convert


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A started Chromium; without one the test is skipped, or fails if TRAIBER_REQUIRE_BROWSER=1."""
    try:
        from playwright import sync_api as playwright
    except ImportError:
        _give_up("needs playwright: pip install playwright")
    with playwright.sync_playwright() as engine:
        path = find_chromium()
        if path is None and Path(engine.chromium.executable_path).is_file():
            path = engine.chromium.executable_path
        if path is None:
            _give_up("no Chromium: apt-get install chromium, playwright install chromium or TRAIBER_CHROMIUM")
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        flags = ["--enable-unsafe-swiftshader", *(["--no-sandbox"] if is_root else [])]
        browser = engine.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, tmp_path: Path) -> Iterator[WatchedPage]:
    """An empty tab of 1280 x 720 without network; requests are recorded and refused."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 720}, reduced_motion="reduce", locale="de-DE"
    )
    tab = context.new_page()
    watched = WatchedPage(tab, tmp_path)

    def answer(route: Any) -> None:
        if route.request.url.startswith(LOCAL):
            route.continue_()
        else:
            watched.requests.append(route.request.url)
            route.abort()

    def dismiss(dialog: Any) -> None:
        watched.dialogs.append(dialog.message)
        dialog.dismiss()

    context.route("**/*", answer)
    tab.add_init_script(WATCH)
    tab.on(
        "console", lambda message: watched.errors.append(message.text) if message.type == "error" else None
    )
    tab.on("pageerror", lambda error: watched.errors.append(str(error)))
    tab.on("dialog", dismiss)
    yield watched
    context.close()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Every test starts in English, whatever the one before it spoke; so do examples in docstrings."""
    set_language("en")
    yield
    set_language("en")


StoreOf = Callable[..., Store]


@pytest.fixture(scope="session")
def store_of() -> StoreOf:
    """A function from tables, base and home network to a store in memory at an access level."""

    def make(tables: Iterable[Table], base: str, home: str, access: str = "personal") -> Store:
        sheets = [
            RawSheet(
                f"{t.sheet}.csv", t.sheet, t.sheet, t.columns, 1, list(t.rows), list(range(2, len(t) + 2))
            )
            for t in tables
        ]
        batch = map_sheets(sheets, base, Registry(), home)
        assert not batch.errors, [str(finding) for finding in batch.errors]
        return memory_store(ntriples_by_graph(batch, base, access), [codes_ntriples().encode()])

    return make


@pytest.fixture(scope="session")
def real_store() -> Store:
    """The shipped network TrAIBeR.NRW with all that is recorded of it."""
    return open_build(shipped_network(), "personal")


@pytest.fixture(scope="session")
def example_store(store_of: StoreOf) -> Store:
    """The fictional example of the usual size, with its persons."""
    chosen = parse_settings(settings(), "traiber.toml")
    return store_of(generate().values(), chosen.base, chosen.network)
