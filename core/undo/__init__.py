"""Undoing a run at HubSpot: what it created is archived, what it changed gets its old value back.

    deciding.py    what may be undone of one field, or one record: pure
    properties.py  properties by their tags, and fingerprints of their values
    restoring.py   records that the run changed: their old values, written back
    archiving.py   records that the run created
    walk.py        the walk over what a run wrote: read the past, decide, write, settle
    report.py      what came of it, and what was left

The values come from HubSpot's own history at the moment of undoing (core.history); ours are only
the fingerprints of what was written (core.store.changes). What anybody has changed since is left
as it is and listed. Ties between records that were there before the run stay as they are.

So that the next run does not write the same again, and does not take undoing for an edit:

- A restored value is taken as agreed on with the value that the system had at the run. The field
  travels again when it changes on either side.
- A record that is archived is unlinked, its wanted ties wait, and an issue (UNDONE) holds it: it
  is not created again until a person has it tried again. One that somebody restores at HubSpot
  bears our key still, and is linked again when its system record is looked at.
"""
