"""Jobber: the system of a home service office."""
