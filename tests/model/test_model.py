"""Everything that can happen to an office, in any order, and what holds all the same.

People come, are edited and go on both sides; runs crash anywhere, are cut off, turned away and
left without an answer; databases get old and lost, clocks are off, a second PC does the same work.
After every step nothing is there twice that came once (P2), no record content is at rest (P9) and
no field has travelled against its direction (P12). Once the faults are off, the office gets quiet
within four runs (P4, P7), everything typed is on both sides or waits in Review (P1, P3, P5), and
nothing was deleted (P6). That each run adds up is seen to in `Office.run` (P8).
"""

from time import monotonic

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import get_state_machine_test

from tests.model.conftest import STEPS
from tests.model.end import ModelEnd
from tests.model.every import ALL
from tests.model.machine import TheOffice

CI = 150, 40  # examples, steps: two minutes of one core
CI_OF_A_SYSTEM = 18, 40  # a quarter of a minute
LONG = 2_000, 60
CHUNK = 50  # examples between looks at the clock
LONGEST = 2 * 3_600.0  # seconds


def budget(examples: int, steps: int, *, same: bool = False) -> settings:
    """Return what to try; `same` tries the same each time, so that CI is red for a change only."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=same,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


TestTheOffice = pytest.mark.slow(TheOffice.TestCase)
TestTheOffice.settings = budget(*CI, same=True)


@pytest.mark.slow
@pytest.mark.parametrize("end", ALL[1:], ids=lambda end: end.name)
def test_the_office_of_another_system(end: ModelEnd) -> None:
    """The same with each system in Clio's place, and with that vendor's faults."""
    machine = type(TheOffice.__name__, (TheOffice,), {"end": end})
    get_state_machine_test(machine, settings=budget(*CI_OF_A_SYSTEM, same=True))()


@pytest.mark.long
def test_the_office_at_length(first_seed: int) -> None:
    """2,000 examples of 60 steps, or two hours; `--hypothesis-seed` does the same ones again."""
    began, (examples, steps) = monotonic(), LONG
    for chunk in range(examples // CHUNK):
        if monotonic() - began > LONGEST:
            break
        test = get_state_machine_test(TheOffice, settings=budget(CHUNK, steps))
        seed(first_seed + chunk)(test)()
        STEPS.examples += CHUNK
