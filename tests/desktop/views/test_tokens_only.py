"""No colour and no measure is written in a view: they come from the tokens."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import theme

ROOT = Path(__file__).resolve().parents[3] / "desktop"
VIEWS = sorted([*(ROOT / "views").glob("*.py"), *(ROOT / "models").glob("*.py")])
MEASURED = re.compile(
    r"set(Fixed|Minimum|Maximum)(Width|Height|Size)$|set(ContentsMargins|Spacing|PixelSize)$"
    r"|set(Horizontal|Vertical)Spacing$|addSpacing$|^resize$|^(row|column|padded)$"
)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|Qt\.(red|blue|green|yellow|gray|white)\b")


def _numbers(call: ast.Call) -> Iterator[int | float]:
    """Yield the numbers that stand in a call's own arguments, those of calls inside it apart."""
    waiting: list[ast.AST] = [*call.args, *(keyword.value for keyword in call.keywords)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            if not isinstance(node.value, bool):
                yield node.value
        elif not isinstance(node, ast.Call | ast.Subscript):
            waiting.extend(ast.iter_child_nodes(node))


def _strays(source: str) -> list[str]:
    """Return the measures of a source that are not on the scale."""
    strays = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if MEASURED.search(name):
            strays += [f"{name}({n}), line {node.lineno}" for n in _numbers(node) if _is_stray(n)]
    return strays


def _is_stray(number: int | float) -> bool:
    return number not in (*theme.SPACE, theme.LINE, theme.THICK)


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.name)
def test_a_view_takes_its_measures_from_the_scale(path: Path) -> None:
    assert _strays(path.read_text()) == []


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.name)
def test_a_view_takes_its_colours_from_the_tokens(path: Path) -> None:
    assert COLOUR.findall(path.read_text()) == []


def test_strays_are_found() -> None:
    assert _strays("layout.setContentsMargins(16, 17, theme.LINE, 0)")
    assert _strays("part.setFixedWidth(300)")
    assert COLOUR.findall('QColor("#2457A6")')
