"""However often undoing is broken off, beginning again ends the same (P2, P4)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from connectors.kit.simulator import Fault
from core.errors import Code, TransientError
from core.store import changes, undone
from core.store.database import Store
from tests.core.undo.conftest import PERSONS, Bench

HELD = {("p7", Code.UNDONE), ("p8", Code.UNDONE)}


class Crash(BaseException):
    """The program dies."""


@contextmanager
def dying_at(step: int) -> Iterator[None]:
    """Let the program die before the step-th writing transaction of the database."""
    passed = 0
    write = Store.write

    def counted(self: Store) -> Any:
        nonlocal passed
        passed += 1
        if passed == step:
            raise Crash
        return write(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "write", counted)
        yield


@contextmanager
def cut_off_at(bench: Bench, step: int, kind: str) -> Iterator[None]:
    """Cut the line to HubSpot at the step-th request for records, for good."""
    bench.simulator.faults.append(Fault(kind, path="/batch/", after=step - 1, times=99))
    yield
    bench.simulator.faults.clear()


Before = dict[str, dict[str, str | None]]


def story(bench: Bench) -> tuple[str, Before]:
    """Let a run change two contacts and create two; return it, and how the two were."""
    ids = [bench.simulator.seed("contacts", {"firstname": f"Ana{n}"}) for n in range(2)]
    before = {one: bench.contact(one) for one in ids}
    run = bench.start()
    for system_id in ("p7", "p8"):
        bench.create_into(run, system_id, firstname="Bea")
    for one in ids:
        bench.run_into(run, one, firstname="Anna", city="Denver")
    bench.end(run)
    return run, before


def check(bench: Bench, run: str, before: Before) -> None:
    """See that all is undone, and that both sides agree on it."""
    assert {one: bench.contact(one) for one in bench.contacts()} == before
    assert changes.counts(bench.store, run) == {}
    assert bench.issues() == HELD
    assert undone.held(bench.store, PERSONS, ["p7", "p8"]) == {"p7", "p8"}
    assert bench.ledger.hubspot_ids(PERSONS, ["p7", "p8"]) == {}
    for one, values in before.items():
        base = bench.ledger.links(PERSONS, [f"p-{one}"])[f"p-{one}"].base
        assert base.system("firstname") == bench.fingerprint("firstname", "Anna")
        for name in ("firstname", "city"):
            assert base.hubspot(name) == bench.fingerprint(name, values.get(name))


def test_a_crash_before_any_step_of_the_database(fresh: Callable[[], Bench]) -> None:
    for step in range(1, 100):
        bench = fresh()
        run, before = story(bench)
        with dying_at(step), suppress(Crash):
            bench.undo(run)
            break
        assert bench.undo(run).left == []
        check(bench, run, before)
    check(bench, run, before)
    assert step == 6  # two transactions for what was changed, three for what was created


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_the_line_is_cut_before_or_after_a_request_took_effect(
    fresh: Callable[[], Bench], kind: str
) -> None:
    for step in range(1, 100):
        bench = fresh()
        run, before = story(bench)
        with cut_off_at(bench, step, kind), suppress(TransientError):
            bench.undo(run)
            break
        assert bench.undo(run).left == []
        check(bench, run, before)
    check(bench, run, before)
    assert step == 5  # a reading and a writing, of what was changed and of what was created
