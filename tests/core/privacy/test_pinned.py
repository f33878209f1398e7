"""The lists that decide what leaves are changed on purpose only: whoever changes one looks at what
that lets out, and writes its new print here (P10).
"""

from hashlib import sha256
from importlib import resources

import pytest

PRINTS = {
    (
        "connectors.opendental",
        "classes.json",
    ): "2707b82b987a4d5fc7e971477eab49701f240a3cd7af633a235b89d1728f5a57",
    (
        "connectors.boulevard",
        "classes.json",
    ): "55a4c84770da270c67b7dd3c7541d9d8df95ee75d2756905f48c9a74ec554be7",
    (
        "core.privacy",
        "terms.txt",
    ): "e08e57c6a8d14e3514af15cfa95c2eab19dd3c44958e3774bb598e2801acb77d",
}


@pytest.mark.parametrize("place", PRINTS, ids=" ".join)
def test_p10_a_list_is_as_it_was_when_somebody_last_looked_at_it(place: tuple[str, str]) -> None:
    package, name = place
    content = (resources.files(package) / name).read_bytes().replace(b"\r\n", b"\n")
    assert sha256(content).hexdigest() == PRINTS[place]
