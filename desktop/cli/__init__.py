"""The command line: the same office as the window, in words and in JSON."""
