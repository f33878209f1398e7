"""Boulevard's API in memory."""
