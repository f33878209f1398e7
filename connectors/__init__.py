"""Adapters to the outside: one folder per system, and the kit that they share.

Being in `ALL` is being in the program.
"""

from connectors import boulevard, buildium, clio, hubspot, opendental, servicetitan

ALL = (hubspot.SPEC, clio.SPEC, boulevard.SPEC, buildium.SPEC, opendental.SPEC, servicetitan.SPEC)
