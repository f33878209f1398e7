"""Two starts at once: the second waits for the first."""

import subprocess
import sys
from pathlib import Path

from installer.turns import one_at_a_time
from tests.installer.projects import ROOT

OTHER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from installer.turns import one_at_a_time
with one_at_a_time(Path(sys.argv[2])):
    print(Path(sys.argv[2], "made").read_text())
"""


def test_a_second_start_waits_until_the_first_is_done(tmp_path: Path) -> None:
    with one_at_a_time(tmp_path):
        other = subprocess.Popen(
            [sys.executable, "-c", OTHER, ROOT, tmp_path],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert other.stderr is not None
        assert other.stderr.readline() == "Another start is setting this up. Waiting for it.\n"
        (tmp_path / "made").write_text("by the first")
    told, errors = other.communicate()
    assert (told, errors) == ("by the first\n", "")


def test_a_start_that_was_killed_keeps_nobody_waiting(tmp_path: Path) -> None:
    dies = OTHER.replace("print(", "import os; os._exit(9); print(")
    died = subprocess.run([sys.executable, "-c", dies, ROOT, tmp_path], check=False)
    assert died.returncode == 9
    with one_at_a_time(tmp_path):
        pass
