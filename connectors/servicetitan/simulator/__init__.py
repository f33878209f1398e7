"""ServiceTitan's API in memory."""
