"""Trial, activation, refresh, and the seats of a licence."""

import threading
from datetime import timedelta

import pytest

from core.licensing.gate import Standing, gate
from core.licensing.licence import Subscription
from tests.licensing.office import Endpoint, Pc


def test_a_trial_is_a_licence_for_two_weeks(endpoint: Endpoint) -> None:
    licence = Pc(endpoint).licence("/v1/trial")
    now = endpoint.clock()
    assert (licence.plan, licence.state, licence.records) == (
        "trial",
        Subscription.TRIALING,
        1_000,
    )
    assert licence.expires_at == now + timedelta(days=14)
    assert gate(licence, now).standing is Standing.TRIAL


def test_a_machine_has_one_trial_whoever_installs_the_program_anew(endpoint: Endpoint) -> None:
    first = Pc(endpoint).licence("/v1/trial")
    endpoint.clock.forward(days=3)
    again = Pc(endpoint).licence("/v1/trial")
    assert (again.licence, again.expires_at) == (first.licence, first.expires_at)
    endpoint.clock.forward(days=11)
    told = Pc(endpoint).ask("/v1/trial")
    assert (told.status_code, told.json()["code"]) == (402, "trial_over")


def test_a_trial_that_is_over_says_so_signed(endpoint: Endpoint) -> None:
    pc = Pc(endpoint)
    pc.ask("/v1/trial")
    endpoint.clock.forward(days=14)
    assert not gate(pc.licence("/v1/refresh"), endpoint.clock()).may_sync


def test_a_key_gives_a_seat_however_it_is_typed(endpoint: Endpoint) -> None:
    key = endpoint.sell()
    licence = Pc(endpoint).licence("/v1/activate", key=f" {key.lower()} ")
    assert (licence.plan, licence.state, licence.machines) == ("office", Subscription.ACTIVE, 2)
    assert licence.grace_until - licence.issued_at == timedelta(days=35)


def test_an_unknown_key_gives_none(endpoint: Endpoint) -> None:
    told = Pc(endpoint).ask("/v1/activate", key="S300-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")
    assert (told.status_code, told.json()["code"]) == (404, "unknown_key")
    assert told.headers["content-type"] == "application/problem+json"


def test_asking_twice_takes_one_seat(endpoint: Endpoint) -> None:
    key, pc = endpoint.sell(machines=1), Pc(endpoint)
    first, again = (pc.licence("/v1/activate", key=key) for _ in range(2))
    assert first.licence == again.licence


def test_a_program_that_is_installed_anew_keeps_its_pc_s_seat(endpoint: Endpoint) -> None:
    key, old = endpoint.sell(machines=1), Pc(endpoint)
    old.ask("/v1/activate", key=key)
    assert Pc(endpoint).ask("/v1/activate", key=key).status_code == 200
    assert old.ask("/v1/refresh").status_code == 401


def test_a_seat_that_is_released_is_another_s(endpoint: Endpoint) -> None:
    key = endpoint.sell(machines=1)
    here, there = Pc(endpoint), Pc(endpoint, "back office")
    here.ask("/v1/activate", key=key)
    told = there.ask("/v1/activate", key=key)
    assert (told.status_code, told.json()["code"]) == (409, "no_seat")
    (named,) = told.json()["installs"]
    assert there.post("/v1/release", {"key": key, "install": named["install"]}).status_code == 204
    assert there.ask("/v1/activate", key=key).status_code == 200
    assert here.ask("/v1/refresh").status_code == 401


def test_one_pc_releases_the_seat_of_another_of_its_licence_and_of_no_other(
    endpoint: Endpoint,
) -> None:
    key, elsewhere = endpoint.sell(), endpoint.sell()
    here, there, other = Pc(endpoint), Pc(endpoint, "back office"), Pc(endpoint, "elsewhere")
    here.ask("/v1/activate", key=key)
    there.ask("/v1/activate", key=key)
    other.ask("/v1/activate", key=elsewhere)
    for each in (there, other):
        assert here.post("/v1/deactivate", {"install": each.install}).status_code == 204
    assert there.ask("/v1/refresh").status_code == 401
    assert other.ask("/v1/refresh").status_code == 200


def test_nobody_takes_over_the_installation_of_another_pc(endpoint: Endpoint) -> None:
    victim, thief = Pc(endpoint), Pc(endpoint, "thief")
    victim.ask("/v1/activate", key=endpoint.sell())
    thief.install = victim.install
    assert thief.ask("/v1/activate", key=endpoint.sell()).status_code == 401
    assert victim.ask("/v1/refresh").status_code == 200


def test_a_token_is_good_on_its_own_pc_only(endpoint: Endpoint) -> None:
    key, here, there = endpoint.sell(), Pc(endpoint), Pc(endpoint, "back office")
    here.ask("/v1/activate", key=key)
    there.ask("/v1/activate", key=key)
    there.token = here.token
    assert there.ask("/v1/refresh").status_code == 401


@pytest.mark.parametrize("state", ["canceled", "unpaid", "revoked"])
def test_what_has_ended_is_told_signed_at_the_next_refresh(endpoint: Endpoint, state: str) -> None:
    key, pc = endpoint.sell(), Pc(endpoint)
    pc.ask("/v1/activate", key=key)
    endpoint.change(state=state)
    licence = pc.licence("/v1/refresh")
    assert licence.state.value == state
    assert not gate(licence, endpoint.clock()).may_sync
    assert Pc(endpoint, "new").ask("/v1/activate", key=key).json()["code"] == "ended"


def test_a_file_is_good_no_longer_than_what_is_paid(endpoint: Endpoint) -> None:
    end = endpoint.clock() + timedelta(days=5)
    key = endpoint.sell(paid_until=int(end.timestamp()))
    assert Pc(endpoint).licence("/v1/activate", key=key).expires_at == end


def test_two_machines_that_race_for_the_last_seat_get_one(endpoint: Endpoint) -> None:
    key = endpoint.sell(machines=1)
    pcs = [Pc(endpoint, f"pc {n}") for n in range(8)]
    start, answers = threading.Barrier(len(pcs)), list[int]()

    def race(pc: Pc) -> None:
        start.wait()
        answers.append(pc.ask("/v1/activate", key=key).status_code)

    threads = [threading.Thread(target=race, args=(pc,)) for pc in pcs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(answers) == [200] + [409] * 7
