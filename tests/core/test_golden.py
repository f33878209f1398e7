"""Golden plans: small scenarios as data in, plans as data out, read by eye (P5, P12, P13).

`golden/*.json` hold both. After a change that is meant, `python -m tests.core.test_golden --write`
writes the plans anew and prints what became different: read that before you commit it. No test
writes.
"""

import argparse
import difflib
import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.answers import Answers, decide_answered
from core.conflicts import ConflictPolicy
from core.draft import Drafter
from core.mapping import (
    CompiledMapping,
    FieldMapping,
    MatchKey,
    Strength,
    compile_mapping,
)
from core.mapping import Mapping as MappingDocument
from core.matching import Found, key_texts
from core.normal import form
from core.plan import changed, merge
from core.records import FieldValue, Record
from core.schema import Admission, Choice, DataClass, Field, FieldType, StreamSchema

FOLDER = Path(__file__).parent / "golden"
Json = dict[str, Any]

KINDS = {
    "firstname": FieldType.TEXT,
    "lastname": FieldType.TEXT,
    "email": FieldType.EMAIL,
    "phone": FieldType.PHONE,
    "city": FieldType.TEXT,
    "state": FieldType.TEXT,
    "optout": FieldType.BOOL,
    "stage": FieldType.CHOICE,
    "areas": FieldType.CHOICES,
    "newsletter": FieldType.CHOICE,
    "born": FieldType.DATE,
    "fee": FieldType.MONEY,
}
STAGES = (Choice("lead", "Lead"), Choice("client", "Client"))
CHOICES = {"stage": STAGES, "areas": STAGES, "newsletter": (Choice("true", "Yes"),)}
HUBSPOT = StreamSchema(
    "contacts",
    "Contacts",
    {
        name: Field(
            name,
            name.capitalize(),
            kind,
            DataClass.CONTACT,
            Admission.ALLOW,
            choices=CHOICES.get(name, ()),
        )
        for name, kind in KINDS.items()
    },
)


class InTheClear:
    """A merge base that says what was agreed on: a text for both sides, or one for each."""

    def __init__(self, agreed: Mapping[str, str | list[str]]) -> None:
        pairs = {k: (v, v) if isinstance(v, str) else (v[0], v[1]) for k, v in agreed.items()}
        self._there = {key: (one.encode(), two.encode()) for key, (one, two) in pairs.items()}

    def system(self, key: str) -> bytes | None:
        return self._there[key][0] if key in self._there else None

    def hubspot(self, key: str) -> bytes | None:
        return self._there[key][1] if key in self._there else None


def in_the_clear(_key: str, text: str) -> bytes:
    return text.encode()


# -- from data to data ----------------------------------------------------------------------------


def compiled(given: Json) -> CompiledMapping:
    """Read the rules: by property, whose system field is named alike unless it says otherwise."""
    lines = []
    for name, rule in given["rules"].items():
        more = {**rule, "steps": tuple(_step(each) for each in rule.get("steps", ()))}
        line = {"system": (name,), "hubspot": name, **more}
        lines.append(msgspec.convert(line, FieldMapping))
    mapping = MappingDocument(
        pair="p",
        label="P",
        system_stream="persons",
        hubspot_stream="contacts",
        fields=tuple(lines),
        policy=ConflictPolicy(given.get("policy", "ask")),
        require_any=tuple(given.get("require_any", ())),
    )
    return compile_mapping(mapping, HUBSPOT, allowed=mapping.system_fields(), region="US")


def _step(told: str | Json) -> Json:
    return {"name": told} if isinstance(told, str) else told


def record(stream: str, fields: Json, at: str | None) -> Record:
    values = {name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()}
    moment = None if at is None else datetime.fromisoformat(at).replace(tzinfo=UTC)
    return Record(stream, "1", values, moment)


def plan_merge(given: Json) -> Json:
    mapping = compiled(given)
    made = Drafter(mapping, in_the_clear).draft(
        record("persons", given["system"], given.get("system_at"))
    )
    base = InTheClear(given["base"]) if given["base"] is not None else None
    theirs = record("contacts", given["hubspot"], given.get("hubspot_at"))
    plan = merge(made, theirs, base, mapping, in_the_clear)
    return said(
        changed=changed(made, base) if base is not None else [],
        forward=shown(plan.forward),
        backward=shown(plan.backward),
        conflicts=list(plan.conflicts),
        drifted=list(plan.drifted),
        reported=list(plan.reported),
        agreed={key: [one.decode(), two.decode()] for key, (one, two) in plan.agreed.items()},
    )


def plan_draft(given: Json) -> Json:
    mapping = compiled(given)
    drafter = Drafter(mapping, in_the_clear)
    made = drafter.draft(record("persons", given["system"], None))
    assert {key: text.encode() for key, text in made.texts.items()} == made.prints
    creation = drafter.creation(made)
    return said(
        values=shown(made.values),
        texts=dict(made.texts),
        unfit={key: code.value for key, code in made.unfit.items()},
        creation="too little" if creation is None else sorted(creation),
    )


KEYS = {
    key.name: key
    for key in (
        MatchKey(name="email", fields=("email",), confirm="firstname", unique=True),
        MatchKey(name="licence", fields=("licence",), unique=True),
        MatchKey(
            name="name and phone",
            fields=("lastname", "phone"),
            confirm="firstname",
            strength=Strength.LIKELY,
        ),
    )
}


def plan_match(given: Json) -> Json:
    found = [
        Found(KEYS[each["key"]], tuple(each["ids"]), frozenset(each.get("contradicted", ())))
        for each in given["found"]
    ]
    answers = Answers(given.get("link"), frozenset(given.get("apart", ())))
    match = decide_answered(
        answers, given.get("own", ()), found, given.get("taken", []).__contains__
    )
    return said(
        link=match.hubspot_id or "",
        question=match.question.value if match.question else "",
        candidates=list(match.candidates),
        shared=list(match.shared),
    )


def plan_keys(given: Json) -> Json:
    forms = {name: form(KINDS[name]) for name in ("email", "phone")}
    texts = key_texts(list(KEYS.values()), given["hubspot"], forms)
    return said(
        **{each.key.name: [each.text.replace("\x1f", " + "), each.confirm] for each in texts}
    )


def said(**parts: Any) -> Json:
    """Leave out what says nothing."""
    return {name: part for name, part in parts.items() if part not in ("", [], {})}


def shown(values: Mapping[str, FieldValue]) -> Json:
    plain = (str, int, bool, type(None))
    return {
        key: each
        if isinstance(each, plain)
        else list(each)
        if isinstance(each, tuple)
        else f"{each}"
        for key, each in values.items()
    }


PLANS: dict[str, Callable[[Json], Json]] = {
    "merge": plan_merge,
    "draft": plan_draft,
    "match": plan_match,
    "keys": plan_keys,
}


# -- the files ------------------------------------------------------------------------------------


def scenarios(name: str) -> list[Json]:
    found: list[Json] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def written(cases: list[Json]) -> str:
    """Return scenarios as they are kept: given on one line, plan on the next."""
    blocks = []
    for case in cases:
        given = {key: value for key, value in case.items() if key not in ("name", "plan")}
        name, given_text, plan = (
            json.dumps(each, ensure_ascii=False) for each in (case["name"], given, case["plan"])
        )
        blocks.append(f'{{"name": {name},\n {given_text[1:-1]},\n "plan": {plan}}}')
    return "[\n" + ",\n".join(blocks) + "\n]\n"


def planned(name: str) -> list[Json]:
    return [{**case, "plan": PLANS[name](case)} for case in scenarios(name)]


@pytest.mark.parametrize(
    ("name", "case"),
    [
        pytest.param(name, case, id=f"{name}: {case['name']}")
        for name in PLANS
        for case in scenarios(name)
    ],
)
def test_p13_a_scenario_makes_the_plan_that_was_agreed_on(name: str, case: Json) -> None:
    assert PLANS[name](case) == case["plan"]


@pytest.mark.parametrize("case", scenarios("merge"), ids=lambda case: str(case["name"]))
def test_p3_p4_once_a_plan_was_carried_out_there_is_nothing_left_to_write(case: Json) -> None:
    plan, base = case["plan"], {**(case["base"] or {}), **case["plan"].get("agreed", {})}
    for name, value in {**plan.get("forward", {}), **plan.get("backward", {})}.items():
        base[name] = "" if value is None else form(KINDS[name])(value)
    after = {
        **case,
        "base": base,
        "system": {**case["system"], **plan.get("backward", {})},
        "hubspot": {**case["hubspot"], **plan.get("forward", {})},
    }
    again = plan_merge(after)
    assert again.keys() <= {"changed", "conflicts", "drifted", "reported"}
    for part in ("conflicts", "drifted", "reported"):
        assert again.get(part) == plan.get(part)


@pytest.mark.parametrize("name", PLANS)
def test_the_files_are_kept_as_they_are_written(name: str) -> None:
    cases = scenarios(name)
    assert (FOLDER / f"{name}.json").read_text("utf-8") == written(cases)
    names = [case["name"] for case in cases]
    assert len(set(names)) == len(names)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.core.test_golden", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write what is different")
    write = parser.parse_args().write
    differing = 0
    for name in PLANS:
        file = FOLDER / f"{name}.json"
        before, after = file.read_text("utf-8"), written(planned(name))
        difference = difflib.unified_diff(
            before.split("\n"), after.split("\n"), f"{file.name}", n=1
        )
        for line in difference:
            sys.stdout.write(f"{line}\n")
        if before != after:
            differing += 1
            if write:
                file.write_text(after, "utf-8")
    return 1 if differing and not write else 0


if __name__ == "__main__":
    sys.exit(main())
