"""Adapters to the outside: one folder per system, and the kit that they share.

Being in `ALL` is being in the program.
"""

from connectors import boulevard, buildium, clio, hubspot, jobber, opendental, servicetitan

ALL = (
    hubspot.SPEC,
    clio.SPEC,
    boulevard.SPEC,
    buildium.SPEC,
    jobber.SPEC,
    opendental.SPEC,
    servicetitan.SPEC,
)
