"""What the words of a command line mean; each says for argparse what is wrong with one."""

import argparse

from core.errors import Code


def code(text: str) -> Code:
    try:
        return Code(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            "is no code; 300sync review shows which there are"
        ) from None


def number(text: str) -> int:
    """Read a number as it is shown: "2,310"."""
    return int(text.replace(",", ""))


def count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 1_000_000:
        raise argparse.ArgumentTypeError("must lie between 0 and 1,000,000")
    return number


def system(text: str) -> str:
    """Read the name of a system that has a demo."""
    from connectors.demo import SYSTEMS

    if text not in SYSTEMS:
        raise argparse.ArgumentTypeError(f"{text} has no demo; there are {', '.join(SYSTEMS)}")
    return text
