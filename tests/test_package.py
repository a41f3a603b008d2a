"""What is shipped: the wheel's files, its requirements and their licences, the locks, the catalogue."""

import ast
import configparser
import io
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import traiber

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("data", "graph", "ontology", "visualizations")
MODULES = ("__init__.py", "__main__.py", "cli.py")
LOCKS = ("requirements.lock", "requirements-dev.lock")

ENGINES = {"jinja2", "networkx", "numpy", "openpyxl", "pandas", "pyvis", "rapidfuzz", "rdflib", "rich"}
PERMISSIVE = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Zlib|CC0", re.IGNORECASE)
COPYLEFT = re.compile(r"GPL|General Public|Mozilla|MPL|Eclipse|EUPL", re.IGNORECASE)


def package_files() -> set[str]:
    """The checkout's files that belong to the package, as the wheel names them."""
    found = {f"traiber/{name}" for name in (*MODULES, "py.typed")}
    for folder in FOLDERS:
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".po":
                found.add(f"traiber/{file.relative_to(ROOT).as_posix()}")
    return found


def parsed_modules() -> Iterator[ast.Module]:
    for name in sorted(package_files()):
        if name.endswith(".py"):
            yield ast.parse((ROOT / name.removeprefix("traiber/")).read_text(encoding="utf-8"))


def imported_packages() -> set[str]:
    """The names before the first dot of everything that the package imports from elsewhere."""
    names: set[str] = set()
    for module in parsed_modules():
        for node in ast.walk(module):
            if isinstance(node, ast.Import):
                names.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return names - sys.stdlib_module_names - {"traiber"}


def requirements(name: str, extra: str = "") -> list[Requirement]:
    """What a distribution needs here and now, with one of its extras."""
    declared = [Requirement(line) for line in distribution(name).requires or []]
    return [one for one in declared if one.marker is None or one.marker.evaluate({"extra": extra})]


def run_time_closure() -> set[str]:
    """Everything that `pip install traiber` brings along."""
    found: set[str] = set()
    waiting = [("traiber", "")]
    while waiting:
        for one in requirements(*waiting.pop()):
            name = canonicalize_name(one.name)
            if name not in found:
                found.add(name)
                waiting += [(name, extra) for extra in ("", *one.extras)]
    return found


def licence(name: str) -> str:
    """The licence in a distribution's metadata: expression, else classifiers, else the field's first line."""
    metadata = distribution(name).metadata
    if expressions := metadata.get_all("License-Expression"):
        return str(expressions[0])
    classifiers = [text for text in metadata.get_all("Classifier") or [] if text.startswith("License ::")]
    fields = [text.partition("\n")[0] for text in metadata.get_all("License") or []]
    return "; ".join(classifiers or fields)


def locked(lock: str) -> dict[str, str]:
    """The pinned version of every package in a lock file."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ \\\n]+)", text, flags=re.MULTILINE))


def setup_cfg() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """The wheel, built from a copy of the checkout without anything that earlier builds left there."""
    folder = tmp_path_factory.mktemp("wheel")
    left_out = shutil.ignore_patterns(".*", "build", "dist", "demo", "*.egg-info", "__pycache__")
    shutil.copytree(ROOT, folder / "checkout", ignore=left_out)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "-w", folder, folder / "checkout"], check=True, capture_output=True)
    (file,) = folder.glob("traiber-*.whl")
    return ZipFile(file)


def test_the_wheel_holds_every_file_of_the_package_and_no_other(wheel: ZipFile) -> None:
    shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert shipped == package_files()


def test_the_root_ships_three_modules(wheel: ZipFile) -> None:
    at_root = {Path(name).name for name in wheel.namelist() if re.fullmatch(r"traiber/[^/]+\.py", name)}
    assert at_root == set(MODULES) == {file.name for file in ROOT.glob("*.py")}


def test_the_wheel_carries_version_licence_and_command(wheel: ZipFile) -> None:
    information = f"traiber-{traiber.__version__}.dist-info"
    metadata = wheel.read(f"{information}/METADATA").decode()
    assert f"\nVersion: {traiber.__version__}\n" in metadata
    assert "\nLicense-Expression: MIT\n" in metadata
    assert "MIT License" in wheel.read(f"{information}/licenses/LICENSE").decode()
    assert "traiber = traiber.cli:main" in wheel.read(f"{information}/entry_points.txt").decode()


def test_the_changelog_names_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {traiber.__version__}" in changelog


def test_the_tests_run_on_an_installed_package_not_on_the_checkout() -> None:
    assert Path(traiber.__file__).parent != ROOT


def test_every_imported_package_is_a_declared_requirement_and_the_other_way_round() -> None:
    homes = packages_distributions()
    imported = {canonicalize_name(homes[name][0]) for name in imported_packages()}
    declared = {canonicalize_name(one.name) for one in requirements("traiber")}
    assert imported == declared


def test_every_requirement_has_an_upper_bound() -> None:
    unbounded = [str(one) for one in requirements("traiber") if not re.search("<|==", str(one.specifier))]
    assert unbounded == []


def test_whatever_traiber_brings_along_may_be_passed_on_freely() -> None:
    licences = {name: licence(name) for name in sorted(run_time_closure())}
    assert len(licences) > len(requirements("traiber"))
    assert {name: text for name, text in licences.items() if COPYLEFT.search(text)} == {}
    assert {name: text for name, text in licences.items() if not PERMISSIVE.search(text)} == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_by_hash_and_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(locked(lock)) > 0
    assert [entry.partition("\n")[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"://|--[a-z-]*(?:url|index|links|host)|file:|@ ", text) == []


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("requirements.lock", ("", "build")), ("requirements-dev.lock", ("", "build", "test", "dev"))],
)
def test_a_lock_fits_the_declared_requirements(lock: str, extras: tuple[str, ...]) -> None:
    versions = locked(lock)
    needed = [one for extra in extras for one in requirements("traiber", extra)]
    pins = [(one, versions[canonicalize_name(one.name)]) for one in needed]
    assert [str(one) for one, version in pins if not one.specifier.contains(version)] == []


def test_both_locks_pin_the_same_versions() -> None:
    everything = locked("requirements-dev.lock")
    assert locked("requirements.lock").items() <= everything.items()


def test_the_build_needs_the_same_in_both_of_its_files() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = setup_cfg()["options.extras_require"]["build"].split()
    assert project["build-system"]["requires"] == declared


def test_the_german_catalogue_is_the_compiled_form_of_its_source() -> None:
    catalogue = ROOT / "ontology/locale/de/LC_MESSAGES/traiber.po"
    compiled = io.BytesIO()
    with catalogue.open("rb") as source:
        write_mo(compiled, read_po(source, locale="de"))
    assert compiled.getvalue() == catalogue.with_suffix(".mo").read_bytes(), "run `make catalogue`"


def test_the_help_text_appears_without_loading_any_engine(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from traiber.cli import main\n"
        "try:\n    main(['--help'])\n"
        "finally:\n    print(*sorted(sys.modules), file=sys.stderr)\n"
    )
    command = [sys.executable, "-P", "-c", program]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    loaded = set(done.stderr.split())
    assert (done.returncode, "--help" in done.stdout, "traiber.cli" in loaded) == (0, True, True)
    assert loaded & ENGINES == set()
