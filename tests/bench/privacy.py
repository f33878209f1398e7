"""What the privacy filter costs for each record of a dental practice; one core, no vendor."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from connectors.opendental.streams import STREAMS
from core.connector import Write, WriteKind
from core.privacy import Egress, Gate, Rows
from core.privacy.tripwire import watch
from core.records import FieldValue, Record
from core.schema import Field, FieldType, StreamSchema

Row = tuple[str, str, str]
FIELDS = 100
TEXTS: dict[str, FieldValue] = {
    "LName": "Fernandez-Whitaker",
    "FName": "Maria",
    "Preferred": "Mia",
    "Email": "maria.fernandez@example.com",
    "WirelessPhone": "(303) 555-0123",
    "HmPhone": "303-555-0124",
    "Address": "1200 West Martin Luther King Jr Blvd",
    "Address2": "Apt 12",
    "City": "Denver",
    "State": "CO",
    "Zip": "80202-1234",
    "PatStatus": "Patient",
    "Birthdate": date(1984, 5, 6),
}
SAMPLE: dict[FieldType, FieldValue] = {
    FieldType.DATE: date(2020, 2, 3),
    FieldType.BOOL: True,
    FieldType.INTEGER: 3,
}


def privacy(scale: float) -> list[Row]:
    """Classify a patient with 100 fields, judge the row, look through the texts, and send it."""
    times = int(20_000 * scale)
    stream = STREAMS["patients"]
    schema = StreamSchema("patients", "Patients", stream.fields, guard=stream.guard)
    on = frozenset({"Address", "Address2", "City", "State", "Zip"})
    gate = Gate(schema, opted_in=on, healthcare=True)
    record = _patient(schema)
    admitted = gate.admit(record)
    look, rows, now = watch(schema, gate.allowed), Rows(schema.guard), datetime.now(UTC)
    last = Egress(schema, stamp=gate.stamp, key="key", opted_in=on, healthcare=True)
    last.learn({name: [name] for name in admitted.fields})
    write = Write(WriteKind.CREATE, "contacts", dict(admitted.fields), key="h-" + "0" * 32)
    assert rows.admits(record, now)
    assert look(admitted) is None

    def send() -> None:
        last.clear(write.values, admitted)
        last.pass_on([write], counted=True)

    what = f"a patient with {len(record.fields)} fields"
    return [
        (f"{what}: classification", _each(times, lambda: gate.admit(record)), "< 20 \u00b5s"),
        ("\u2026 whether the row may be sent", _each(times, lambda: rows.admits(record, now)), ""),
        (
            f"\u2026 tripwire over {len(admitted.fields)} that pass",
            _each(times, lambda: look(admitted)),
            "< 100 \u00b5s",
        ),
        ("\u2026 last gate", _each(times, send), ""),
    ]


def _patient(schema: StreamSchema) -> Record:
    fields = {name: TEXTS.get(name, _of(field)) for name, field in schema.fields.items()}
    more = {f"Unheard{n}": "x" for n in range(max(0, FIELDS - len(fields)))}
    return Record("patients", "1", dict(list({**fields, **more}.items())[:FIELDS]))


def _of(field: Field) -> FieldValue:
    return field.choices[0].value if field.choices else SAMPLE.get(field.type, "value")


def _each(times: int, work: Callable[[], object]) -> str:
    began = time.process_time()
    for _ in range(times):
        work()
    return f"{(time.process_time() - began) / times * 1e6:.1f} \u00b5s"
