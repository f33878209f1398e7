"""Open Dental's API in memory."""
