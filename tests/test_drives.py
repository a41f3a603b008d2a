"""Network drives: told apart by sample data of each system, refused for the store unless allowed."""

from pathlib import Path

import pytest

import traiber.data.build as build_module
from traiber.data.build import build, current_build
from traiber.data.drives import NetworkDriveError, is_mounted_network, is_on_network, is_windows_network
from traiber.data.workspace import find_workspace

MOUNTS = r"""
/dev/nvme0n1p2 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
server:/export /srv/nfs nfs4 rw,vers=4.2 0 0
//fileserver/netz /mnt/Gemeinsame\040Ablage cifs rw,user=erika 0 0
erika@host:/home /home/erika/fern fuse.sshfs rw,nosuid 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
/dev/sdb1 /srv/nfs/lokal ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/home/erika/netz", False),
        ("/srv/nfs", True),
        ("/srv/nfs/netz/.traiber", True),
        ("/srv/nfsx", False),
        ("/srv/nfs/lokal/netz", False),
        ("/mnt/Gemeinsame Ablage/netz", True),
        ("/home/erika/fern/netz", True),
        ("/run/user/1000/gvfs/smb-share:server=x", True),
        ("/tmp/netz", False),
    ],
)
def test_the_innermost_mount_decides(path: str, found: bool) -> None:
    assert is_mounted_network(path, MOUNTS) is found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (r"C:\Users\Erika Muster\Netz", False),
        (r"N:\Netz", True),
        (r"n:/Netz", True),
        (r"\\server\freigabe\Netz", True),
        ("//server/freigabe/Netz", True),
        (r"\\?\UNC\server\freigabe\Netz", True),
        (r"\\?\C:\Netz", False),
        (r"\\?\N:\Netz", True),
        (r"Netz\Daten", False),
    ],
)
def test_shares_and_mapped_drives_of_windows(path: str, found: bool) -> None:
    """GetDriveTypeW answers 4 (DRIVE_REMOTE) for N: here and 3 (DRIVE_FIXED) for all others."""
    assert is_windows_network(path, lambda root: 4 if root == "N:\\" else 3) is found


def test_without_mounts_nothing_is_a_network_drive() -> None:
    assert is_mounted_network("/srv/nfs", "") is False
    assert is_on_network(Path("/proc/self")) is False


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace that lies on a drive that counts as a network drive, except for `local`."""
    share = tmp_path / "share"
    (share / "sources").mkdir(parents=True)
    (share / "sources" / "actors.csv").write_text("Name;Typ\nA;Kammer\n", encoding="utf-8")
    (share / "traiber.toml").write_text('network = "Netz"\n', encoding="utf-8")

    def on_share(path: Path) -> bool:
        return path.resolve().is_relative_to(share)

    monkeypatch.setattr(build_module, "is_on_network", on_share)
    monkeypatch.setattr("traiber.data.drives.is_on_network", on_share)
    return share


def settings(folder: Path, line: str) -> None:
    (folder / "traiber.toml").write_text(f'network = "Netz"\n{line}\n', encoding="utf-8")


def test_a_store_on_a_network_drive_is_refused_with_both_ways_out(folder: Path) -> None:
    with pytest.raises(NetworkDriveError) as refused:
        build(find_workspace(folder))
    assert "store_folder" in str(refused.value) and "store_on_network_drive" in str(refused.value)
    assert not (folder / ".traiber").exists()


def test_the_store_may_lie_elsewhere_while_ids_and_lock_stay_with_the_workspace(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that all staff who share the workspace share the IDs, each with a store on their own disk."""
    monkeypatch.setenv("LOKAL", str(tmp_path / "local"))
    settings(folder, 'store_folder = "$LOKAL/netz"')
    made, findings = build(find_workspace(folder))
    assert current_build(find_workspace(folder)) == made
    assert sorted(path.name for path in (tmp_path / "local" / "netz").iterdir()) == ["builds", "current"]
    assert sorted(path.name for path in (folder / ".traiber").iterdir()) == ["ids.csv", "lock"]
    assert [finding.code for finding in findings if finding.code == "W242"] == ["W242"]


def test_a_store_on_a_network_drive_can_be_allowed(folder: Path) -> None:
    settings(folder, "store_on_network_drive = true")
    assert build(find_workspace(folder))[0].counts["actors"] == 1
