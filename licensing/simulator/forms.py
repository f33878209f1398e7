"""Stripe's form encoding: `a[b][0]=c` is {"a": {"b": {"0": "c"}}}."""

import re
from typing import Any
from urllib.parse import parse_qsl


def nested(form: str) -> dict[str, Any]:
    """Return a form as nested objects; what is a list has numbers for keys.

    >>> nested("mode=subscription&line_items[0][price]=price_1")
    {'mode': 'subscription', 'line_items': {'0': {'price': 'price_1'}}}
    """
    found: dict[str, Any] = {}
    for key, value in parse_qsl(form, keep_blank_values=True):
        first, *rest = re.findall(r"[^\[\]]+", key)
        place = found
        for part in [first, *rest][:-1]:
            place = place.setdefault(part, {})
        place[[first, *rest][-1]] = value
    return found
