"""Running as somebody whose files' modes count, to see what the program then says."""

import os
import shutil
import sys

import pytest


@pytest.fixture
def unprivileged() -> list[str]:
    """Return a command that runs a script for which read-only is read-only, also for root."""
    if os.name != "posix":
        pytest.skip("modes of POSIX")
    if os.geteuid() != 0:
        return [sys.executable, "-c"]
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("running as root, and there is no setpriv")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search", sys.executable, "-c"]
