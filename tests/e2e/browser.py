"""A person in front of a browser, who signs in and comes back to the program."""

import subprocess
from dataclasses import dataclass

import httpx


@dataclass(frozen=True, slots=True)
class Shown:
    """What the browser shows in the end."""

    status: int
    text: str
    callback: str  # the address of the program that it came back to


def link_of(process: "subprocess.Popen[str]") -> str:
    """Return the link that `connect` prints; reads its standard error up to there."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        if line.startswith("http"):
            return line.strip()
        said.append(line)
    raise AssertionError("no link: " + "".join(said))


def callback_of(link: str) -> str:
    """Consent at the vendor; return the address that it sends the browser back to."""
    answer = httpx.get(link)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])


def visit(address: str) -> Shown:
    answer = httpx.get(address)
    return Shown(answer.status_code, answer.text, address)


def sign_in(process: "subprocess.Popen[str]") -> Shown:
    """Follow the printed link through the vendor's page back to the program."""
    return visit(callback_of(link_of(process)))
