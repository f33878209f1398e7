"""What may leave the office's system: the allow-list, the first gate, the last gate, whom they
hold back, and what the office decided about it.
"""

from core.privacy.egress import Egress
from core.privacy.gate import Gate
from core.privacy.rows import Rows

__all__ = ["Egress", "Gate", "Rows"]
