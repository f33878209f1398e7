"""The answers that a press in Review gives, and what is said when they are carried out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.jobs import JobContext
from desktop.entrance import Review
from desktop.presenters.review_parts import Group
from desktop.presenters.wishes import Wish


@dataclass(frozen=True, slots=True)
class Answer:
    """What is asked of the office for one press; the text is the button's target."""

    carry_out: Callable[[Review, Group, str, JobContext], object]
    told: str


def _link(review: Review, group: Group, hubspot_id: str, job: JobContext) -> object:
    review.link(group.pair, group.mine, hubspot_id, job)
    return None


def _keep_apart(review: Review, group: Group, _target: str, _job: JobContext) -> object:
    review.keep_apart(group.pair, group.system_id)
    return None


def _try_again(review: Review, group: Group, _target: str, _job: JobContext) -> object:
    return review.retry(group.pair, [group.system_id])


def _ignore(review: Review, group: Group, _target: str, _job: JobContext) -> object:
    return review.dismiss(group.pair, group.system_id, group.code)


def _archive(review: Review, group: Group, _target: str, job: JobContext) -> object:
    return review.approve(job, [(group.pair, group.system_id)])


ANSWERS: Mapping[Wish, Answer] = {
    Wish.LINK: Answer(_link, "They are one. The next run links them."),
    Wish.KEEP_APART: Answer(_keep_apart, "They are kept apart from now on."),
    Wish.TRY_AGAIN: Answer(_try_again, "The next run tries it again."),
    Wish.IGNORE: Answer(_ignore, "It is left as it is."),
    Wish.ARCHIVE: Answer(_archive, "It is archived."),
}
