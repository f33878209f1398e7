"""Two records that may be one are shown as they are, side by side."""

from core.errors import Code
from tests.core.engine.world import PERSONS
from tests.core.office.review import namesakes, person, refusal
from tests.core.test_office import Desk, job


def test_what_each_candidate_says_stands_beside_what_the_record_says(desk: Desk) -> None:
    first, second = namesakes(desk)
    desk.portal.put("contacts", {"city": "Aspen", "phone": "+13035550199"}, id=second)
    found = desk.office.review.compare(PERSONS, "p1", [first, second], job())
    said = {each.key: (each.here, each.there, each.agree) for each in found[second]}
    assert said["lastname"] == ("Ruiz", "Ruiz", True)
    assert said["phone"] == ("+13035550118", "+13035550199", False)
    assert said["city"] == (None, "Aspen", False)
    assert "email" not in said
    assert all(each.agree for each in found[first])


def test_a_candidate_that_is_gone_is_left_out(desk: Desk) -> None:
    first, second = namesakes(desk)
    desk.portal.delete("contacts", second)
    assert desk.office.review.compare(PERSONS, "p1", [first, second], job()).keys() == {first}


def test_a_record_that_is_gone_can_be_compared_with_nobody(desk: Desk) -> None:
    person(desk, "p1", first="Ana")

    def look() -> object:
        return desk.office.review.compare(PERSONS, "p9", ["1"], job())

    assert refusal(look) is Code.NOT_FOUND
