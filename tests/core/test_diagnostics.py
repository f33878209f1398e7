"""What blocks a diagnostics bundle, and what does not (P9)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.diagnostics import BundleFile, Finding, crash_lines, lines, named, scan
from core.errors import Code

CRASH = """Fatal Python error: Segmentation fault

Current thread 0x00007f (most recent call first):
  File "/home/dana price/300sync/desktop/views/tables.py", line 80 in paint
  File "C:\\Users\\Dana Price\\300sync\\core\\log.py", line 12 in _write
"""


def findings(text: str) -> list[Finding]:
    return [hit.finding for hit in scan([BundleFile("a.json", text)])]


@pytest.mark.parametrize(
    ("value", "finding"),
    [
        ("Ana Ruiz", Finding.TEXT),
        ("ana@example.com", Finding.TEXT),
        ("+13035550101", Finding.TEXT),
        ("(303) 555-0101", Finding.TEXT),
        ("303-555-0101", Finding.NUMBER),
        ("123-45-6789", Finding.NUMBER),
        ("latex allergy", Finding.TEXT),
        ("pat-na1-0000", Finding.SECRET),
        ("sk_live_0000", Finding.SECRET),
        ("eyJhbGciOiJIUzI1NiJ9", Finding.SECRET),
        ("A" * 64, Finding.SECRET),
        ("Müller", Finding.TEXT),
    ],
)
def test_what_looks_like_a_person_or_a_secret_is_a_hit_wherever_it_is(
    value: str, finding: Finding
) -> None:
    assert findings(json.dumps({"a": [{"b": value}]})) == [finding]
    assert findings(json.dumps({value: 1})) == [finding]


def test_a_hit_names_the_file_and_the_line_and_never_the_text() -> None:
    (hit,) = scan([BundleFile("x.log", '{"a": "b"}\n{"a": "Ana Ruiz"}\n')])
    assert (hit.file, hit.line) == ("x.log", 2)
    assert "Ana" not in repr(hit)


def test_a_line_that_is_no_entry_is_a_hit() -> None:
    assert findings("Traceback (most recent call last):") == [Finding.NOT_JSON]


@pytest.mark.parametrize(
    "value",
    [
        *(code.value for code in Code),
        "2026-11-25T15:14:51.123+00:00",
        "2148000001",
        "urn:blvd:Client:8c84a1b7-8938-512b-9c52-7c4655a5ce47",
        "KeyError < SyncError",
        "core.engine.run:run_pairs.<locals>.ended:80",
        "?",
        "",
    ],
)
def test_names_and_ids_of_ours_pass(value: str) -> None:
    assert findings(json.dumps({"a": value})) == []


@given(st.text())
def test_p9_nothing_with_a_space_a_sign_or_a_letter_of_another_alphabet_passes(text: str) -> None:
    hits = findings(lines([{"value": text}]))
    if " < " not in text and (set(text) & set(" @+()#*'\"") or not text.isascii()):
        assert hits or text == ""


@given(st.text())
def test_what_is_named_for_a_bundle_passes_its_look(text: str) -> None:
    assert findings(lines([{named(text): named(text)}])) == []


def test_a_crash_file_leaves_its_frames_without_the_folders_of_a_person() -> None:
    assert list(crash_lines(CRASH)) == [
        {"fault": "Segmentation_fault"},
        {"file": "views/tables.py", "line": 80, "in": "paint"},
        {"file": "core/log.py", "line": 12, "in": "_write"},
    ]
    assert findings(lines(crash_lines(CRASH))) == []
