"""What a company's own mappings keep, beside what all do (tests/contract)."""

import pytest

from connectors.jobber import SPEC
from connectors.jobber.schema import STREAMS
from core.mapping import Mapping
from desktop.app import starter

DOCUMENTS = starter(SPEC)
PAIRS = [document.pair for document in DOCUMENTS]


def test_companies_come_before_people() -> None:
    assert PAIRS[:2] == ["companies-companies", "persons-contacts"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=PAIRS)
def test_each_status_that_jobber_knows_has_a_stage(document: Mapping) -> None:
    for line in document.fields:
        if line.hubspot == "dealstage":
            (step,), (status,) = line.steps, line.system
            known = STREAMS[document.system_stream].standard[status].field.choices
            assert {choice.value for choice in known} == step.args["map"].keys()
            assert set(step.args["map"].values()) <= set(document.stages)


def test_a_status_that_follows_the_clock_moves_no_deal() -> None:
    """(P4) Without an update nobody would see it move, and with one it would flap."""
    (line,) = [
        line for line in DOCUMENTS[PAIRS.index("jobs-deals")].fields if line.hubspot == "dealstage"
    ]
    stages = line.steps[0].args["map"]
    assert len({stages[status] for status in ("upcoming", "today", "late")}) == 1


def test_consent_that_was_taken_back_is_never_given_again_by_a_run() -> None:
    """(P12)"""
    consent = {
        line.system: line.restrictive
        for document in DOCUMENTS
        for line in document.fields
        if line.system and line.system[0].startswith(("receives", "mayText"))
    }
    assert len(consent) == 4
    assert set(consent.values()) == {"false"}


def test_p10_messages_and_instructions_are_not_in_the_starter_mappings() -> None:
    for document in DOCUMENTS:
        assert not document.system_fields() & {"message", "instructions"}
