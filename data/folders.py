"""Folders of files that are written whole or not at all."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from traiber.data.files import UnwritableError, make_folder


@contextmanager
def staged_folder(target: Path, is_ours: Callable[[Path], bool]) -> Iterator[Path]:
    """A folder to write into, which takes the place of `target` at the end, and only without an error.

    Files of the old folder that are not ours stay. An interrupted exchange leaves either the old
    folder or the new one, or, between two renames, the old one under a hidden name, from which the next
    call brings it back. Raises `UnwritableError`.
    """
    staging, before = (target.with_name(f".{target.name}.{word}") for word in ("new", "old"))
    try:
        make_folder(target.parent)
        if before.exists() and not target.exists():
            before.rename(target)
        for left in (staging, before):
            shutil.rmtree(left, ignore_errors=True)
        staging.mkdir()
        yield staging
        if target.exists():
            target.rename(before)
        try:
            staging.rename(target)
        except OSError:
            before.rename(target)
            raise
        for kept in before.iterdir() if before.exists() else ():
            if not is_ours(kept):
                kept.rename(target / kept.name)
        shutil.rmtree(before, ignore_errors=True)
    except OSError as error:
        raise UnwritableError(target, error.strerror or str(error)) from None
    finally:
        with suppress(OSError):
            shutil.rmtree(staging, ignore_errors=True)
