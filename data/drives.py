"""Whether a folder lies on a network drive, where a store is neither safe nor fast.

RocksDB, on which the store rests, needs locks and memory-mapped files that network file systems
give only in part (RocksDB FAQ; SQLite says the same of itself, "How To Corrupt", section 2.1).
"""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path, PureWindowsPath

from traiber.data.findings import Cell, Finding
from traiber.ontology.errors import TraiberError
from traiber.ontology.language import gettext_ as _

DRIVE_REMOTE = 4  # what GetDriveTypeW of Windows answers for a network drive
NETWORK_TYPES = frozenset(
    {"afs", "ceph", "cifs", "davfs", "glusterfs", "ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs"}
    | {
        f"fuse.{name}"
        for name in ("davfs", "davfs2", "glusterfs", "gvfsd-fuse", "rclone", "smbnetfs", "sshfs")
    }
)
_ESCAPED = re.compile(r"\\([0-7]{3})")  # how /proc/mounts writes blanks


class NetworkDriveError(TraiberError):
    """A store that would lie on a network drive."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder."""
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        """Name the folder and the two ways out."""
        return _(
            "{folder} lies on a network drive, where a store can break. Please name a folder on this "
            'computer in traiber.toml, such as store_folder = "~/traiber/store"; only if your administrators '
            "vouch for the drive: store_on_network_drive = true."
        ).format(folder=self.folder)


def is_windows_network(path: str, drive_type: Callable[[str], int]) -> bool:
    r"""Whether a path of Windows is a share or lies on a mapped drive.

    `drive_type` answers for a root such as `C:\` as GetDriveTypeW does.

    >>> is_windows_network(r"\\server\share\net", lambda root: 3)
    True
    >>> is_windows_network(r"N:\net", lambda root: 4 if root[0] == "N" else 3)
    True
    >>> is_windows_network(r"C:\net", lambda root: 3)
    False
    """
    drive = PureWindowsPath(path).drive.upper()
    if drive.startswith(("\\\\?\\UNC\\", "\\\\.\\UNC\\")):
        return True
    drive = drive.removeprefix("\\\\?\\").removeprefix("\\\\.\\")
    return drive.startswith("\\\\") or (drive != "" and drive_type(f"{drive}\\") == DRIVE_REMOTE)


def is_mounted_network(path: str, mounts: str) -> bool:
    """Whether the innermost mount around an absolute path is a network file system.

    `mounts` is the text of /proc/mounts: device, mount point, type and more in each line.

    >>> table = "/dev/sda1 / ext4 rw 0 0\\n//server/net /mnt/net cifs rw 0 0\\n"
    >>> is_mounted_network("/mnt/net/traiber", table), is_mounted_network("/mnt/network", table)
    (True, False)
    """
    innermost, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[1]).rstrip("/")
        if (path == point or path.startswith(f"{point}/")) and len(point) >= len(innermost):
            innermost, kind = point, fields[2]
    return kind in NETWORK_TYPES


def is_on_network(path: Path) -> bool:
    """Whether a path lies on a network drive of this computer; False where that cannot be known."""
    try:
        found = str(path.resolve())
        if sys.platform == "win32":  # pragma: no cover
            import ctypes

            ask = ctypes.windll.kernel32.GetDriveTypeW
            return is_windows_network(str(path.absolute()), ask) or is_windows_network(found, ask)
        mounts = Path("/proc/mounts")
        return mounts.is_file() and is_mounted_network(found, os.fsdecode(mounts.read_bytes()))
    except OSError:
        return False


def sources_on_network(folder: Path) -> list[Finding]:
    """A warning where the sources lie on a network drive: others may save while we read."""
    if not is_on_network(folder):
        return []
    rule = _("lies on a network drive; a file that somebody is saving may be refused.")
    remedy = _("Please build when nobody is saving there.")
    return [Finding("W242", Cell(str(folder), ""), "", rule, remedy, severity="warning")]
