"""What one pair of a run handed over, and what it held back: kinds of data and counts."""

from collections import Counter
from dataclasses import dataclass

from core.privacy.egress import Egress
from core.privacy.gate import Gate
from core.privacy.rows import Rows
from core.schema import StreamSchema


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One pair of a run, with the gates that counted it."""

    pair: str
    schema: StreamSchema
    egress: Egress
    gate: Gate
    rows: Rows

    def told(self) -> dict[str, object]:
        """Return it as data."""
        origins = self.egress.origins
        sent = {
            key: {
                "fields": list(origins[key].fields),
                "classes": sorted(each.value for each in origins[key].classes),
                "values": count,
            }
            for key, count in sorted(self.egress.sent.items())
            if key in origins  # all but our key, which is a hash
        }
        classes: Counter[str] = Counter()
        for key, count in self.egress.sent.items():
            if key in origins:
                classes.update({each.value: count for each in origins[key].classes})
        return {
            "pair": self.pair,
            "stream": self.schema.name,
            "sent": sent,
            "classes": dict(sorted(classes.items())),
            "blocked": dict(sorted(self.gate.dropped.items())),
            "withheld": {cause.value: count for cause, count in self.rows.counts.items()},
        }
