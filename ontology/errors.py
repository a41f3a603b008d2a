"""The one base exception; the command line turns it into a sentence in one place."""


class TraiberError(Exception):
    """A fault that a user can understand and mend.

    `str(error)` is a whole sentence in the chosen language: what is wrong, where, what to do.
    """
