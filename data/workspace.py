"""A workspace: the folder with the staff's tables, its settings, and what was built from it."""

import hashlib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from traiber.data.foreign import ForeignFile, find_rdf, read_rdf
from traiber.data.readers import (
    DEFAULT_LIMITS,
    Limits,
    RawSheet,
    UnreadableFileError,
    find_others,
    find_tables,
    read_bytes,
    read_source,
)
from traiber.data.suggestion import nearest
from traiber.graph.network import Settings
from traiber.graph.projection import Frame
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import LANGUAGES
from traiber.ontology.language import gettext_ as _

SETTINGS_FILE = "traiber.toml"


class SettingsError(TraiberError):
    """A traiber.toml that cannot be used."""

    def __init__(self, file: str, reason: str) -> None:
        """Keep file and reason."""
        super().__init__(file, reason)
        self.file, self.reason = file, reason

    def __str__(self) -> str:
        """File and reason."""
        return f"{self.file}: {self.reason}"


class NoWorkspaceError(TraiberError):
    """A command that needs a workspace, and there is none; `folder` is the one that was named, if any."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep the folder."""
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        """Say how to get one."""
        if self.folder is not None and not self.folder.exists():
            text = _(
                "The folder {folder} does not exist. "
                "Please check its name and place, or start a workspace there: 'traiber init {folder}'."
            )
            return text.format(folder=self.folder)
        if self.folder is not None:
            text = _(
                "{folder} is no workspace: there is no traiber.toml in it. "
                "Please name another folder, or run 'traiber init {folder}'."
            )
            return text.format(folder=self.folder)
        return _(
            "There is no workspace here (no traiber.toml in this folder or above it). "
            "Please run 'traiber init FOLDER', or name one with -w FOLDER."
        )


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of traiber.toml."""

    language: str = "de"
    network: str | None = None  # name or ID of the home network
    base: str = "https://w3id.org/traiber/id/"
    data_date: date | None = None
    fictional: bool = False
    office: tuple[str, ...] = ()  # names or IDs of the network's office and project staff
    codes: str = "strict"  # or "extend": unknown codes become new ones
    half_life_days: int = 365
    stale_after_days: int = 730
    largest_shrinkage_percent: int = 20  # of the rows of a sheet, from one build to the next
    store_folder: str | None = None  # where the builds lie; without it in .traiber
    store_on_network_drive: bool = False
    max_file_mb: int = DEFAULT_LIMITS.max_file_mb
    max_unpacked_mb: int = DEFAULT_LIMITS.max_unpacked_mb
    max_rows: int = DEFAULT_LIMITS.max_rows
    max_columns: int = DEFAULT_LIMITS.max_columns

    @property
    def limits(self) -> Limits:
        """The largest table that is read."""
        return Limits(self.max_file_mb, self.max_unpacked_mb, self.max_rows, self.max_columns)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with `traiber.toml` and `sources/`; `folder` is None for the shipped real network."""

    folder: Path | None
    configuration: Configuration

    @property
    def state(self) -> Path:
        """The folder of registry and lock; raises `NoWorkspaceError` for the shipped network."""
        if self.folder is None:
            raise NoWorkspaceError
        return self.folder / ".traiber"

    @property
    def store_folder(self) -> Path:
        """The folder of the builds: that of the settings, from the workspace on, else the state."""
        chosen = self.configuration.store_folder
        if chosen is None or self.folder is None:
            return self.state
        return self.folder / Path(os.path.expandvars(chosen)).expanduser()

    def read_sources(self) -> list[RawSheet]:
        """All sheets of all tables."""
        if self.folder is None:
            shipped = files("traiber.data") / "traiber_nrw"
            tables = sorted(f.name for f in shipped.iterdir() if f.name.endswith(".csv"))
            return [sheet for name in tables for sheet in read_bytes(name, (shipped / name).read_bytes())]
        sources = self.folder / "sources"
        return [
            sheet
            for path in find_tables(sources)
            for sheet in read_source(path, path.relative_to(sources).as_posix(), self.configuration.limits)
        ]

    def read_foreign(self) -> list[ForeignFile]:
        """All RDF files; the shipped network has none."""
        if self.folder is None:
            return []
        sources = self.folder / "sources"
        return [_read_foreign(path, sources) for path in find_rdf(find_others(sources))]

    def settings_hash(self) -> str:
        """SHA-256 of the settings file."""
        file = files("traiber.data") / "traiber_nrw" if self.folder is None else self.folder
        return hashlib.sha256((file / SETTINGS_FILE).read_bytes()).hexdigest()


def _read_foreign(path: Path, sources: Path) -> ForeignFile:
    try:
        return read_rdf(path, path.relative_to(sources).as_posix())
    except OSError as error:
        text = _("The file cannot be read ({reason}).").format(reason=error.strerror)
        raise UnreadableFileError(path.name, text, _("Is it still open in another program?")) from None


def frame_of(configuration: Configuration, access: str, as_of: date | None = None) -> Frame:
    """What the analyses need of the settings."""
    settings = Settings(
        as_of=as_of,
        access=access,
        half_life_days=configuration.half_life_days,
        stale_after_days=configuration.stale_after_days,
    )
    return Frame(
        configuration.network,
        configuration.office,
        configuration.data_date,
        configuration.fictional,
        settings,
    )


def shipped_network() -> Workspace:
    """The real network TrAIBeR.NRW that comes with the package."""
    text = (files("traiber.data") / "traiber_nrw" / SETTINGS_FILE).read_text(encoding="utf-8")
    return Workspace(None, parse_settings(text, SETTINGS_FILE))


def find_workspace(folder: Path | None = None) -> Workspace:
    """The workspace in `folder`, else around the current folder, else the shipped network.

    Raises `NoWorkspaceError` where a named folder is none, `SettingsError` for bad settings.
    """
    if folder is not None:
        if not (folder / SETTINGS_FILE).is_file():
            raise NoWorkspaceError(folder)
        return _open(folder)
    here = Path.cwd()
    for candidate in (here, *here.parents):
        if (candidate / SETTINGS_FILE).is_file():
            return _open(candidate)
    return shipped_network()


def _open(folder: Path) -> Workspace:
    path = folder / SETTINGS_FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(str(path), _("cannot be read ({reason}).").format(reason=error)) from None
    return Workspace(folder, parse_settings(text, str(path)))


def parse_settings(text: str, file: str) -> Configuration:
    """The settings of a traiber.toml; raises `SettingsError` with the key and the remedy.

    >>> parse_settings('network = "Musternetz"', "traiber.toml").language
    'de'
    """
    try:
        values = tomllib.loads(text)
    except ValueError as error:  # its TOMLDecodeError, and a number of thousands of digits
        raise SettingsError(file, _("is no valid TOML ({reason}).").format(reason=error)) from None
    for key, value in values.items():
        _check(key, value, file)
    if "office" in values:
        values["office"] = tuple(
            [values["office"]] if isinstance(values["office"], str) else values["office"]
        )
    return Configuration(**values)


_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "data_date": date,
    "fictional": bool,
    "office": (str, list),
    "half_life_days": int,
    "stale_after_days": int,
    "largest_shrinkage_percent": int,
    "store_on_network_drive": bool,
    **{field.name: int for field in fields(Limits)},
}
_ALLOWED: Mapping[str, tuple[str, ...]] = {"language": LANGUAGES, "codes": ("strict", "extend")}


def _check(key: str, value: object, file: str) -> None:
    known = [field.name for field in fields(Configuration)]
    if key not in known:
        near = nearest(key, known)
        remedy = _("Did you mean '{name}'?").format(name=near) if near else ""
        raise SettingsError(file, _("'{key}' is no known setting. {remedy}").format(key=key, remedy=remedy))
    if not isinstance(value, _KINDS.get(key, str)) or isinstance(value, datetime):
        raise SettingsError(file, _("'{key}' has a value of the wrong kind.").format(key=key))
    if key.endswith("_days") and isinstance(value, int) and (value is True or value <= 0):
        raise SettingsError(file, _("'{key}' must be a number of days above 0.").format(key=key))
    if key.endswith("_percent") and (value is True or value is False or not 0 <= int(str(value)) <= 100):
        raise SettingsError(file, _("'{key}' must be a number from 0 to 100.").format(key=key))
    if key.startswith("max_") and isinstance(value, int) and (value is True or value <= 0):
        raise SettingsError(file, _("'{key}' must be a number above 0.").format(key=key))
    if key in _ALLOWED and value not in _ALLOWED[key]:
        allowed = " / ".join(_ALLOWED[key])
        raise SettingsError(file, _("'{key}' must be one of: {values}.").format(key=key, values=allowed))
    if key == "base" and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+[/#]", str(value)):
        raise SettingsError(file, _("'base' must begin with https:// and end with /."))
