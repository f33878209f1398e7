"""Buildium: the system of a property manager."""
