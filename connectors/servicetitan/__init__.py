"""ServiceTitan: the system of a trade contractor."""
