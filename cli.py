"""The command line: connects ontology, data, graph and visualizations, and does nothing else.

Every command imports what it needs when it runs, so that `--help` answers at once.
"""

import functools
import io
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from traiber import __version__
from traiber.graph.access import LEVELS
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import detect_language, set_language
from traiber.ontology.language import gettext_ as _

if TYPE_CHECKING:
    from traiber.data.batch import Batch
    from traiber.data.duplicates.proposals import Proposals
    from traiber.data.findings import Finding
    from traiber.data.workspace import Workspace
    from traiber.graph.network import Network
    from traiber.graph.results import Meta, Result
    from traiber.graph.store import Store
    from traiber.graph.tabular import Grid
    from traiber.graph.teams.table import Division

Command = TypeVar("Command", bound=Callable[..., Any])

set_language(detect_language(sys.argv[1:]))

TABLE_FORMATS = ("table", "csv", "json", "xlsx", "md")
SHOWN = 20
_INTERNAL = "traiber.internal"  # in the context of a command: whether it shows internal data unasked


class Verb(click.Command):
    """A command whose usage line is in the chosen language."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        """Add the word for its options."""
        super().__init__(*arguments, **{"options_metavar": _("[OPTIONS]"), **settings})


class Commands(click.Group):
    """A group that lists its commands in the order of work and turns our errors into sentences."""

    command_class = Verb

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they were declared."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a `TraiberError` becomes one sentence on stderr and exit code 1."""
        try:
            return super().invoke(ctx)
        except TraiberError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)


class WholeNumber(click.IntRange):
    """A range of whole numbers, named in the language of the command."""

    name = _("whole number")


class Number(click.FloatRange):
    """A range of numbers, named in the language of the command."""

    name = _("number")


def language_option(command: Command) -> Command:
    """The option of every command that says anything."""
    return click.option(
        "--lang",
        type=click.Choice(["de", "en"]),
        expose_value=False,
        is_eager=True,
        callback=_choose_language,
        help=_("The language of all texts."),
    )(command)


def workspace_options(command: Command) -> Command:
    """Options of every command that reads a workspace."""
    return _workspace_and_language(_("The workspace; without one the shipped real network."))(command)


def own_workspace_options(command: Command) -> Command:
    """Options of every command that changes a workspace: the shipped network will not do."""
    return _workspace_and_language(_("The workspace; without it that of the current folder or above it."))(
        command
    )


def _workspace_and_language(help_: str) -> Callable[[Command], Command]:
    place = click.option("-w", "--workspace", "folder", type=click.Path(path_type=Path), help=help_)
    return _all_of(place, language_option)


def reading_options(command: Command) -> Command:
    """Options of every command that reads a build."""
    return _access_and_day(None, _("What may be read. [default: internal on the screen, public in files]"))(
        command
    )


def output_options(*formats: str, target: str | None = None) -> Callable[[Command], Command]:
    """Options of every command that hands something over; `target` says what more `-o` means."""
    form = click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        callback=functools.partial(_choose_format, formats),
        help=_("The form of the output. [default: as the file's name ends, else {format}]").format(
            format=formats[0]
        ),
    )
    return _all_of(form, *_target_options(target or _("Write to this file instead of the screen.")))


def _choose_format(
    formats: tuple[str, ...], context: click.Context, option: click.Parameter, named: str | None
) -> str:
    """The format named, else the one that the ending of `-o` means: a workbook holds no text table."""
    if named is not None:
        return named
    ending = Path(context.params.get("output") or "").suffix[1:].lower()
    if ending in TABLE_FORMATS and ending not in formats:
        text = _("{ending} is not written here, but: {formats}.")
        raise click.BadParameter(text.format(ending=ending, formats=", ".join(formats)), context, option)
    return ending if ending in formats else formats[0]


def analysis_options(command: Command) -> Command:
    """Options of every analysis: how much of it, what its numbers mean instead, from what, and where to."""
    return _all_of(
        click.option("--all", "everything", is_flag=True, help=_("Show all rows.")),
        click.option(
            "--explain", is_flag=True, help=_("Say what each column means, its unit and the settings.")
        ),
        reading_options,
        output_options(*TABLE_FORMATS),
    )(command)


def handover_options(target: str, folder: bool = False) -> Callable[[Command], Command]:
    """Options of every command that makes something to be passed on: public unless said otherwise.

    `target` says what `-o` names, `folder` whether that may be a folder.
    """
    return _all_of(_access_and_day("public", _("What may be read.")), *_target_options(target, folder))


def _access_and_day(access: str | None, help_: str) -> Callable[[Command], Command]:
    return _all_of(
        workspace_options,
        click.option(
            "--access", type=click.Choice(LEVELS), default=access, show_default=access is not None, help=help_
        ),
        click.option(
            "--as-of",
            callback=_parse_day,
            metavar=_("YYYY-MM-DD"),
            help=_("The day to look from; without it the data date."),
        ),
    )


def _target_options(help_: str, folder: bool = False) -> tuple[Callable[[Command], Command], ...]:
    return (
        click.option(  # eager: the format may follow from its ending
            "-o", "--output", type=click.Path(path_type=Path, dir_okay=folder), is_eager=True, help=help_
        ),
        click.option("--force", is_flag=True, help=_("Overwrite an existing file.")),
    )


def _all_of(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """One decorator from several, shown in help in this order."""
    return lambda command: functools.reduce(lambda found, option: option(found), reversed(options), command)


def _parse_day(_context: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    """A day, as ISO or German date."""
    from traiber.data.values import BadValueError, parse_date

    try:
        return parse_date(text) if text else None
    except BadValueError as error:
        raise click.BadParameter(f"'{text}' {error.rule} {error.remedy}") from None


def _choose_language(_context: click.Context, _option: click.Parameter, language: str | None) -> None:
    if language:
        set_language(language)


@click.group(
    cls=Commands,
    options_metavar=_("[OPTIONS]"),
    subcommand_metavar=_("COMMAND [ARGUMENTS]..."),
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("A knowledge graph of a regional transformation network, with analysis and maps."),
    epilog=_("Without a workspace every reading command works on the shipped network TrAIBeR.NRW."),
)
@click.version_option(__version__, prog_name="traiber", help=_("Show the version."))
def main() -> None:
    """The group of all commands."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a German Windows pipe speaks cp1252 otherwise
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


@main.command(
    help=_(
        "Build the real and the fictional example network. Maps, reports and tables are written to FOLDER."
    )
)
@click.argument(
    "folder", type=click.Path(path_type=Path), default=Path("traiber-demo"), metavar=_("[FOLDER]")
)
@click.option("--force", is_flag=True, help=_("Use a folder that exists."))
@language_option
def demo(folder: Path, force: bool) -> None:
    """Show everything at once."""
    from traiber.data.build import build
    from traiber.data.demo import write_demo_sources

    opened = []
    for workspace in write_demo_sources(folder, force):
        click.echo(_("Building {folder} …").format(folder=workspace.folder), err=True)
        build(workspace, force)
        opened += _write_outputs(workspace)
    click.echo(_("Done. Please open in the browser or in Excel:"), err=True)
    for path in opened:
        click.echo(str(path))


@main.command(help=_("Start a new workspace with an empty workbook in FOLDER."))
@click.argument("folder", type=click.Path(path_type=Path), metavar=_("FOLDER"))
@click.option("--network", default=None, help=_("The name of your network."))
@language_option
def init(folder: Path, network: str | None) -> None:
    """Write settings and the empty workbook."""
    from traiber.data.start import start_workspace

    for path in start_workspace(folder, network):
        click.echo(str(path))
    click.echo(_("Now fill in the workbook, then run 'traiber check' in this folder."), err=True)


@main.command(help=_("Explain all sheets and columns of the workbook. One HTML page."))
@language_option
@_all_of(*_target_options(_("The file; without it out/ in the workspace.")))
def sheets(output: Path | None, force: bool) -> None:
    """What a header may be called and what a cell may hold."""
    from traiber.data.sheets import render_sheets

    target = output or _default_output(_workspace(None), _("sheets.html"))
    _hand_over(render_sheets(), target, force, announce=True)


@main.command(
    help=_(
        "Check the tables and name every faulty cell. The tables stay as they are, except with --write-ids. "
        "The screen shows the first 20 messages; --mark and the other formats hold all of them."
    )
)
@workspace_options
@click.option(
    "--mark",
    type=click.Path(path_type=Path),
    metavar=_("FOLDER|FILE.xlsx"),
    help=_("Write copies of the tables with every faulty cell in red, a comment there and a list in front."),
)
@click.option(
    "--changes",
    is_flag=True,
    help=_("List the rows that are new, changed and gone since the last build, as table, json or md."),
)
@click.option(
    "--access",
    type=click.Choice(LEVELS),
    help=_("Which changes are listed. [default: internal on the screen, public in files]"),
)
@click.option(
    "--write-ids",
    "with_ids",
    is_flag=True,
    help=_("Write the IDs of actors into the ID column of the tables, in place."),
)
@click.option("--dry-run", is_flag=True, help=_("With --write-ids: only say what would be written."))
@output_options(
    *TABLE_FORMATS,
    target=_(
        "Write to this file instead of the screen. The messages quote cells of every level: the file is only "
        "for those who may see the tables. With --changes it holds what --access allows."
    ),
)
def check(
    folder: Path | None,
    mark: Path | None,
    changes: bool,
    access: str | None,
    with_ids: bool,
    dry_run: bool,
    format_: str,
    output: Path | None,
    force: bool,
) -> None:
    """Map and validate."""
    from traiber.data.build import check as check_sources
    from traiber.data.id_column import write_ids
    from traiber.data.marking import mark_sources

    workspace = _workspace(folder)
    if dry_run and not with_ids:
        raise click.UsageError(_("--dry-run belongs to --write-ids."))
    if workspace.folder is None:
        click.echo(_("There is no workspace here; the shipped network was checked."), err=True)
    inscription = write_ids(workspace, dry_run) if with_ids else None
    batch = inscription.batch if inscription else check_sources(workspace)
    is_refused = False
    if changes and not batch.errors:
        is_refused = _show_changes(workspace, batch, format_, output, force, access)
    else:
        _show_findings(batch.findings, format_, output, force)
        click.echo(batch.summary(), err=True)
    if batch.errors and changes:
        click.echo(_("The changes can be listed once there are no errors."), err=True)
    for line in inscription.lines() if inscription else ():
        click.echo(line, err=True)
    if mark is not None:
        paths = mark_sources(workspace, batch.findings, mark, force)
        click.echo(_("Marked copies:") if paths else _("Nothing to mark."), err=True)
        for path in paths:
            click.echo(f"  {path}", err=True)
    if batch.errors or is_refused or (inscription and inscription.left_out):
        raise SystemExit(1)


@main.command(help=_("Check the tables and build the store from them. All or nothing."))
@click.option(
    "--dry-run", is_flag=True, help=_("Write nothing; list what would change, as check --changes does.")
)
@click.option("--force", is_flag=True, help=_("Build even if many rows are gone."))
@own_workspace_options
@click.pass_context
def build(context: click.Context, folder: Path | None, dry_run: bool, force: bool) -> None:
    """All or nothing."""
    from traiber.data.build import build as build_store
    from traiber.data.changes import changes_between, readable_build
    from traiber.data.findings import count_warnings
    from traiber.data.listing import render_findings
    from traiber.data.workspace import NoWorkspaceError

    workspace = _workspace(folder)
    if workspace.folder is None:
        raise NoWorkspaceError
    if dry_run:
        context.invoke(check, folder=folder, format_="table", changes=True)
        return
    before = readable_build(workspace)
    made, findings = build_store(workspace, force)
    if findings:
        click.echo(render_findings(findings), err=True)
    rows = sum(made.counts.values())
    text = _("Built {name} from {rows} rows with {warnings}.")
    click.echo(text.format(name=made.name, rows=rows, warnings=count_warnings(made.warnings)), err=True)
    changes = changes_between(workspace, before, made)
    if before and changes:
        text = _("Against the build before: {changes}.")
        click.echo(text.format(changes=changes.summary()), err=True)


@main.command(help=_("Show what is recorded, its date and how much is unknown."))
@reading_options
@output_options("table", "json", "md")
def status(format_: str, output: Path | None, force: bool, **reading: Any) -> None:
    """One look at the workspace."""
    from traiber.data.build import current_build
    from traiber.graph.status import describe_network
    from traiber.visualizations.tables.status import status_view

    workspace, store, network = _read(**reading, output=output)
    result = describe_network(network, store)
    made = current_build(workspace)
    view = status_view(result, made.name if made else None, made.warnings if made else 0)
    _show(result, view, format_, output, force)


@main.command(help=_("Rank the multipliers. The best has the greatest fair share of the companies reached."))
@click.option(
    "--no-intervals", "bare", is_flag=True, help=_("Rank without saying how sure each rank is; faster.")
)
@click.option("--keep", is_flag=True, help=_("Also keep the figures beside the build, for 'traiber query'."))
@analysis_options
def multipliers(
    everything: bool,
    bare: bool,
    keep: bool,
    explain: bool,
    format_: str,
    output: Path | None,
    force: bool,
    **reading: Any,
) -> None:
    """Reach, second-hand reach, fair share, exclusive companies."""
    from traiber.graph.multipliers import rank_multipliers, ranking_meta
    from traiber.graph.uncertainty import intervals_of
    from traiber.visualizations.tables.multipliers import (
        multipliers_explained,
        multipliers_sheet,
        multipliers_view,
    )

    workspace, _store, network = _read(**reading, output=output)
    if explain and not keep:
        _show(*multipliers_explained(ranking_meta(network, not bare)), format_, output, force)
        return
    result = rank_multipliers(network, None if bare else intervals_of(network))
    if keep:
        _keep(workspace, "multipliers", result, multipliers_explained)
    if explain:
        _show(*multipliers_explained(result.meta), format_, output, force)
        return
    shown = None if everything or format_ != "table" else SHOWN
    grid = multipliers_sheet(result, network) if format_ == "xlsx" else multipliers_view(result, shown)
    _show(result, grid, format_, output, force)


@main.command(
    help=_(
        "Say how sure the figures are. Who was surveyed (responses), whom to ask next (interviews), and "
        "which ranks cannot be told apart (ranks)."
    )
)
@click.option(
    "--kind",
    type=click.Choice(["responses", "interviews", "ranks"]),
    help=_("Only this table; without it the screen shows all."),
)
@analysis_options
def certainty(
    kind: str | None,
    everything: bool,
    explain: bool,
    format_: str,
    output: Path | None,
    force: bool,
    **reading: Any,
) -> None:
    """Response rates, interviews, rank intervals."""
    from traiber.graph.uncertainty import certainty_meta, tell_interviews, tell_ranks, tell_responses
    from traiber.visualizations.tables.certainty import certainty_explained, certainty_sheet, certainty_view

    _workspace_read, _store, network = _read(**reading, output=output)
    tables = {"responses": tell_responses, "interviews": tell_interviews, "ranks": tell_ranks}
    shown = None if everything or format_ != "table" else SHOWN if kind else SHOWN // 2
    if explain:
        chosen_kinds = [each for each in tables if kind in (None, each)]
        meanings = {each: certainty_explained(each, certainty_meta(each, network)) for each in chosen_kinds}
        _show_each(meanings, format_, output, force)
        return
    _show_each(
        {
            chosen: (result, certainty_sheet(chosen, result, network))
            if format_ == "xlsx"
            else (result, certainty_view(chosen, result, network, shown))
            for chosen, tell in tables.items()
            if kind in (None, chosen)
            for result in [tell(network)]
        },
        format_,
        output,
        force,
    )


@main.command(
    help=_(
        "Say what events tell. Who meets often with no contact recorded (pairs), what comes of meeting "
        "(events, types), and who comes how often (actors)."
    )
)
@click.option(
    "--kind",
    type=click.Choice(["pairs", "events", "types", "actors"]),
    help=_("Only this table; without it the screen shows all."),
)
@analysis_options
def events(
    kind: str | None,
    everything: bool,
    explain: bool,
    format_: str,
    output: Path | None,
    force: bool,
    **reading: Any,
) -> None:
    """Attendance as an opportunity."""
    from traiber.graph.events import read_gatherings, tell_events, tell_guests, tell_pairs, tell_types
    from traiber.visualizations.tables.events import events_explained, events_sheet, events_view

    _workspace_read, store, network = _read(**reading, output=output)
    gatherings = read_gatherings(store, network)
    tables = {"pairs": tell_pairs, "events": tell_events, "types": tell_types, "actors": tell_guests}
    shown = None if everything or format_ != "table" else SHOWN if kind else SHOWN // 2
    _show_each(
        {
            chosen: events_explained(chosen, result.meta)
            if explain
            else (result, events_sheet(chosen, result, network))
            if format_ == "xlsx"
            else (result, events_view(chosen, result, network, shown))
            for chosen, tell in tables.items()
            if kind in (None, chosen)
            for result in [tell(network, gatherings)]
        },
        format_,
        output,
        force,
    )


@main.command(help=_("List the gaps of the network. Those that affect most companies come first."))
@click.option("--kind", "kinds", multiple=True, help=_("Only gaps of this kind; may be given several times."))
@click.option(
    "--matrix", is_flag=True, help=_("Show needs and offers by region and action field instead of the list.")
)
@click.option(
    "--rewirings",
    type=WholeNumber(0),
    default=0,
    show_default=True,
    help=_("Hold missing bridges against so many random networks, 1000 or more; takes seconds."),
)
@analysis_options
def gaps(
    everything: bool,
    kinds: tuple[str, ...],
    matrix: bool,
    rewirings: int,
    explain: bool,
    format_: str,
    output: Path | None,
    force: bool,
    **reading: Any,
) -> None:
    """Sixteen kinds of gaps in one list, and the table of regions by action fields."""
    from traiber.graph.events import read_gatherings
    from traiber.graph.gaps import gap_matrix, gap_table
    from traiber.visualizations.tables.gap_matrix import matrix_explained, matrix_sheet, matrix_view
    from traiber.visualizations.tables.gaps import GAP_KINDS, gaps_explained, gaps_sheet, gaps_view

    if unknown := set(kinds) - set(GAP_KINDS):
        names = {"unknown": ", ".join(sorted(unknown)), "known": ", ".join(GAP_KINDS)}
        raise click.BadParameter(_("{unknown} is none of {known}.").format(**names), param_hint="--kind")
    _workspace_read, store, network = _read(**reading, output=output)
    if matrix:
        result = gap_matrix(network)
        grid = matrix_sheet(result, network) if format_ == "xlsx" else matrix_view(result, network)
        _show(*(matrix_explained(result.meta) if explain else (result, grid)), format_, output, force)
        return
    attendance = read_gatherings(store, network).attendance
    result = gap_table(network, frozenset(kinds), rewirings, attendance)
    if explain:
        _show(*gaps_explained(result.meta), format_, output, force)
        return
    rows = None if everything or format_ != "table" else SHOWN
    grid = gaps_sheet(result, network) if format_ == "xlsx" else gaps_view(result, network, rows)
    _show(result, grid, format_, output, force)


@main.command(help=_("Find the team that reaches most companies. K is its number of multipliers."))
@click.argument("size", metavar="K", type=WholeNumber(min=1), required=False)
@click.option("--region", metavar="REGION", help=_("Only companies with their seat there; a name or key."))
@click.option("--field", metavar=_("FIELD"), help=_("Only companies with a need in this action field."))
@click.option("--double", is_flag=True, help=_("Count companies in contact with two members only."))
@click.option("--by", type=click.Choice(["region", "field"]), help=_("A team for each region or field."))
@analysis_options
def team(
    size: int | None,
    region: str | None,
    field: str | None,
    double: bool,
    by: "Division | None",
    everything: bool,
    explain: bool,
    format_: str,
    output: Path | None,
    force: bool,
    **reading: Any,
) -> None:
    """Maximum coverage, exact, with what it is compared with."""
    from traiber.graph.naming import find_named, label_names
    from traiber.graph.teams.table import Scope, team_meta, team_table
    from traiber.visualizations.tables.team import team_explained, team_sheet, team_view

    if size is None and not explain:
        raise click.MissingParameter(param_hint="K", param_type="argument")
    if by is not None and {"region": region, "field": field}[by] is not None:
        raise click.UsageError(_("--by {by} and --{by} exclude each other.").format(by=by))
    _workspace_read, _store, network = _read(**reading, output=output)
    regions = label_names({key: found.labels for key, found in network.regions.items()})
    scope = Scope(
        find_named(regions, region) if region is not None else None,
        find_named(label_names(network.fields), field) if field is not None else None,
    )
    depth = 2 if double else 1
    if explain or size is None:
        _show(*team_explained(team_meta(network, size, depth, scope, by)), format_, output, force)
        return
    result = team_table(network, size, depth, scope, by)
    shown = None if everything or format_ != "table" else SHOWN
    grid = team_sheet(result, network) if format_ == "xlsx" else team_view(result, network, shown)
    _show(result, grid, format_, output, force)


@main.command(help=_("Say what is lost if actors leave. ACTOR is a name, a part of it or an ID."))
@click.argument("actors", nargs=-1, metavar=_("[ACTOR]..."))
@click.option("--office", is_flag=True, help=_("The office leaves."))
@click.option("--consortium", is_flag=True, help=_("The whole consortium of the network leaves."))
@click.option(
    "--body",
    "bodies",
    multiple=True,
    metavar="NAME",
    help=_("All members of this consortium, committee or network leave; may be given several times."),
)
@click.option(
    "--capacity",
    metavar="N",
    type=WholeNumber(min=1),
    default=5,
    show_default=True,
    help=_("How many new companies a multiplier can take over."),
)
@analysis_options
def outage(
    actors: tuple[str, ...],
    office: bool,
    consortium: bool,
    bodies: tuple[str, ...],
    capacity: int,
    everything: bool,
    explain: bool,
    format_: str,
    output: Path | None,
    force: bool,
    **reading: Any,
) -> None:
    """Contacts, ways, offers and bridges that would be gone."""
    from traiber.graph.outage.leaving import who_leaves
    from traiber.graph.outage.table import outage_table
    from traiber.graph.results import meta_of
    from traiber.visualizations.tables.outage import outage_explained, outage_sheet, outage_view

    if not (actors or office or consortium or bodies or explain):
        raise click.UsageError(_("Please say who leaves: an ACTOR, --office, --consortium or --body NAME."))
    _workspace_read, store, network = _read(**reading, output=output)
    if explain:
        _show(*outage_explained(meta_of(network, capacity=capacity)), format_, output, force)
        return
    leaving = who_leaves(network, store, actors, office, consortium, bodies)
    result = outage_table(network, leaving.actors, capacity, leaving.named)
    shown = None if everything or format_ != "table" else SHOWN
    grid = outage_sheet(result, network) if format_ == "xlsx" else outage_view(result, shown)
    _show(result, grid, format_, output, force)


@main.command(
    help=_(
        "Recommend introductions. Which multiplier should meet which company, through whom, and what "
        "it gains; the best come first."
    )
)
@click.option("--company", "companies", multiple=True, metavar="NAME", help=_("Only for this company."))
@click.option("--multiplier", "players", multiple=True, metavar="NAME", help=_("Only for this multiplier."))
@click.option("--region", "regions", multiple=True, metavar="NAME", help=_("Only for companies there."))
@click.option("--limit", type=WholeNumber(1), help=_("At most so many introductions."))
@click.option(
    "--capacity",
    type=WholeNumber(1),
    help=_(
        "Only the best set with at most so many new contacts of a multiplier (else 5, and the next "
        "candidates are listed as well, marked)."
    ),
)
@click.option("--via-companies", is_flag=True, help=_("Companies may introduce, not only multipliers."))
@click.option("--bridges", is_flag=True, help=_("Only bridges to the neighbouring networks."))
@analysis_options
def introductions(
    everything: bool,
    companies: tuple[str, ...],
    players: tuple[str, ...],
    regions: tuple[str, ...],
    limit: int | None,
    capacity: int | None,
    via_companies: bool,
    bridges: bool,
    explain: bool,
    format_: str,
    output: Path | None,
    force: bool,
    **reading: Any,
) -> None:
    """Gain x feasibility, with the introducer named."""
    from traiber.graph import introductions as proposals
    from traiber.graph.events import read_gatherings
    from traiber.visualizations.tables import bridges as bridge_tables
    from traiber.visualizations.tables import introductions as tables

    _workspace_read, store, network = _read(**reading, output=output)
    shown = None if everything or limit or format_ != "table" else SHOWN
    if bridges:
        result = proposals.bridge_table(network, proposals.hinges_of(network, store), limit=limit)
        explained, view = bridge_tables.bridges_explained, bridge_tables.bridges_view
    else:
        result = proposals.introduction_table(
            network,
            focus=proposals.read_focus(network, store, companies, players, regions),
            rules=proposals.Rules(per_multiplier=capacity or 5, via_companies=via_companies),
            attendance=read_gatherings(store, network).attendance,
            limit=limit,
            chosen_only=capacity is not None or (limit is not None and format_ == "table" and not everything),
        )
        explained = tables.introductions_explained
        view = functools.partial(tables.introductions_view, plan=format_ == "table" and not everything)
    if explain:
        _show(*explained(result.meta), format_, output, force)
        return
    sheet = bridge_tables.bridges_sheet if bridges else tables.introductions_sheet
    grid = sheet(result, network) if format_ == "xlsx" else view(result, shown)
    _show(result, grid, format_, output, force)


@main.command(
    help=_(
        "Match needs with offers. Needs without an offer in reach, offers without takers and the way "
        "between them; ratings of the action fields, measures with nobody responsible, weaknesses "
        "without a measure."
    )
)
@click.option("--kind", "kinds", multiple=True, help=_("Only rows of this kind; may be given several times."))
@analysis_options
def needs(
    everything: bool,
    kinds: tuple[str, ...],
    explain: bool,
    format_: str,
    output: Path | None,
    force: bool,
    **reading: Any,
) -> None:
    """Needs and offers, kind by kind."""
    from traiber.graph.needs import KINDS, needs_table
    from traiber.visualizations.tables.needs import needs_explained, needs_view

    if unknown := set(kinds) - set(KINDS):
        names = {"unknown": ", ".join(sorted(unknown)), "known": ", ".join(KINDS)}
        raise click.BadParameter(_("{unknown} is none of {known}.").format(**names), param_hint="--kind")
    _workspace_read, store, network = _read(**reading, output=output)
    result = needs_table(network, store, frozenset(kinds))
    if explain:
        _show(*needs_explained(result.meta), format_, output, force)
        return
    shown = None if everything or format_ != "table" else SHOWN if kinds else 4
    _show(result, needs_view(result, shown), format_, output, force)


@main.command(help=_("Show everything about one actor. NAME is a name, a part of it or an ID."))
@click.argument("name")
@click.option("--all", "everything", is_flag=True, help=_("Show all contacts."))
@reading_options
@output_options("table", "json", "md")
def actor(
    name: str, everything: bool, format_: str, output: Path | None, force: bool, **reading: Any
) -> None:
    """The profile (Steckbrief)."""
    from traiber.graph.profile import profile_actor, profile_result
    from traiber.visualizations.tables.profiles import CONTACTS_SHOWN, profile_view

    _workspace_read, store, network = _read(**reading, output=output)
    profile = profile_actor(network, store, name)
    view = profile_view(profile, network, None if everything or format_ != "table" else CONTACTS_SHOWN)
    _show(profile_result(profile, network), view, format_, output, force)


@main.command(
    help=_(
        "Propose likely duplicates among the actors. A person decides: in the sheet that --format xlsx or "
        "csv writes for the folder sources, or with --same and --different. Nothing is merged by itself. "
        "Reads the tables; nothing needs to be built."
    )
)
@click.option(
    "--threshold",
    type=Number(0, 1),
    default=0.8,
    show_default=True,
    help=_("The lowest score that is proposed, 0 to 1."),
)
@click.option("--all", "everything", is_flag=True, help=_("Show all rows."))
@click.option(
    "--same",
    nargs=2,
    multiple=True,
    metavar="A B",
    help=_("A is the same as B: from the next build on, A is merged into B, and B stays. Names or IDs."),
)
@click.option(
    "--different",
    nargs=2,
    multiple=True,
    metavar="A B",
    help=_("A and B are two organisations; they are not proposed again."),
)
@click.option(
    "--access",
    type=click.Choice(LEVELS),
    help=_("What may be read. [default: internal on the screen, public in files]"),
)
@workspace_options
@output_options(*TABLE_FORMATS)
def duplicates(
    folder: Path | None,
    access: str | None,
    threshold: float,
    everything: bool,
    same: tuple[tuple[str, str], ...],
    different: tuple[tuple[str, str], ...],
    format_: str,
    output: Path | None,
    force: bool,
) -> None:
    """Proposals, or a decision."""
    from traiber.data.duplicates.ledger import remember
    from traiber.data.duplicates.proposals import propose

    workspace = _workspace(folder)
    if same or different:
        path = remember(workspace, same, different)
        click.echo(str(path))
        if same:
            click.echo(_("Please run 'traiber build' to merge them."), err=True)
        return
    proposals = propose(workspace, _level(workspace, access, output), threshold)
    if faults := sum(finding.severity == "error" for finding in proposals.records.findings):
        click.echo(_faults(faults), err=True)
    shown = SHOWN if format_ == "table" and not everything else None
    _show_proposals(workspace, proposals, shown, format_, output, force)


@main.command(help=_("Answer a shipped or own query. NAME is a shipped one, a file, or - for a pipe."))
@click.argument("name")
@click.argument("arguments", nargs=-1, metavar=_("[PARAMETER=VALUE]..."))
@reading_options
@output_options(*TABLE_FORMATS)
def query(
    name: str, arguments: tuple[str, ...], format_: str, output: Path | None, force: bool, **reading: Any
) -> None:
    """Competency questions and own SPARQL."""
    from traiber.data.kept_results import open_with_results
    from traiber.graph.library import find_query, parse_arguments, query_result, run_query
    from traiber.visualizations.tables.queries import query_view

    question = find_query(name, sys.stdin.read if name == "-" else None)
    workspace, store, network = _read(**reading, output=output)
    if "Measurement" in question.text:
        store, missing = open_with_results(workspace, network.settings.access)
        if missing:
            click.echo(missing, err=True)
    columns, rows = run_query(store, question, parse_arguments(question, arguments), network.settings.as_of)
    _show(
        query_result(network, question, columns, rows),
        query_view(question, columns, rows, network),
        format_,
        output,
        force,
    )


@main.command(help=_("List the shipped queries and their parameters."))
@language_option
@output_options("table", "json", "md")
def queries(format_: str, output: Path | None, force: bool) -> None:
    """The query library."""
    from traiber.graph.library import library_result
    from traiber.visualizations.tables.queries import library_view

    result = library_result()
    _show(result, library_view(result), format_, output, force)


@main.command("map", help=_("Write the interactive map. One HTML file that needs no network."))
@handover_options(_("The file; without it out/ in the workspace."))
def map_(output: Path | None, force: bool, **reading: Any) -> None:
    """Nodes, ties, search, filters, details."""
    from traiber.ontology.language import current_language
    from traiber.visualizations.map import render_map
    from traiber.visualizations.scenes import network_scene

    workspace, store, network = _read(**reading)
    page = render_map(network_scene(network, store), current_language())
    _hand_over(page, output or _default_output(workspace, _("map.html")), force, announce=True)


@main.command(help=_("Write the network report. One HTML page for screen and print."))
@handover_options(_("The file; without it out/ in the workspace."))
def report(output: Path | None, force: bool, **reading: Any) -> None:
    """Figures, multipliers, gaps and what they mean."""
    from traiber.graph.events import read_gatherings
    from traiber.graph.gaps import gap_table
    from traiber.graph.multipliers import rank_multipliers

    workspace, store, network = _read(**reading)
    found = gap_table(network, attendance=read_gatherings(store, network).attendance)
    page = _report(network, rank_multipliers(network), found)
    _hand_over(page, output or _default_output(workspace, _("report.html")), force, announce=True)


@main.command(
    help=_("Hand the data over in another format. RDF (ttl, nq, jsonld), graphml, a csv folder or xlsx.")
)
@click.argument(
    "format_", metavar="FORMAT", type=click.Choice(["ttl", "nq", "jsonld", "graphml", "csv", "xlsx"])
)
@handover_options(_("The file or folder; without it out/ in the workspace."), folder=True)
def export(format_: str, output: Path | None, force: bool, **reading: Any) -> None:
    """Public level unless said otherwise."""
    from traiber.data.handover import write_export

    workspace, store, network = _read(**reading)
    target = output or _default_output(
        workspace,
        f"export-{reading['access']}.{format_}" if format_ != "csv" else f"export-{reading['access']}",
    )
    write_export(format_, store, network, workspace.configuration.base, target, force)
    click.echo(str(target))


def _workspace(folder: Path | None) -> "Workspace":
    from traiber.data.workspace import find_workspace

    return find_workspace(folder)


def _read(
    folder: Path | None, access: str | None, as_of: "date | None", output: Path | None = None
) -> "tuple[Workspace, Store, Network]":
    """The workspace, its store at this level, and the network at this day.

    Unless a level is named, the screen shows what is internal, and a file, which may leave the house, not.
    """
    from traiber.data.build import open_build
    from traiber.data.workspace import frame_of
    from traiber.graph.projection import project_network

    workspace = _workspace(folder)
    access = _level(workspace, access, output)
    store = open_build(workspace, access)
    return workspace, store, project_network(store, frame_of(workspace.configuration, access, as_of))


def _show(result: "Result", grid: "Grid", format_: str, output: Path | None, force: bool) -> None:
    """Hand a result over in the chosen form."""
    from traiber.graph.tabular import to_csv, to_markdown
    from traiber.visualizations.terminal import render_grid

    if format_ == "xlsx":
        from traiber.data.writers import write_grid

        write_grid(_workbook_path(output), grid, result, force)
        return
    text = {
        "table": lambda: render_grid(grid),
        "json": lambda: result.to_json() + "\n",
        "csv": lambda: to_csv(result.columns, result.cells()),
        "md": lambda: to_markdown(grid),
    }[format_]()
    _hand_over(text, output, force)


def _keep(
    workspace: "Workspace", analysis: str, result: "Result", explain: "Callable[[Meta], tuple[Result, Grid]]"
) -> None:
    """Keep the figures of a result as RDF beside the build, described in all languages."""
    from traiber.data.kept_results import keep_results
    from traiber.graph.measurement import metrics_of
    from traiber.ontology.language import LANGUAGES, current_language

    spoken, explained = current_language(), {}
    for language in LANGUAGES:
        set_language(language)
        explained[language], _grid = explain(result.meta)
    set_language(spoken)
    click.echo(str(keep_results(workspace, analysis, result, metrics_of(explained))), err=True)


def _show_each(
    tables: "Mapping[str, tuple[Result, Grid]]", format_: str, output: Path | None, force: bool
) -> None:
    """Hand several results over: below each other for reading, else one that must be chosen."""
    from traiber.graph.tabular import to_markdown
    from traiber.visualizations.terminal import render_grid

    if len(tables) == 1:
        _show(*next(iter(tables.values())), format_, output, force)
        return
    if format_ not in ("table", "md"):
        text = _("A file in the form {form} holds one table: please choose one with --kind ({kinds}).")
        raise click.UsageError(text.format(form=format_, kinds=", ".join(tables)))
    render = render_grid if format_ == "table" else to_markdown
    _hand_over("\n".join(render(grid) for _result, grid in tables.values()), output, force)


def _show_findings(findings: "Sequence[Finding]", format_: str, output: Path | None, force: bool) -> None:
    """Hand over what is wrong: the first messages to read, or all of them as a table."""
    from traiber.data.listing import findings_grid, findings_json, findings_records, render_findings
    from traiber.graph.tabular import to_csv, to_markdown

    if format_ == "xlsx":
        from traiber.data.files import write_bytes
        from traiber.data.writers.marked import list_findings

        write_bytes(_workbook_path(output), list_findings(findings, {}), force)
        return
    text = {
        "table": lambda: render_findings(findings) + "\n" if findings else "",
        "json": lambda: findings_json(findings),
        "csv": lambda: to_csv(*findings_records(findings)),
        "md": lambda: to_markdown(findings_grid(findings)),
    }[format_]()
    _hand_over(text, output, force)


def _faults(number: int) -> str:
    from traiber.data.findings import count_errors

    text = _("The tables have {errors}; 'traiber check' names them. The proposals may be incomplete.")
    return text.format(errors=count_errors(number))


def _show_proposals(
    workspace: "Workspace",
    proposals: "Proposals",
    shown: int | None,
    format_: str,
    output: Path | None,
    force: bool,
) -> None:
    """Hand the likely duplicates over; as a workbook or CSV they are the sheet in which to decide."""
    from traiber.data.duplicates.proposal_file import next_step, refuse_loss
    from traiber.data.duplicates.proposals import proposals_csv, write_proposals
    from traiber.graph.tabular import to_markdown
    from traiber.visualizations.tables.proposals import proposals_view
    from traiber.visualizations.terminal import render_grid

    is_sheet = format_ in ("xlsx", "csv")
    if is_sheet and output is not None and not _is_screen(output):
        refuse_loss(workspace, output)
    if format_ == "xlsx":
        write_proposals(proposals.to_table(), _workbook_path(output), force)
    actors = len(proposals.records.actors)
    grid = proposals_view(proposals.rows(), actors, proposals.threshold, proposals.access, shown)
    forms: dict[str, Callable[[], str]] = {
        "table": lambda: render_grid(grid),
        "json": proposals.to_json,
        "csv": lambda: ("" if _is_screen(output) else "\ufeff") + proposals_csv(proposals.to_table()),
        "md": lambda: to_markdown(grid),
    }
    if format_ in forms:
        _hand_over(forms[format_](), output, force)
    if is_sheet and output is not None and not _is_screen(output):
        click.echo(next_step(workspace, output) if proposals.pairs else grid.caption, err=True)


def _hand_over(text: str, output: Path | None, force: bool, announce: bool = False) -> None:
    """To the screen, or whole into a file; "-" is the screen too."""
    from traiber.data.files import write_text

    if output is None or _is_screen(output):
        click.echo(text, nl=False)
        if click.get_current_context().meta.get(_INTERNAL) and not sys.stdout.isatty():
            note = _("Internal data, not for passing on; what may leave the house: --access public.")
            click.echo(note, err=True)
        return
    write_text(output, text, force)
    if announce:
        click.echo(str(output))


def _is_screen(output: Path | None) -> bool:
    return output is None or str(output) == "-"


def _level(workspace: "Workspace", access: str | None, output: Path | None) -> str:
    """The level named, else the internal one on the screen and the public one in a file, which may go out.

    What the screen would show may go into a file or another program all the same: then `_hand_over` says on
    stderr what it is, except of the shipped network, which is public.
    """
    if access is not None or not _is_screen(output):
        return access or "public"
    click.get_current_context().meta[_INTERNAL] = workspace.folder is not None
    return "internal"


def _workbook_path(output: Path | None) -> Path:
    if output is None or _is_screen(output):
        raise click.UsageError(_("An xlsx file needs a name: -o FILE."))
    return output


def _default_output(workspace: "Workspace", name: str) -> Path:
    folder = workspace.folder / "out" if workspace.folder else Path()
    return folder / name


def _write_outputs(workspace: "Workspace") -> list[Path]:
    """Map, report and tables of a workspace, at the public level."""
    from traiber.graph.events import read_gatherings
    from traiber.graph.gaps import gap_table
    from traiber.graph.multipliers import rank_multipliers
    from traiber.graph.uncertainty import intervals_of
    from traiber.ontology.language import current_language
    from traiber.visualizations.map import render_map
    from traiber.visualizations.scenes import network_scene
    from traiber.visualizations.tables.gaps import gaps_sheet
    from traiber.visualizations.tables.multipliers import multipliers_sheet

    _same, store, network = _read(workspace.folder, "public", None)
    ranking = rank_multipliers(network, intervals_of(network))
    found = gap_table(network, attendance=read_gatherings(store, network).attendance)
    pages = {
        _("map.html"): render_map(network_scene(network, store), current_language()),
        _("report.html"): _report(network, ranking, found),
    }
    tables = {
        _("multipliers.xlsx"): (multipliers_sheet(ranking, network), ranking),
        _("gaps.xlsx"): (gaps_sheet(found, network), found),
    }
    for name, page in pages.items():
        _hand_over(page, _default_output(workspace, name), force=True)
    for name, (grid, result) in tables.items():
        _show(result, grid, "xlsx", _default_output(workspace, name), force=True)
    return [_default_output(workspace, name) for name in (*pages, *tables)]


def _show_changes(
    workspace: "Workspace",
    batch: "Batch",
    format_: str,
    output: Path | None,
    force: bool,
    access: str | None,
) -> bool:
    """The changes on the screen or into the file, the rest on stderr; whether a build would refuse."""
    from traiber.data.build import shrinkage_of
    from traiber.data.changes import changes_json, changes_of_sources, to_grids
    from traiber.data.listing import render_findings
    from traiber.graph.tabular import to_markdown
    from traiber.visualizations.terminal import render_grid

    if format_ not in ("table", "json", "md"):
        raise click.UsageError(_("The changes are listed as table, json or md."))
    access = _level(workspace, access, output)
    changes = changes_of_sources(workspace, batch)
    if batch.findings:
        click.echo(render_findings(batch.findings), err=True)
    if format_ == "json":
        _hand_over(changes_json(changes, access), output, force)
    else:
        render = render_grid if format_ == "table" else to_markdown
        _hand_over("\n".join(map(render, to_grids(changes, access))), output, force)
    click.echo(batch.summary(), err=True)
    if changes.build is not None:
        click.echo(_("Against the current build: {changes}.").format(changes=changes.summary()), err=True)
    if shrinkage := shrinkage_of(workspace, batch):
        click.echo(str(shrinkage), err=True)
    return shrinkage is not None


def _report(network: "Network", ranking: "Result", found: "Result") -> str:
    from traiber.ontology.language import current_language
    from traiber.visualizations.report import render_report

    return render_report(network, ranking, found, current_language())
