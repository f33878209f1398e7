"""Runs first in the frozen program: what it starts, such as the browser, gets its user's libraries.

PyInstaller's loader points Linux's at the program's folder. The system has read that by now, and
would only pass it on.
"""

import os
import sys

if sys.platform == "linux":
    os.environ.pop("LD_LIBRARY_PATH", None)
    if "LD_LIBRARY_PATH_ORIG" in os.environ:
        os.environ["LD_LIBRARY_PATH"] = os.environ.pop("LD_LIBRARY_PATH_ORIG")
