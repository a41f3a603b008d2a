"""One writer at a time: who it is, and what is left behind frees itself."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from traiber.data import lock
from traiber.data.files import UnwritableError
from traiber.data.lock import Holder, LockedError, locked
from traiber.ontology.language import set_language

HOLD = """
import sys, time
from pathlib import Path
from traiber.data.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Another process that holds the lock of the folder."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout and process.stdout.readline().strip() == b"held"
    yield process
    process.kill()
    process.wait()


def test_the_second_one_is_told_who_where_since_when_and_what_to_do(
    other: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    with pytest.raises(LockedError) as refused, locked(tmp_path):
        pass
    holder = refused.value.holder
    assert holder and (holder.host, holder.process) == (socket.gethostname(), other.pid)
    text = str(refused.value)
    assert holder.user in text and socket.gethostname() in text and f"process {other.pid}" in text
    assert f"since {holder.since[:10]} {holder.since[11:16]}" in text
    assert text.endswith("Please try again in a moment.") and "\n" not in text
    set_language("de")
    assert f"Vorgang {other.pid}" in str(refused.value)


def test_the_lock_of_a_process_that_died_is_free(other: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    other.kill()
    other.wait()
    assert (tmp_path / "holder").exists()
    with locked(tmp_path):
        holder = Holder.read(tmp_path / "holder")
        assert holder and holder.process == os.getpid()
    assert not (tmp_path / "holder").exists()


def test_a_damaged_holder_file_is_no_obstacle(other: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    (tmp_path / "holder").write_bytes(b'{"user": "\xff')
    with pytest.raises(LockedError, match="Somebody is building in this workspace"), locked(tmp_path):
        pass


def test_the_mark_of_another_computer_counts_on_a_network_drive_for_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kind of drive is the one thing that cannot be had here, so only that is replaced."""
    mark = tmp_path / "holder"
    foreign = json.dumps(asdict(Holder("erika", "PC-7", "2026-11-24T10:00:00", 5)))
    mark.write_text(foreign, encoding="utf-8")
    with locked(tmp_path):
        pass
    mark.write_text(foreign, encoding="utf-8")
    monkeypatch.setattr(lock, "is_on_network", lambda path: True)
    with pytest.raises(LockedError) as refused, locked(tmp_path):
        pass
    assert "erika" in str(refused.value) and "PC-7" in str(refused.value)
    assert "network drive" in str(refused.value) and str(mark) in str(refused.value)
    an_hour_ago = time.time() - lock.LONGEST_WRITE - 1
    os.utime(mark, (an_hour_ago, an_hour_ago))
    with locked(tmp_path):
        pass


def test_an_error_inside_frees_the_lock(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inside"), locked(tmp_path):
        raise ValueError("inside")
    with locked(tmp_path):
        assert (tmp_path / "holder").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UnwritableError, match="cannot be written"), locked(tmp_path / "file" / "state"):
        pass
