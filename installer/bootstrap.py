"""The one file to start: it sets everything up, then does what it was asked.

    python3 installer/bootstrap.py demo

Only this file is read by whatever Python a person happens to have, so it is written in words that
any Python 3 understands; the rest of the installer is written for OLDEST.
"""

import sys
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)  # the Pythons that the locked parts exist for
WRONG_PYTHON = (
    "300Sync needs Python 3.11, 3.12, 3.13 or 3.14, and this is {}.{} ({}). Install one of them "
    "(python.org has them for Windows and macOS; on Linux the package is called python3.12 or "
    "alike), then start this file again with it, for example: python3.12 installer/bootstrap.py"
)


def main(version: "tuple[int, ...]" = sys.version_info[:2]) -> int:
    """Return the exit code of what was asked for."""
    if not OLDEST <= tuple(version) <= NEWEST:
        sys.stderr.write(WRONG_PYTHON.format(version[0], version[1], sys.executable) + "\n")
        return 1
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from installer.commands import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
