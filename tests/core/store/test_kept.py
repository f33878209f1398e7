"""What is kept can be seen, exported and erased; and it is no record's content (P9)."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert

from core.connector import Account, Cursor
from core.errors import Code, Refusal
from core.log import Event, EventLog
from core.mapping import Mapping
from core.paths import Paths
from core.records import Side
from core.store import connections, installation, mappings, runs, tables
from core.store.audit import Act, recent
from core.store.database import Store, open_store
from core.store.erasing import erase_all
from core.store.kept import counts, export
from core.store.ledger import Ledger, OpenTie, Problem, Settlement
from core.store.match_index import Row
from core.vault import Vault

ROOT = Path(__file__).resolve().parents[3]
PAIR = "persons-contacts"
SECRETS = {"access_token": "at-secret-1", "refresh_token": "rt-secret-1"}
CONTENT = {"email": "ann@example.com", "phone": "+14155550132", "last name": "Beispiel"}


def fill(store: Store, vault: Vault, mapping: Mapping, now: datetime) -> str:
    """Use every table as a run would, with records of real-looking content."""
    connection_id = connections.save(
        store,
        vault,
        now=now,
        connector="clio",
        side=Side.SYSTEM,
        label="Clio",
        account=Account("7001", "Example Law LLP"),
        settings={"region": "us"},
        secrets=SECRETS,
    ).id
    mappings.publish(store, connection_id, mapping, now)
    installation.installation_id(store)
    installation.give_consent(store, "2026-11", now)
    prints = vault.fingerprinter()
    ledger = Ledger(store)
    with runs.claimed(store, connection_id, now):
        run_id = runs.start(store, connection_id, "hand", False, now)
        ledger.match_index(PAIR).add(
            Row("email", prints.of_field("match\0email", text), "901", None)
            for text in CONTENT.values()
        )
        ledger.intend(PAIR, {"902": "m-1"})
        done = Settlement()
        fields = {key: prints.of_field(key, text) for key, text in CONTENT.items()}
        for n in range(50):
            done.link(str(n), f"9{n}", fields, fields)
        done.ties("1", {"company": ("5",)})
        done.tie_done(OpenTie("company", "1", "5", remove=False))
        done.problem(Problem("1", "901", Refusal(Code.CONFLICT, "email", "r-1"), ("901", "902")))
        done.retry("1", Code.CONFLICT)
        ledger.settle(PAIR, done, Cursor("c1"))
        runs.finish(
            store,
            run_id,
            now,
            result="ok",
            code=None,
            reference=None,
            pairs=(),
            requests={"clio": 1},
            seconds=1,
            transient=False,
        )
    answered(store)
    return connection_id


def answered(store: Store) -> None:
    """Fill what only people and two-way pairs fill, with a row of each."""
    row: dict[str, object] = {
        "pair": PAIR, "system_id": "7", "hubspot_id": "97", "cursor": "c2", "side": "hubspot",
        "answer": "apart", "hash": "ab", "number": 7, "cause": "{}", "state": "on",
        "run": "r", "created": 1, "prints": b"", "made_at": 1,
        "system": "clio", "account": "7001", "document": "{}", "kind": "on", "stream": "persons",
        "field": "fee", "data_class": None, "reason": "r", "who": "ana", "at": 1,
    }  # fmt: skip
    for table in (
        tables.hubspot_checkpoints, tables.stopped, tables.decisions,
        tables.never, tables.brakes, tables.changes,
        tables.attestations, tables.switches, tables.privacy_audit,
    ):  # fmt: skip
        with store.write() as connection:
            connection.execute(insert(table), {c.name: row[c.name] for c in table.c})


def spelled(text: str) -> list[bytes]:
    return [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")]


def test_p9_nothing_at_rest_holds_a_value_or_a_secret(
    store: Store, vault: Vault, mapping: Mapping, now: datetime
) -> None:
    """The database, its log while open, the program's log, the export: read byte by byte."""
    fill(store, vault, mapping, now)
    log = EventLog(store.folder / "logs")
    try:
        raise ValueError(CONTENT["email"])
    except ValueError as error:
        log.exception(Event.RUN_FAULT, error, pair=CONTENT["phone"])
    log.close()
    exported = store.folder / "export.json"
    exported.write_text("\n".join(json.dumps(row) for row in export(store, now)))
    assert (store.folder / "300sync.db-wal").stat().st_size > 0
    files = [file for file in store.folder.rglob("*") if file.is_file()]
    assert len(files) >= 4
    for file in files:
        held = file.read_bytes()
        for text in (*CONTENT.values(), *SECRETS.values()):
            for form in spelled(text):
                assert form not in held, file.name


def test_p9_the_search_would_find_what_is_there(store: Store) -> None:
    with store.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO checkpoints VALUES ('persons-contacts', ?, 0)", (CONTENT["email"],)
        )
    held = b"".join(file.read_bytes() for file in store.folder.glob("300sync.db*"))
    assert spelled(CONTENT["email"])[0] in held


def test_everything_kept_is_counted_by_kind(
    store: Store, vault: Vault, mapping: Mapping, now: datetime
) -> None:
    fill(store, vault, mapping, now)
    found = counts(store)
    assert (found["links"], found["credentials"], found["issues"]) == (50, 1, 1)
    assert all(found[kind] for kind in found.keys() - {"leases"}), found


def test_p11_an_export_has_every_kind_and_no_secret(
    store: Store, vault: Vault, mapping: Mapping, now: datetime
) -> None:
    fill(store, vault, mapping, now)
    exported = [json.loads(json.dumps(row)) for row in export(store, now)]
    kinds = {row["kind"] for row in exported}
    assert kinds == counts(store).keys() - {"leases", "match_index"}
    assert not any("sealed" in row for row in exported)
    assert recent(store, 1)[0].act is Act.EXPORTED


def test_erasing_leaves_nothing_but_the_note_of_it(
    store: Store, vault: Vault, mapping: Mapping, now: datetime
) -> None:
    connection_id = fill(store, vault, mapping, now)
    copy = store.folder / "300sync.before-0001.db"
    copy.write_bytes(b"copy")
    erase_all(store, now)
    assert {kind: count for kind, count in counts(store).items() if count} == {"audit": 1}
    assert not copy.exists()
    store.close()
    held = b"".join(file.read_bytes() for file in store.folder.glob("300sync*"))
    assert connection_id.encode() not in held
    assert b"Example Law" not in held


def test_the_installations_id_and_consent_are_remembered(store: Store, now: datetime) -> None:
    assert installation.consent(store) is None
    installation.give_consent(store, "2026-11", now)
    assert installation.consent(store) == installation.Consent("2026-11", now)
    assert installation.installation_id(store) == installation.installation_id(store)


SETTLE_UNTIL_KILLED = """
import sys
from pathlib import Path
from core.connector import Cursor
from core.paths import Paths
from core.store.database import open_store
from core.store.ledger import Ledger, Settlement

store = open_store(Paths.under(Path(sys.argv[1])))
ledger = Ledger(store)
n = int(ledger.checkpoint("persons-contacts") or -1) + 1
while True:
    done = Settlement()
    for k in range(100):
        done.link(f"{n}-{k}", f"9{n}-{k}", {"email": b"12345678"}, {})
    ledger.settle("persons-contacts", done, Cursor(str(n)))
    n += 1
    print(n, flush=True)
"""


def test_p2_a_process_killed_while_settling_loses_nothing_it_settled(store: Store) -> None:
    """Three times over the same database, at another place each time."""
    for cycle in range(3):
        command = [sys.executable, "-c", SETTLE_UNTIL_KILLED, str(store.folder)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            told = [child.stdout.readline() for _ in range(5 + 3 * cycle)]
            child.kill()
        opened = open_store(Paths.under(store.folder))
        ledger = Ledger(opened)
        cursor = int(ledger.checkpoint(PAIR) or -1)
        assert cursor + 1 >= int(told[-1])
        assert ledger.linked(PAIR) == 100 * (cursor + 1)
        opened.close()
