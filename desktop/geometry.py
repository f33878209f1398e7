"""Where the window stood, remembered for each set of screens. Knows no Qt."""

import base64
from collections.abc import Mapping
from pathlib import Path

import msgspec

from core.paths import replace_file

NAME = "window.json"
_MOST = 8  # sets of screens: a laptop at home, in the office, at a projector


def load(folder: Path, screens: str) -> bytes | None:
    """Return what was kept for these screens; None if nothing was, or it cannot be read."""
    try:
        return base64.b64decode(_all(folder)[screens], validate=True)
    except (KeyError, ValueError):
        return None


def save(folder: Path, screens: str, geometry: bytes) -> None:
    """Keep it; where it cannot be, the window opens as it did the first time."""
    known = {name: text for name, text in _all(folder).items() if name != screens}
    kept = list(known.items())[-(_MOST - 1) :]
    kept.append((screens, base64.b64encode(geometry).decode()))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(folder / NAME, msgspec.json.encode(dict(kept)))
    except OSError:
        return


def _all(folder: Path) -> Mapping[str, str]:
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return {}
