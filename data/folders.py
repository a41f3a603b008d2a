"""Folders of files that are written whole."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from traiber.data.files import UnwritableError, make_folder


@contextmanager
def staged_folder(target: Path, is_ours: Callable[[Path], bool]) -> Iterator[Path]:
    """A hidden folder to write files into, which become those of `target` at the end, without an error.

    A new folder appears in one step. In one that is there, files of an earlier time that are ours go
    and whole ones come, one rename each, when all are written; all other files stay.
    Raises `UnwritableError`; the folder is as before then.
    """
    is_new = not target.exists()
    staging = target.with_name(f".{target.name}.new") if is_new else target / ".new"
    try:
        if not is_new and not target.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        make_folder(target.parent)
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        yield staging
        if is_new:
            staging.rename(target)
            return
        written = {path.name for path in staging.iterdir()}
        for path in sorted(target.iterdir()):
            if path.name not in written and is_ours(path):
                path.unlink()
        for name in sorted(written):
            (staging / name).replace(target / name)
    except OSError as error:
        raise UnwritableError(target, error.strerror or str(error)) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
