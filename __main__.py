"""`python -m traiber` is the same as `traiber`."""

from traiber.cli import main

if __name__ == "__main__":
    main()
