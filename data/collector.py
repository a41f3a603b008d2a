"""The interpreter's collector of cyclic garbage, out of the way of bulk work."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """No search for cyclic garbage within this block; what holds no cycle is freed as always.

    Reading a workbook makes millions of tuples and texts without a cycle among them. The collector would walk
    through all of them again and again, a quarter of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()  # what was made meanwhile is old now: no search through it right away
            gc.unfreeze()
            gc.enable()
