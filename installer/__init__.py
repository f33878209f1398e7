"""Setting up, building and packing. Runs before anything is installed: standard library only."""
