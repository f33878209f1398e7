"""How the installer ends early: one paragraph that says what to do, and never a traceback."""

import sys


class StopError(Exception):
    """Nothing more can be done without a person; the text says what they can do."""


def notice(text: str) -> None:
    """Tell a person something on the way; standard output belongs to what was asked for."""
    print(text, file=sys.stderr, flush=True)
