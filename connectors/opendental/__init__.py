"""Open Dental: the practice management system of a dental office."""
