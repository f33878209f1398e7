"""The frame of simulators: one account, one request at a time, and others who work in it too."""

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from connectors.kit.simulator import (
    Dropped,
    Fault,
    Request,
    Response,
    SimulatedAccount,
    SimulatorClock,
    consent,
)


class Counter(SimulatedAccount):
    """A vendor that counts, and knows whether another thread could have come in meanwhile."""

    def __init__(self, clock: SimulatorClock) -> None:
        self.lock = threading.RLock()
        super().__init__(clock, self.lock, self._count)
        self.done = 0
        self.was_alone = True

    def _count(self, _request: Request) -> Response:
        with ThreadPoolExecutor(1) as pool:
            self.was_alone = not pool.submit(self._come_in).result()
        self.done += 1
        return Response(200, json={"done": self.done})

    def _come_in(self) -> bool:
        came_in = self.lock.acquire(blocking=False)
        if came_in:
            self.lock.release()
        return came_in


@pytest.fixture
def counter(clock: SimulatorClock) -> Counter:
    return Counter(clock)


def post(counter: Counter, path: str = "/v1/contacts", size: int = 2) -> Response:
    return counter.handle(Request("POST", f"http://sim{path}", json={"inputs": [{}] * size}))


def test_others_act_after_each_answer_and_are_told_how_many_there_were(counter: Counter) -> None:
    seen: list[tuple[int, int]] = []
    counter.actors.append(lambda vendor, answered: seen.append((answered, vendor.done)))
    post(counter)
    post(counter)
    assert seen == [(1, 1), (2, 2)]


def test_others_act_even_where_the_answer_was_lost(counter: Counter) -> None:
    """(P5) Whoever repeats a request meets what happened meanwhile."""
    seen: list[int] = []
    counter.actors.append(lambda _vendor, answered: seen.append(answered))
    counter.faults.append(Fault("drop_after"))
    with pytest.raises(Dropped):
        post(counter)
    assert seen == [1]


def test_an_actor_may_take_itself_off_and_keeps_nobody_from_acting(counter: Counter) -> None:
    seen: list[int] = []

    def once(vendor: Counter, _answered: int) -> None:
        vendor.actors.remove(once)

    counter.actors += [once, lambda _vendor, answered: seen.append(answered)]
    post(counter)
    assert once not in counter.actors
    assert seen == [1]


def test_nobody_else_comes_in_while_a_request_is_answered(counter: Counter) -> None:
    post(counter)
    assert counter.was_alone


def test_requests_are_found_by_method_and_part_of_the_path(counter: Counter) -> None:
    post(counter, "/v1/contacts/batch")
    counter.handle(Request("GET", "http://sim/v1/contacts"))
    assert [entry.method for entry in counter.requests(path="contacts")] == ["POST", "GET"]
    assert [entry.path for entry in counter.requests("POST", "batch")] == ["/v1/contacts/batch"]


def test_the_log_forgets_what_was_in_old_batches_but_not_that_they_were(counter: Counter) -> None:
    for _ in range(102):
        post(counter, size=3)
    assert [entry.body is None for entry in counter.log].index(False) == 2
    assert {entry.inputs for entry in counter.log} == {3}


# The consent page


def asked(query: str) -> Request:
    return Request("GET", f"http://sim/oauth/authorize?{query}")


def test_the_page_that_asks_leads_back_to_itself_with_either_answer() -> None:
    shown = consent.asking(asked("client_id=a&state=x%22y"), "The firm asks")
    assert shown.headers["content-type"].startswith("text/html")
    address = "/oauth/authorize?client_id=a&amp;state=x%22y&amp;consent="
    assert f'href="{address}grant"' in shown.text
    assert f'href="{address}decline"' in shown.text


@pytest.mark.parametrize(("query", "answer"), [("consent=decline", "decline"), ("", "ask")])
def test_what_a_link_says_counts_before_the_standing_answer(query: str, answer: str) -> None:
    assert consent.answer_of(asked(query), "ask") == answer


def test_the_state_goes_back_as_it_came_and_none_stays_none() -> None:
    back = consent.redirect("http://127.0.0.1:53100/callback?a=1", {"code": "c"}, "s&t")
    assert httpx.URL(back.headers["location"]).params == httpx.QueryParams(
        {"a": "1", "code": "c", "state": "s&t"}
    )
    bare = consent.redirect("http://127.0.0.1:53100/callback", {"error": "no"}, None)
    assert bare.headers["location"].endswith("/callback?error=no")


def test_only_a_form_is_a_form() -> None:
    form = Request("POST", "http://sim/oauth/token", data={"code": "c"})
    json = Request("POST", "http://sim/oauth/token", json={"code": "c"})
    assert consent.form_of(form) == {"code": "c"}
    assert consent.form_of(json) == {}
