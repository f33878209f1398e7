"""The Qt program: the only code that knows Qt, and the command line beside it."""
