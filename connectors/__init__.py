"""Adapters to the outside: one folder per system, and the kit that they share."""
