"""The policy that comes with the program. Knows no Qt."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "policy"
VERSION = "1"


def text() -> str:
    """Return the policy in force, as Markdown. Touches disk."""
    return (FOLDER / f"{VERSION}.md").read_text(encoding="utf-8")
