"""One writer at a time in a workspace, and who that is."""

import getpass
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from traiber.data.drives import is_on_network
from traiber.data.files import UnwritableError, make_folder, write_text
from traiber.graph.results import day
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _

LOCK_FILE, HOLDER_FILE = "lock", "holder"
LONGEST_WRITE = 3600  # seconds; a mark of another computer that is older was left behind


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is writing in a workspace: the account, the computer, since when and as which process."""

    user: str
    host: str
    since: str  # ISO 8601, local time of that computer
    process: int

    @classmethod
    def here(cls) -> "Holder":
        """This process."""
        return cls(_user(), socket.gethostname(), datetime.now().isoformat(timespec="seconds"), os.getpid())

    @classmethod
    def read(cls, path: Path) -> "Holder | None":
        """The holder that a file names; None where there is no such file, or an unfinished one."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def details(self) -> str:
        """Computer, time and process in words."""
        try:
            began = datetime.fromisoformat(self.since)
            since = f"{day(began.date())} {began:%H:%M}"
        except ValueError:
            since = self.since
        text = _("computer {host}, since {since}, process {process}")
        return text.format(host=self.host, since=since, process=self.process)


class LockedError(TraiberError):
    """A workspace in which somebody else is writing."""

    def __init__(self, holder: Holder | None, mark: Path | None = None) -> None:
        """Keep who it is, and the file to delete where only a person can know whether it is over."""
        super().__init__(holder, mark)
        self.holder, self.mark = holder, mark

    def __str__(self) -> str:
        """Who, where, since when, and what to do."""
        if self.holder is None:
            return _("Somebody is building in this workspace right now. Please try again in a moment.")
        names = {"user": self.holder.user, "details": self.holder.details(), "mark": self.mark}
        if self.mark is not None:
            return _(
                "{user} is building in this workspace on a network drive or did not finish ({details}). "
                "Please try again later; if that computer is off, delete the file {mark}."
            ).format(**names)
        return _(
            "{user} is building in this workspace right now ({details}). Please try again in a moment."
        ).format(**names)


@contextmanager
def locked(state: Path) -> Iterator[None]:
    """Be the only one that writes below a folder, which is made where there is none.

    The operating system holds the lock and frees it when the process ends, however it ends: a crash
    or a power cut leaves nothing to clean up. On a network drive it may not hold between computers, so
    the mark of another computer counts too, for an hour. Raises `LockedError` at once where somebody
    else is writing, and `UnwritableError`.
    """
    make_folder(state)
    lock = FileLock(state / LOCK_FILE, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(Holder.read(state / HOLDER_FILE)) from None
    except (OSError, NotImplementedError) as error:
        raise UnwritableError(state, getattr(error, "strerror", None) or str(error)) from None
    try:
        _refuse_other_computer(state / HOLDER_FILE)
        write_text(state / HOLDER_FILE, json.dumps(asdict(Holder.here())) + "\n", force=True)
        try:
            yield
        finally:
            with suppress(OSError):
                (state / HOLDER_FILE).unlink(missing_ok=True)
    finally:
        lock.release()


def _refuse_other_computer(mark: Path) -> None:
    holder = Holder.read(mark)
    if holder is None or holder.host == socket.gethostname() or not is_on_network(mark):
        return
    with suppress(OSError):
        if time.time() - mark.stat().st_mtime < LONGEST_WRITE:
            raise LockedError(holder, mark)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name, as in containers
        return "?"
