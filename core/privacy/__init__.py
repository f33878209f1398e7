"""What may leave the office's system: the first gate, the last gate, and the allow-list between."""

from core.privacy.gate import Gate

__all__ = ["Gate"]
