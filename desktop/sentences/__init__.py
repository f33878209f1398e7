"""The sentences behind `desktop.text`: one entry for each code. Data only.

Copy rules (DESIGN_TOKENS 8): what happened, what it means for the records (what is safe first),
what to do, or that there is nothing to do. `{system}` is the system's label, `{System}` the same
at the start of a sentence, `{name}` the name that the error carries, or `unnamed`.
"""
