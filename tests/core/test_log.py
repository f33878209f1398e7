"""The log: codes, ids, counts and durations; never a value (P9)."""

import ast
import json
import logging
import stat
import subprocess
import sys
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Code, RefusedError, TransientError
from core.jobs import Clock
from core.log import Event, EventLog, Facts, _safe, described, quiet_libraries

ROOT = Path(__file__).resolve().parents[2]
SECRET = "Ann Example <ann@example.com>"


class SetClock(Clock):
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 23, 59, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def log(tmp_path: Path, clock: SetClock) -> Iterator[EventLog]:
    made = EventLog(tmp_path, clock)
    yield made
    made.close()


def lines(folder: Path) -> list[dict[str, Any]]:
    texts = [file.read_text() for file in sorted(folder.glob("*.log"))]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def test_an_event_is_one_line_of_json(log: EventLog, tmp_path: Path) -> None:
    log.event(Event.RUN_ENDED, run="7d5c-11", code=Code.OFFLINE, read=12, seconds=1.23456)
    assert lines(tmp_path) == [
        {
            "at": "2026-11-24T23:59:00.000+00:00",
            "event": "run.ended",
            "run": "7d5c-11",
            "code": "pc.offline",
            "read": 12,
            "seconds": 1.235,
        }
    ]


def test_what_is_not_known_is_left_out(log: EventLog, tmp_path: Path) -> None:
    log.event(Event.RUN_ENDED, code=None)
    assert lines(tmp_path)[0].keys() == {"at", "event"}


@given(st.text())
def test_p9_a_text_that_is_no_id_is_not_written(text: str) -> None:
    written = _safe(text)
    assert written == "?" or (written == text and " " not in text and "@" not in text)


@pytest.mark.parametrize("text", [SECRET, "ann@example.com", "Ann Example", "(415) 555-0132", ""])
def test_p9_people_do_not_look_like_ids(log: EventLog, tmp_path: Path, text: str) -> None:
    log.event(Event.RUN_ENDED, pair=text)
    assert lines(tmp_path)[0]["pair"] == "?"


def test_p9_no_log_call_takes_a_value() -> None:
    """Every call in the program names known facts, and spells none of its own."""
    known = set(get_type_hints(Facts))
    calls = 0
    for file in (
        f for room in ("core", "connectors", "desktop") for f in (ROOT / room).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and _is_log_call(node)):
                continue
            calls += 1
            for fact in node.keywords:
                assert fact.arg in known, f"{file}:{node.lineno}"
                assert not isinstance(fact.value, ast.JoinedStr), f"{file}:{node.lineno}"
    assert calls


def _is_log_call(node: ast.Call) -> bool:
    first = node.args[0] if node.args else None
    named = isinstance(first, ast.Attribute) and isinstance(first.value, ast.Name)
    return named and ast.unparse(first).startswith("Event.") if first is not None else False


def test_p9_no_fact_is_typed_to_take_just_anything() -> None:
    allowed = {str, int, float, Code, type(None)}
    for hint in get_type_hints(Facts).values():
        assert set(get_args(hint) or (hint,)) <= allowed


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:
        return caught


def test_p9_an_exception_is_its_type_and_place_and_not_its_message(
    log: EventLog, tmp_path: Path
) -> None:
    def from_outside() -> None:
        try:
            json.loads("{" + SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error

    try:
        from_outside()
    except RuntimeError as error:
        log.exception(Event.RUN_FAULT, error, run="7d5c")
    (line,) = lines(tmp_path)
    assert line["type"] == "RuntimeError < JSONDecodeError"
    assert line["run"] == "7d5c"
    assert "from_outside" in line["place"][-1]
    assert "example" not in json.dumps(line)


def test_an_error_of_ours_is_written_with_its_code(log: EventLog, tmp_path: Path) -> None:
    log.exception(Event.RUN_FAULT, raised(TransientError(Code.UNAVAILABLE, detail="503")))
    log.exception(Event.RUN_FAULT, raised(RefusedError(Code.RECORD_REFUSED, reference="r-1")))
    assert [line["code"] for line in lines(tmp_path)] == ["vendor.unavailable", "record.refused"]


def test_only_our_frames_and_the_innermost_are_named() -> None:
    script = (
        "import json\n"
        "from core.log import described\n"
        "from core.mapping import from_json\n"
        "try: from_json(b'[')\n"
        "except Exception as error: print(json.dumps(described(error)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    places = json.loads(done.stdout)["place"]
    assert places
    assert all(place.startswith("core.mapping:") for place in places)


def test_a_day_has_a_file_and_old_ones_are_deleted(
    log: EventLog, clock: SetClock, tmp_path: Path
) -> None:
    for name in ("300sync-2026-08-26.log", "300sync-2026-08-27.log", "notes.txt"):
        (tmp_path / name).touch()
    log.event(Event.STARTED)
    clock.time += timedelta(minutes=2)
    log.event(Event.ENDED)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "300sync-2026-08-27.log",
        "300sync-2026-11-24.log",
        "300sync-2026-11-25.log",
        "notes.txt",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_the_log_is_for_this_user_only(log: EventLog, tmp_path: Path) -> None:
    log.event(Event.STARTED)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_log_that_cannot_be_written_costs_lines_and_says_so_later(
    log: EventLog, tmp_path: Path
) -> None:
    folder = tmp_path / "logs"
    made = EventLog(folder, SetClock())
    made.event(Event.STARTED)
    made.event(Event.RUN_STARTED)
    folder.mkdir()
    made.event(Event.ENDED)
    made.close()
    written = lines(folder)
    assert [line["event"] for line in written] == ["log.lost", "program.ended"]
    assert written[0]["count"] == 2


@pytest.fixture
def quieted(log: EventLog) -> Iterator[EventLog]:
    root = logging.getLogger()
    before = (list(root.handlers), root.level, logging.lastResort, logging.raiseExceptions)
    quiet_libraries(log)
    yield log
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level, logging.lastResort, logging.raiseExceptions = before


def test_p9_what_libraries_log_is_reduced_to_who_and_how_loud(
    quieted: EventLog, tmp_path: Path
) -> None:
    logger = logging.getLogger("vendor.http")
    logger.info("GET https://example.com/?email=ann@example.com")
    logger.error("refused %s", SECRET)
    try:
        raise ValueError(SECRET)
    except ValueError:
        logger.exception("while handling %s", SECRET)
    written = lines(tmp_path)
    assert [(line["logger"], line["level"]) for line in written] == [("vendor.http", "ERROR")] * 2
    assert written[1]["type"] == "ValueError"
    assert "ann" not in json.dumps(written)


def test_p9_a_warning_of_a_library_does_not_tell_its_text(
    quieted: EventLog, tmp_path: Path
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(SECRET, stacklevel=1)
    assert [line["logger"] for line in lines(tmp_path)] == ["py.warnings"]
    assert "ann" not in json.dumps(lines(tmp_path))


def test_p9_a_crash_leaves_frames_and_no_values(tmp_path: Path) -> None:
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from core.log import crash_file\n"
        "def sync(person):\n"
        "    os.abort()\n"
        "with crash_file(Path(sys.argv[1])):\n"
        f"    sync({SECRET!r})\n"
    )
    subprocess.run(
        [sys.executable, "-c", script, tmp_path], cwd=ROOT, capture_output=True, check=False
    )
    text = (tmp_path / "crash.txt").read_text()
    assert "in sync" in text
    assert "example.com" not in text


def test_described_never_takes_more_than_the_innermost_frames(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.log.OURS", ("tests",))

    def deeper(level: int) -> None:
        if level:
            deeper(level - 1)
        raise ValueError

    with pytest.raises(ValueError) as caught:  # noqa: PT011 - raised a few lines above
        deeper(50)
    places = described(caught.value)["place"]
    assert isinstance(places, list)
    assert len(places) == 12
