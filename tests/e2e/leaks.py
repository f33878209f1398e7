"""Looking for record content in files, whatever kind of file it is (P9)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

ENCODINGS = {"utf-8": 7, "utf-16-le": 14}  # and how many bytes of a text to look up first
CHUNK = 1 << 20  # bytes


def leaks(folder: Path, texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return each file below `folder` that holds one of `texts`, and which; 7 characters or more.

    All files are read as bytes: a database, its write-ahead log and its free pages too.
    """
    wanted = list(_indexes(texts))
    found: list[tuple[str, str]] = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        for encoding, size, index in wanted:
            hits = _hits(file, index, size)
            found.extend((file.relative_to(folder).as_posix(), h.decode(encoding)) for h in hits)
    return found


def _indexes(texts: Iterable[str]) -> Iterator[tuple[str, int, Mapping[bytes, Sequence[bytes]]]]:
    unique = set(texts)
    for encoding, size in ENCODINGS.items():
        index: dict[bytes, list[bytes]] = {}
        for text in unique:
            needle = text.encode(encoding)
            assert len(needle) >= size, f"too short to look for: {text!r}"
            index.setdefault(needle[:size], []).append(needle)
        yield encoding, size, index


def _hits(file: Path, index: Mapping[bytes, Sequence[bytes]], size: int) -> list[bytes]:
    content = file.read_bytes()
    beginnings: set[bytes] = set()
    for start in range(0, len(content), CHUNK):
        part = content[start : start + CHUNK + size - 1]
        beginnings |= index.keys() & {part[i : i + size] for i in range(len(part) - size + 1)}
    return [n for begin in sorted(beginnings) for n in index[begin] if n in content]
