"""Compiles the locked requirements anew: `python installer/lock.py` (needs `uv`).

One file per use, for all systems and Pythons at once, each part pinned with its hashes and
without the address of any index: where parts come from is the machine's own choice.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    *("uv", "pip", "compile"),
    *("--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-strip-markers"),
    *("--quiet", "--custom-compile-command"),
]
COMMAND = "python installer/lock.py"
APP = "installer/requirements-app.txt"
LOCKS = {
    APP: ["pyproject.toml"],
    # Bound by the app's versions: what is tested is what is shipped.
    "installer/requirements-dev.txt": ["pyproject.toml", "--group", "dev", "-c", APP],
    "installer/requirements-licensing.txt": ["--group", "licensing", "-c", APP],
}


def main(arguments: list[str]) -> int:
    """Compile all files; `--upgrade` takes the newest versions that pyproject.toml allows."""
    if shutil.which("uv") is None:
        sys.stderr.write("uv is needed to lock requirements: pip install uv, then again.\n")
        return 1
    for file, inputs in LOCKS.items():
        command = [*COMPILE, COMMAND, *inputs, *arguments, "--output-file", file]
        done = subprocess.run(command, cwd=ROOT, check=False)
        if done.returncode != 0:
            return done.returncode
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        print(f"{file}: {sum(line[:1].isalnum() for line in lines)} parts")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
