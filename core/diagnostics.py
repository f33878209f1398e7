"""What a diagnostics bundle may hold, and the look that blocks it. Pure.

Each file of a bundle is JSON, a line an entry, and each text in it looks like a name or an id of
ours: no sentence, no address, no number as people write it. Whatever looks otherwise is a hit, and
a bundle with a hit is not written. So a leak into a log is found before the log leaves the PC.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

import msgspec

_NAME = r"[A-Za-z0-9_.:\-<>/]{1,80}"
_NAMES = re.compile(rf"{_NAME}(?: < {_NAME})*|\?")  # exceptions, each with that it came from
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?)?")
_SECRET = re.compile(r"(?:sk|rk|pk)_(?:live|test)_|pat-[a-z]{2}\d-|^eyJ[A-Za-z0-9_-]{8}|whsec_")
_WRITTEN = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)|(?<!\d)\d{3}[-.]\d{3}[-.]\d{4}(?!\d)")
_LONGEST = 48  # of one word: what is longer is a key, or encoded
_FRAME = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+) in (?P<name>\S+)')
_FAULT = re.compile(r"(?:Fatal Python error|Windows fatal exception): (?P<what>[\w :]+)")


class Finding(Enum):
    """What a text that may not be in a bundle looks like."""

    TEXT = "text"  # not a name or an id of ours
    SECRET = "secret"
    NUMBER = "number"  # as people write phones and social security numbers
    NOT_JSON = "not_json"


@dataclass(frozen=True, slots=True)
class BundleFile:
    """One file of a bundle, as it would leave."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What blocks a bundle, and where; never the text itself."""

    file: str
    line: int  # from 1
    finding: Finding


def lines(entries: Iterable[object]) -> str:
    """Return entries as a file of a bundle holds them."""
    return "".join(json.dumps(msgspec.to_builtins(each), sort_keys=True) + "\n" for each in entries)


def named(text: str) -> str:
    """Return a field's name, or "?" where an office named it with words of its own."""
    return text if _judge(text) is None else "?"


def scan(files: Iterable[BundleFile]) -> list[Hit]:
    """Return whatever blocks a bundle.

    >>> scan([BundleFile("a", '{"code": "vendor.busy"}')])
    []
    >>> [hit.finding.value for hit in scan([BundleFile("a", '{"code": "Ana Ruiz"}')])]
    ['text']
    """
    return [
        Hit(each.name, number, finding)
        for each in files
        for number, line in enumerate(each.text.splitlines(), 1)
        if (finding := _look(line)) is not None
    ]


def crash_lines(text: str) -> Iterator[dict[str, object]]:
    """Yield the frames of a crash file: module, line and function, without the user's folders."""
    for line in text.splitlines():
        if frame := _FRAME.search(line):
            file = "/".join(re.split(r"[\\/]", frame["file"])[-2:])
            yield {"file": file, "line": int(frame["line"]), "in": frame["name"]}
        elif fault := _FAULT.search(line):
            yield {"fault": fault["what"].strip().replace(" ", "_")}


def _look(line: str) -> Finding | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return Finding.NOT_JSON
    return next((found for text in _texts(entry) if (found := _judge(text))), None)


def _texts(value: object) -> Iterator[str]:
    """Yield every text in an entry, the names of its keys among them."""
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from _texts(each)
        case dict():
            for name, each in value.items():
                yield str(name)
                yield from _texts(each)
        case _:
            pass  # numbers, true and false, null


def _judge(text: str) -> Finding | None:
    if _TIME.fullmatch(text) or not text:
        return None
    if _SECRET.search(text):
        return Finding.SECRET
    if _WRITTEN.search(text):
        return Finding.NUMBER
    if not _NAMES.fullmatch(text):
        return Finding.TEXT
    longest = max(len(word) for word in re.split(r"[ .:/\-<>]", text))
    return Finding.SECRET if longest > _LONGEST else None
