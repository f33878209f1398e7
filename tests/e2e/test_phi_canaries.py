"""Nothing of a blocked field leaves a healthcare system: unique canaries in every one of them are
looked for in all that the program sends, keeps and says (Shows 3; P9, P10).
"""

import argparse
import io
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.boulevard.classes import admission as spa_admission
from connectors.boulevard.streams import STREAMS as SPA
from connectors.demo import World
from connectors.kit.http import Json
from connectors.kit.simulator import Fault, Handler
from connectors.opendental import reading
from connectors.opendental.classes import admission as dental_admission
from connectors.opendental.errors import translate
from connectors.opendental.simulator.tables import BLANKS
from connectors.opendental.streams import STREAMS as DENTAL
from core.errors import Code, RefusedError, SyncError
from core.jobs import JobContext
from core.mapping import FieldMapping
from core.office import Office
from core.schema import Admission, DataClass, Field
from core.store import mappings
from desktop.cli import commands, diagnosing, explaining, privacy
from desktop.cli.arguments import parser
from desktop.cli.output import Terminal
from tests.e2e.desk import Desk, JumpingClock
from tests.e2e.leaks import leaks

PEOPLE = 40
PEOPLE_PAIRS = {"opendental": "patients-contacts", "boulevard": "clients-contacts"}


@dataclass(slots=True)
class Watched:
    """An office whose every way out is watched, and the canaries that may be on none of them."""

    desk: Desk
    office: Office
    sent: list[bytes] = field(default_factory=list)  # to HubSpot
    said: io.StringIO = field(default_factory=io.StringIO)  # by the command line
    canaries: set[str] = field(default_factory=set)

    def command(self, *words: str) -> int:
        """Carry out a command as the terminal would, and keep what it says."""
        given: argparse.Namespace = parser("0").parse_args(list(words))
        terminal = Terminal(json=given.json, out=self.said, err=self.said)
        act: Callable[[], int] = {
            "sync": lambda: commands.sync(self.office, given, terminal),
            "explain": lambda: explaining.explain(self.office, given, terminal),
            "privacy": lambda: privacy.privacy(self.office, given, terminal),
            "diagnostics": lambda: diagnosing.diagnostics(self.office, given, terminal),
        }[given.command]
        return commands.guarded(terminal, act)

    def everything(self) -> None:
        """Do whatever a person does: look, sync, sync again after edits, compare, report."""
        self.command("sync", "--preview")
        self.command("sync")
        self.desk.world.touch(5)
        self.desk.clock.advance(3600.0)
        self.command("sync")
        self.command("sync", "--full", "--json")
        for row in list(self.desk.world.hubspot.records("contacts"))[:3]:
            pair = PEOPLE_PAIRS[self.desk.world.system]
            self.command("explain", pair, f"hubspot:{row['hs_object_id']}")
        for more in ((), ("--json",)):
            self.command("privacy", "report", "--ask", *more)
            self.command("privacy", "audit", *more)
        self.bundle()

    def bundle(self) -> int:
        """Write the diagnostics bundle, and unpack it where canaries are looked for."""
        folder = self.desk.folder / "bundle"
        folder.mkdir(exist_ok=True)
        code = self.command("diagnostics", str(folder / "bundle.zip"))
        if code == 0:
            shutil.unpack_archive(folder / "bundle.zip", folder)
        return code

    def found(self) -> set[str]:
        """Return the canaries that got out, and where."""
        self.office._parts.store.checkpoint()
        kept = {f"file: {canary}" for _file, canary in leaks(self.desk.folder, self.canaries)}
        sent, said = b"".join(self.sent), self.said.getvalue()
        told = {f"HubSpot: {each}" for each in self.canaries if each.encode() in sent}
        return kept | told | {f"terminal: {each}" for each in self.canaries if each in said}


def watched(system: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    clock = JumpingClock()
    monkeypatch.setattr(commands, "JobContext", partial(JobContext, clock=clock))
    desk = Desk(folder, World(None, system, people=PEOPLE, clock=clock), clock)
    sent: list[bytes] = []

    def listening(handle: Handler) -> Handler:
        def listen(request: Any) -> Any:
            assert isinstance(request, httpx.Request)
            sent.append(str(request.url).encode() + request.content)
            return handle(request)

        return listen

    desk.between["hubspot"] = listening
    with desk.open() as office:
        desk.connect(office)
        made = Watched(desk, office, sent)
        made.canaries = {"opendental": plant_dental, "boulevard": plant_spa}[system](desk.world)
        yield made


@pytest.fixture(params=["opendental", "boulevard"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watched]:
    yield from watched(str(request.param), tmp_path, monkeypatch)


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    yield from watched("opendental", tmp_path, monkeypatch)


def plant_dental(world: World) -> set[str]:
    """Put a canary of its own into every blocked text of every record, into the fields that the
    office made, and into fields that nobody knows yet.
    """
    vendor: Any = world.simulator
    planted: set[str] = set()
    for stream in DENTAL.values():
        kind = stream.path.split("/")[1]
        own = {stream.key, stream.stamp, stream.status, *stream.filterable}
        for number, row in vendor.practice.tables[kind].items():
            for name, blank in BLANKS[kind].items():
                is_barred = dental_admission(stream.thing, name) is Admission.BLOCK
                if isinstance(blank, str) and name not in own and is_barred:
                    row[name] = f"CANARY-{name}-{number}"
                    planted.add(row[name])
        vendor.upgrade(kind, Fresh=f"CANARY-{kind}-new", Nested={"a": [f"CANARY-{kind}-nested"]})
        planted |= {f"CANARY-{kind}-new", f"CANARY-{kind}-nested"}
    for number in list(vendor.practice.tables["patients"])[:10]:
        vendor.seed_custom_value(number, "Insurance note", f"CANARY-custom-{number}")
        planted.add(f"CANARY-custom-{number}")
    return planted


def plant_spa(world: World) -> set[str]:
    vendor: Any = world.simulator
    planted: set[str] = set()
    for stream in SPA.values():
        for row in vendor.business.tables.get(stream.name, {}).values():
            for name in [each for each, value in row.items() if isinstance(value, str)]:
                if name in stream.known and spa_admission(stream.thing, name) is Admission.BLOCK:
                    if name in ("id", "state") or name.endswith(("At", "Id", "On")):
                        continue
                    row[name] = f"CANARY-{name}-{len(planted)}"
                    planted.add(row[name])
        vendor.upgrade(stream.thing, "freshlyAdded", f"CANARY-{stream.thing}-new")
        planted.add(f"CANARY-{stream.thing}-new")
    for client in list(vendor.business.tables["clients"])[:20]:
        text = f"CANARY-note-{len(planted)}"
        vendor.seed_note(client, text)
        vendor.edit("clients", client, schedulingAlert=f"{text}-alert", externalId=f"{text}-number")
        planted |= {text, f"{text}-alert", f"{text}-number"}
    return planted


def test_p9_p10_no_canary_of_a_blocked_field_gets_out(place: Watched) -> None:
    assert len(place.canaries) > 50
    place.everything()
    assert len(list(place.desk.world.hubspot.records("contacts"))) > PEOPLE // 2
    assert len(place.sent) > 10
    assert "privacy" in place.said.getvalue().lower()
    assert place.found() == set()


def test_p10_no_number_of_a_person_or_an_appointment_gets_out(place: Watched) -> None:
    place.everything()
    keys = {
        str(value)
        for kind in ("contacts", "companies", "deals")
        for row in place.desk.world.hubspot.records(kind)
        for name, value in row.items()
        if name.startswith("sync300_") and value
    }
    assert keys
    assert all(key.startswith("h-") for key in keys)


# -- planted leaks: each must be seen ------------------------------------------------------------


def test_a_field_that_was_moved_to_allowed_is_seen(
    practice: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields: dict[str, Field] = DENTAL["patients"].fields  # type: ignore[assignment]
    careless = replace(
        fields["FamFinUrgNote"], data_class=DataClass.CONTACT, admission=Admission.ALLOW
    )
    monkeypatch.setitem(fields, "FamFinUrgNote", careless)
    reading._compiled.cache_clear()
    publish(practice, FieldMapping(system=("FamFinUrgNote",), hubspot="jobtitle"))
    practice.everything()
    reading._compiled.cache_clear()
    assert any(each.startswith("HubSpot: CANARY-FamFinUrgNote") for each in practice.found())


def test_a_raw_answer_in_a_log_is_seen(practice: Watched) -> None:
    log = practice.desk.folder / "data" / "answers.log"
    vendor: Any = practice.desk.world.simulator
    handle = vendor.handle

    def logging(request: Any) -> Any:
        answer = handle(request)
        with log.open("ab") as file:
            file.write(answer.content)
        return answer

    vendor.handle = logging
    with practice.desk.open() as office:
        practice.office = office
        practice.command("sync", "--preview")
        assert any(each.startswith("file: CANARY-") for each in practice.found())


def test_what_a_careless_log_takes_along_blocks_the_diagnostics_bundle(practice: Watched) -> None:
    practice.command("sync")
    log = next((practice.desk.folder / "data" / "logs").glob("300sync-*.log"))
    with log.open("a") as stream:
        stream.write('{"event": "run.fault", "text": "latex allergy, see chart"}\n')
    assert practice.bundle() == 3
    assert "setup.diagnostics_held" in practice.said.getvalue()
    assert "latex" not in practice.said.getvalue()
    assert not (practice.desk.folder / "bundle" / "bundle.zip").exists()


def test_an_exception_that_takes_the_body_along_is_seen(
    practice: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.everything()
    contact = next(
        row["hs_object_id"]
        for row in practice.desk.world.hubspot.records("contacts")
        if row.get("sync300_opendental_key")
    )
    canary = sorted(practice.canaries)[0]
    words = ("explain", PEOPLE_PAIRS["opendental"], f"hubspot:{contact}")
    fault = Fault("status", status=400, body=f"'{canary}' is invalid", times=99, path="patients")
    vendor: Any = practice.desk.world.simulator
    vendor.faults.append(fault)
    assert practice.command(*words) != 0
    assert practice.found() == set()

    def careless(status: int, headers: Mapping[str, str], body: Json) -> SyncError:
        right = translate(status, headers, body)
        return RefusedError(right.code, status=status, detail=str(body))

    monkeypatch.setattr("connectors.opendental.connector.translate", careless)
    practice.command(*words)
    assert any(each.startswith("terminal: CANARY-") for each in practice.found())


def test_p10_a_line_that_maps_a_blocked_field_is_left_out_and_told(practice: Watched) -> None:
    publish(practice, FieldMapping(system=("FamFinUrgNote",), hubspot="jobtitle"))
    run = practice.desk.sync(practice.office)
    assert run.result == "ok"
    codes = {code for pair in run.pairs for code in pair.reasons}
    assert Code.FIELD_BLOCKED.value in codes
    assert practice.found() == set()


def publish(practice: Watched, line: FieldMapping) -> None:
    """Put a line more into the mapping of patients, past every check."""
    store = practice.office._parts.store
    (system,) = practice.office.summary().of("opendental")
    (rules,) = [
        each
        for each in mappings.published(store, system.id)
        if each.pair == PEOPLE_PAIRS["opendental"]
    ]
    more = replace(rules, fields=(*rules.fields, line))
    mappings.publish(store, system.id, more, practice.desk.clock.now())
