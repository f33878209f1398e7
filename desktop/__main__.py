"""`300sync`, or `python -m desktop`: the window, or one command."""

import sys
from collections.abc import Sequence

from desktop.app import VERSION


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code (desktop.cli.arguments)."""
    from desktop.cli.arguments import parser

    arguments = parser(VERSION).parse_args(argv)
    if arguments.command is None:
        from desktop.start import run_window

        return run_window(arguments.data_dir, exit_after_start=arguments.exit_after_start)
    from desktop.cli.dispatch import run_command

    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
