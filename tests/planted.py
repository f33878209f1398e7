"""`python -m tests.planted [WORD …]`: plants the slips that would cost an office its records, one
at a time, in a copy of the tree, and sees that a named test fails. A command, not a test.

Each slip is data: what of the source becomes what. One that no longer applies, or that its test
does not notice, makes the command fail; so does a test that fails without it. With words, only
the slips whose names hold one of them are planted.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("core", "connectors", "tests", "pyproject.toml")
ENGINE = "tests/core/engine/"


@dataclass(frozen=True, slots=True)
class Slip:
    """A defect: replacements of source, as (file, what is there once, what it becomes)."""

    name: str
    patches: tuple[tuple[str, str, str], ...]
    test: str  # that notices it


SLIPS = (
    Slip(
        "no intent row before a create at the system",
        (
            (
                "core/engine/applying.py",
                "if work is create_back_batch and not rules.preview:",
                "if False:",
            ),
        ),
        ENGINE + "test_two_ways.py::test_p2_a_create_that_was_made_and_not_answered_is_found_again",
    ),
    Slip(
        "HubSpot's search used for recovery",
        (
            (
                "connectors/hubspot/lookup.py",
                "        rows, _missing = _read(api, stream, part, names, by=by)\n        for row",
                "        same = [{'propertyName': by, 'operator': 'IN', 'values': list(part)}]\n"
                "        asked = {'filterGroups': [{'filters': same}], 'properties': names}\n"
                "        rows = api.search(paths.search(stream), asked).body['results']\n"
                "        for row",
            ),
        ),
        "tests/connectors/hubspot/test_portal.py::"
        "test_after_a_restart_the_records_are_found_by_our_key",
    ),
    Slip(
        "checkpoint before links",
        (
            (
                "core/engine/books.py",
                "            self._ledger.settle(\n                self._pair, self._done, cursor,",
                "            self._ledger.settle(\n                self._pair, Settlement(), "
                "cursor, whole=whole, side=self._side\n            )\n"
                "            self._ledger.settle(\n                self._pair, self._done, None,",
            ),
        ),
        ENGINE + "test_crash_matrix.py::test_p1_to_p4_hold_after_a_cut_at_every_edge"
        "[create forward, a page of them]",
    ),
    Slip(
        "fingerprint of what was sent, not of what HubSpot returned",
        (
            (
                "core/engine/outcomes.py",
                "            if text != draft.texts[key]:\n                settled.hubspot_prints",
                "            if False:\n                settled.hubspot_prints",
            ),
        ),
        ENGINE + "test_planted.py::test_p4_what_hubspot_makes_of_a_value_is_no_edit_of_a_persons",
    ),
    Slip(
        "fingerprint of what was sent, not of what the system returned",
        (
            (
                "core/engine/outcomes.py",
                "else replace(before, fields={**before.fields, **answer.fields},",
                "else replace(before, fields={**before.fields, **planned.back},",
            ),
        ),
        ENGINE + "test_two_ways.py::test_p4_a_system_that_rewrites_what_it_is_given_causes_no_loop",
    ),
    Slip(
        "no re-read of HubSpot",
        (
            (
                "core/engine/batches.py",
                "from core.plan import Base,",
                "from core.plan import changed, Base,",
            ),
            (
                "core/engine/batches.py",
                "    plan = merge(item.draft, record, item.base, rules.ready.mapping, "
                "rules.ends.print)\n",
                "    keys = changed(item.draft, item.base) if item.base else item.draft.values\n"
                "    values = {key: item.draft.values[key] for key in keys}\n"
                "    plan = Merge(values, {}, (), (), (), {})\n",
            ),
        ),
        ENGINE + "test_walk.py::test_p5_what_a_write_may_clobber_is_read_just_before_it",
    ),
    Slip(
        "no re-read of the system",
        (
            (
                "core/engine/batches.py",
                "    stale = [each for each in planned if each.back and not each.item.fresh]\n",
                "    stale: list[Planned] = []\n",
            ),
            (
                "core/engine/batches.py",
                "id=p.item.system_id, version=p.draft.record.version)",
                "id=p.item.system_id)",
            ),
        ),
        ENGINE + "test_planted.py::"
        "test_p5_an_edit_in_the_system_after_its_page_was_read_is_not_overwritten",
    ),
    Slip(
        "> instead of >= in HubSpot's cursor",
        (("connectors/hubspot/reading.py", '"GTE" if drained', '"GT" if drained'),),
        "tests/connectors/hubspot/test_reading.py::"
        "test_more_than_ten_thousand_of_one_moment_are_read",
    ),
    Slip(
        "empty listing taken for deletes",
        (
            (
                "core/engine/walk.py",
                "listings=self._sweep.listings if self._sweep is not None and self._asks else ()",
                "listings=()",
            ),
        ),
        ENGINE + "test_deletes.py::test_p6_an_empty_listing_is_not_everybody_deleted",
    ),
    Slip(
        "newest wins without clocks",
        (
            (
                "core/conflicts.py",
                "case ConflictPolicy.NEWEST_WINS if system and hubspot and "
                "_apart(system, hubspot):\n"
                "            return Side.SYSTEM if system > hubspot else Side.HUBSPOT",
                "case ConflictPolicy.NEWEST_WINS:\n"
                "            newer = hubspot is None or (system is not None and system > hubspot)\n"
                "            return Side.SYSTEM if newer else Side.HUBSPOT",
            ),
        ),
        "tests/core/test_conflicts.py::test_newest_wins_asks_without_evidence",
    ),
    Slip(
        "brake after the first write",
        (
            (
                "core/engine/walk.py",
                "            if (cause := self._judge()) is not None:\n",
                "            holding = self._system.holding\n"
                "            self._apply(self._system)\n"
                "            self._system.holding = holding\n"
                "            if (cause := self._judge()) is not None:\n",
            ),
        ),
        ENGINE + "test_brake.py::test_p6_a_run_that_would_change_everybody_writes_nothing",
    ),
    Slip(
        "conflict decided by which feed comes first",
        (
            (
                "core/plan.py",
                "    if seen.system_changed and seen.hubspot_changed:\n",
                "    if False:\n",
            ),
        ),
        ENGINE + "test_two_ways.py::test_p5_edits_of_one_field_on_two_sides_are_asked_about",
    ),
)


def main(words: Sequence[str]) -> int:
    slips = [each for each in SLIPS if not words or any(word in each.name for word in words)]
    with tempfile.TemporaryDirectory(prefix="300-planted-") as name:
        tree = Path(name)
        copy(tree)
        tests = sorted({each.test for each in slips})
        if not passes(tree, tests):
            sys.stdout.write("These tests fail before anything is planted.\n")
            return 1
        results = [(slip, planted(tree, slip)) for slip in slips]
    width = max(len(slip.name) for slip, _result in results)
    for slip, result in results:
        sys.stdout.write(f"{slip.name:<{width}}  {result}  {slip.test}\n")
    return 0 if all(result == NOTICED for _slip, result in results) else 1


NOTICED, UNNOTICED, UNKNOWN = "noticed by     ", "NOT NOTICED BY ", "NOT APPLICABLE "


def planted(tree: Path, slip: Slip) -> str:
    """Plant a slip, see what its test says, and take the slip out again."""
    before = {file: (tree / file).read_text("utf-8") for file, _old, _new in slip.patches}
    after = dict(before)
    for file, old, new in slip.patches:
        if after[file].count(old) != 1:
            return UNKNOWN
        after[file] = after[file].replace(old, new)
    for file, text in after.items():
        (tree / file).write_text(text, "utf-8")
    noticed = not passes(tree, [slip.test])
    for file, text in before.items():
        (tree / file).write_text(text, "utf-8")
    return NOTICED if noticed else UNNOTICED


def copy(tree: Path) -> None:
    passed_over = shutil.ignore_patterns("__pycache__")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=passed_over)
        else:
            shutil.copy(ROOT / name, tree / name)


def passes(tree: Path, tests: Sequence[str]) -> bool:
    """Run tests in a tree. What cannot be collected or run at all is an error, and is said."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
        cwd=tree,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout + done.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
